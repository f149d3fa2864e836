/// A network that is evaluated on one observation at a time, with its buffers.
struct ActingNetwork: ~Copyable {
  private let network: Network
  private let valueHead: any ValueHead
  private let activations: Activations
  private let scratch: NetworkScratch
  private let valueHeadScratch: FloatBuffer
  private let returns: FloatBuffer

  /// The network that the hyperparameters describe.
  init(_ hyperparameters: Hyperparameters, in interface: EnvironmentInterface) {
    network = hyperparameters.network(for: interface)
    valueHead = hyperparameters.valueHead()
    activations = Activations(network: network, batch: 1)
    scratch = NetworkScratch(network: network, batch: 1, backwards: false)
    valueHeadScratch = FloatBuffer(zeros: valueHead.scratchCount)
    returns = FloatBuffer(zeros: network.valueStride)
  }

  /// The number of actions.
  var actionCount: Int { network.actionCount }

  /// Computes the expected return of each action: `[actionCount]`, valid until the next call.
  func values(
    of observation: ObservationBuffer, parameters: borrowing FloatBuffer
  ) -> UnsafePointer<Float> {
    network.forward(
      ObservationBatch(observation), parameters: parameters, scratch: scratch, into: activations)
    return UnsafePointer(
      valueHead.expectedReturns(
        of: activations.values, rows: 1, network.head, scratch: valueHeadScratch.start,
        into: returns.start))
  }

  /// Computes the largest expected return of an action.
  func largestValue(
    of observation: ObservationBuffer, parameters: borrowing FloatBuffer
  ) -> Float {
    let values = self.values(of: observation, parameters: parameters)
    return values[greedyAction(values, count: network.actionCount)]
  }

  /// Computes the action values for the one-hot vectors of all states.
  ///
  /// - Parameters:
  ///   - stateCount: the number of states.
  ///   - parameters: the network's.
  ///   - prepare: turns a one-hot vector into what the network sees.
  /// - Returns: the values, state by state.
  func actionValues(
    stateCount: Int, parameters: borrowing FloatBuffer,
    preparing prepare: (ObservationBuffer) -> ObservationBuffer = { $0 }
  ) -> ActionValues {
    let observation = ObservationStorage(.vector(stateCount))
    var values = ActionValues(stateCount: stateCount, actionCount: network.actionCount)
    for state in 0..<stateCount {
      observation.buffer.floats[state] = 1
      let outputs = self.values(of: prepare(observation.buffer), parameters: parameters)
      for action in 0..<network.actionCount { values[state, action] = Double(outputs[action]) }
      observation.buffer.floats[state] = 0
    }
    return values
  }

  /// Chooses an ε-greedy action: a random one with probability ε, else the one of the largest value.
  func act(
    on observation: ObservationBuffer, parameters: borrowing FloatBuffer, epsilon: Double,
    using random: inout RandomSource
  ) -> Int {
    random.exploringAction(epsilon: epsilon, of: network.actionCount)
      ?? greedyAction(
        values(of: observation, parameters: parameters), count: network.actionCount)
  }
}

/// A network with the weights of a trial's file.
struct StoredNetwork: Policy, ~Copyable {
  private let parameters: FloatBuffer
  private let network: ActingNetwork

  /// Loads the weights; `nil` if they are not those of the network that the hyperparameters describe.
  init?(
    _ hyperparameters: Hyperparameters, in interface: EnvironmentInterface,
    weights: [LayerWeights]
  ) {
    guard let parameters = hyperparameters.network(for: interface).parameters(from: weights) else {
      return nil
    }
    self.parameters = parameters
    network = ActingNetwork(hyperparameters, in: interface)
  }

  /// Computes the expected return of each action, without noise.
  func values(of observation: ObservationBuffer) -> [Double] {
    let values = network.values(of: observation, parameters: parameters)
    return (0..<network.actionCount).map { Double(values[$0]) }
  }

  /// Chooses an ε-greedy action, without noise.
  func act(on agentState: AgentState, epsilon: Double, using random: inout RandomSource) -> Int {
    network.act(
      on: agentState.observation, parameters: parameters, epsilon: epsilon, using: &random)
  }
}
