/// One environment step, as the training loop saw it.
struct TimeStep {
  var before: AgentState
  var action: Int
  var reward: Double
  var after: AgentState
  /// Whether the task itself ended.
  var terminated: Bool
  /// Whether a limit outside the task ended the episode.
  var truncated: Bool

  /// Whether the episode ended.
  var ended: Bool { terminated || truncated }
}

/// Where an agent is: what it sees, and, where states can be numbered, the state's number.
struct AgentState {
  var observation: ObservationBuffer
  /// `nil` where there are not finitely many states.
  var state: Int? = nil
}
