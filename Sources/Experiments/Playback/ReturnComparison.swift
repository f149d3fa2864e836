public import DeepQ

/// The returns of episodes that were played again, held against those of the stored evaluation.
public enum ReturnComparison: Equatable, Sendable {
  /// All that have a counterpart are equal: how many, and how many returns the evaluation has.
  case identical(count: Int, stored: Int, step: Int)
  /// The first episode, counted from 1, whose return is another.
  case differs(episode: Int, step: Int, stored: Double, again: Double)
  /// There is nothing to compare with.
  case none

  /// Compares the returns of the first episodes with those of an evaluation.
  public init(_ returns: [Double], with evaluation: Evaluation?) {
    guard let evaluation, !returns.isEmpty else {
      self = .none
      return
    }
    for (index, (again, stored)) in zip(returns, evaluation.returns).enumerated()
    where again != stored {
      self = .differs(episode: index + 1, step: evaluation.step, stored: stored, again: again)
      return
    }
    self = .identical(
      count: min(returns.count, evaluation.returns.count), stored: evaluation.returns.count,
      step: evaluation.step)
  }
}
