/// Scores of one trial over its training, such as the mean returns of its evaluations.
public struct LearningCurve: Equatable, Sendable {
  /// A score, and the number of training steps before it.
  public struct Point: Equatable, Sendable {
    /// Training steps before the score was measured.
    public let step: Int
    /// The score; larger is better.
    public let score: Double

    /// Creates a point.
    public init(step: Int, score: Double) {
      self.step = step
      self.score = score
    }
  }

  /// The points, in ascending order of their steps; at least one.
  public let points: [Point]

  /// Creates a curve; `nil` if there is no point, a score is not finite, or the steps are negative or
  /// not strictly ascending.
  public init?(_ points: [Point]) {
    guard let first = points.first, first.step >= 0, points.allSatisfy(\.score.isFinite),
      zip(points, points.dropFirst()).allSatisfy({ $0.step < $1.step })
    else { return nil }
    self.points = points
  }

  /// The last score.
  public var final: Double { points[points.count - 1].score }

  /// The largest score.
  public var best: Double { points.reduce(points[0].score) { max($0, $1.score) } }

  /// The last score minus the largest one: 0 where training ended at its best, negative elsewhere.
  public var finalMinusBest: Double { final - best }

  /// The area under the curve between the first and the last point, divided by the steps between them.
  ///
  /// With the points (sᵢ, yᵢ), i = 0, …, n, by the trapezoidal rule:
  ///
  ///     area = Σᵢ (sᵢ₊₁ − sᵢ) · (yᵢ + yᵢ₊₁) / 2 / (sₙ − s₀)
  ///
  /// It is the mean score over the training, in the unit of the scores. The area of a single point is
  /// its score. The terms are added in the order of the steps; where a sum would overflow, the scores
  /// are multiplied by a power of two.
  public var area: Double {
    let range = Double(points[points.count - 1].step - points[0].step)
    guard range > 0 else { return points[0].score }
    func sum(scale: Double) -> Double {
      zip(points, points.dropFirst()).reduce(0) { sum, pair in
        let (left, right) = pair
        return sum + Double(right.step - left.step)
          * (left.score * scale / 2 + right.score * scale / 2)
      }
    }
    let plain = sum(scale: 1)
    let area = plain.isFinite ? plain / range : sum(scale: 0x1p-64) / range * 0x1p64
    // A mean lies between the extremes; rounding must not lead beyond them.
    return min(max(area, points.reduce(best) { min($0, $1.score) }), best)
  }

  /// The index of the first point whose score is at least the threshold; `nil` if there is none.
  public func firstSuccess(threshold: Double) -> Int? {
    points.firstIndex { $0.score >= threshold }
  }

  /// The steps before the first score that is at least the threshold; `nil` if there is none: the
  /// observation is then censored at the last step.
  public func stepsToThreshold(_ threshold: Double) -> Int? {
    firstSuccess(threshold: threshold).map { points[$0].step }
  }

  /// The share of the points after the first success that are successes too, from 0 to 1; `nil` if
  /// there is no success, or no point after the first one.
  public func stability(threshold: Double) -> Double? {
    guard let first = firstSuccess(threshold: threshold) else { return nil }
    let later = points[(first + 1)...]
    guard !later.isEmpty else { return nil }
    return Double(later.count { $0.score >= threshold }) / Double(later.count)
  }
}
