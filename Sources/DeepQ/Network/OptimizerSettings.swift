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

  /// All defaults.
  public init() {}
}
