/// The rule that turns gradients into parameter changes, with all its constants but the learning
/// rate.
public struct OptimizerSettings: Equatable, Sendable {
  /// The rules, by the name that an experiment file uses.
  public enum Rule: String, CaseIterable, Sendable {
    /// Kingma and Ba 2015, with bias correction.
    case adam
    /// Tieleman and Hinton 2012; centred, Graves 2013.
    case rmsprop
    /// Stochastic gradient descent, with momentum if asked.
    case sgd
  }

  /// Where RMSProp adds epsilon, by the name that an experiment file uses.
  public enum EpsilonPlacement: String, CaseIterable, Sendable {
    /// Inside the square root if centered, as the DQN papers' code does; else outside.
    case automatic = "auto"
    /// `g / √(s + ε)`.
    case inside
    /// `g / (√s + ε)`.
    case outside
  }

  /// Which rule.
  public var rule = Rule.adam
  /// Adam: decay rate of the first moment.
  public var beta1 = 0.9
  /// Adam: decay rate of the second moment.
  public var beta2 = 0.999
  /// Adam, RMSProp: added to the denominator.
  public var epsilon = 1e-8
  /// RMSProp: decay rate of the moving averages.
  public var decay = 0.95
  /// RMSProp, SGD: fraction of the last change that is added to the next.
  public var momentum = 0.0
  /// RMSProp: whether the mean gradient is taken out of the second moment.
  public var centered = false

  /// RMSProp: where epsilon is added.
  public var epsilonPlacement = EpsilonPlacement.automatic

  /// All defaults.
  public init() {}

  /// Whether RMSProp adds epsilon inside the square root.
  var addsEpsilonInsideRoot: Bool {
    switch epsilonPlacement {
    case .automatic: centered
    case .inside: true
    case .outside: false
    }
  }
}
