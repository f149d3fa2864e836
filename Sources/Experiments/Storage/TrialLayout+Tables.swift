import DeepQ
import HDF5

/// What the files of trials in environments of finitely many states have beside the others.
extension TrialRecord {
  /// How far the evaluated values were from the optimal ones; not a number where that is unknown.
  var measureFields: [RecordField] {
    let evaluations = result.evaluations
    guard evaluations.contains(where: { $0.valueError != nil || $0.regret != nil }) else {
      return []
    }
    return [
      RecordField(
        path: "/evaluations/value_error", shape: [evaluations.count],
        values: .float64(evaluations.map { $0.valueError ?? .nan }.canonical), units: "1",
        description:
          "largest difference of an action value from the optimal one, over what an episode can come to"
      ),
      RecordField(
        path: "/evaluations/regret", shape: [evaluations.count],
        values: .float64(evaluations.map { $0.regret ?? .nan }.canonical), units: "1",
        description:
          "expected discounted return that the greedy policy loses against an optimal one"),
    ]
  }

  /// The action values, learned and optimal.
  var tableFields: [RecordField] {
    table("action_value", result.actionValues, "action values at the end: one row a state")
      + table(
        "optimal_action_value", result.optimalActionValues,
        "action values of an optimal policy: one row a state")
  }

  private func table(
    _ name: String, _ values: ActionValues?, _ description: String
  ) -> [RecordField] {
    guard let values else { return [] }
    return [
      RecordField(
        path: "/table/\(name)", shape: [values.stateCount, values.actionCount],
        values: .float64(values.elements.canonical), units: "1", description: description)
    ]
  }

  /// How the sweeps of a planning went.
  var planningFields: [RecordField] {
    guard let planning = result.planning else { return [] }
    func curve(_ name: String, _ values: [Double], _ description: String) -> RecordField {
      RecordField(
        path: "/planning/\(name)", shape: [values.count], values: .float64(values.canonical),
        units: "1", description: description)
    }
    return [
      curve("residual", planning.residuals, "largest change of an action value by the sweep"),
      curve(
        "error_bound", planning.errorBounds,
        "how far the optimal action values can be: gamma / (1 - gamma) times the residual"),
      curve(
        "value_error", planning.valueErrors, "how far the optimal action values are"),
    ]
  }
}
