/// How much the transitions that surprised the learner are drawn before the others.
///
/// Source: T. Schaul, J. Quan, I. Antonoglou, D. Silver, "Prioritized Experience Replay", ICLR 2016,
/// the proportional variant.
public struct PrioritySettings: Equatable, Sendable {
  /// α: how strongly errors count; 0 draws uniformly, and keeps no priorities at all.
  public var exponent = 0.0
  /// β at first: how much of the bias of such draws is taken out of the loss, 0...1.
  public var importance = 0.4
  /// β once the training is done.
  public var importanceEnd = 1.0
  /// Added to the size of each error, so that nothing is never drawn.
  public var offset = 1e-6

  /// All defaults.
  public init() {}

  /// β once a share of the training, 0...1, is done.
  func importance(at progress: Double) -> Double {
    importance + (importanceEnd - importance) * progress
  }
}
