/// Statistics of one sample, such as one configuration's scores: one score for each seed.
///
/// Every sum runs over the scores in ascending order, so a statistic depends on which scores there
/// are and not on the order in which they were listed.
///
/// Every finite score is accepted. Where a sum or a square would overflow, or squares would vanish,
/// it is computed of scores that are multiplied by a power of two, which changes no digit.
public struct SampleStatistics: Equatable, Sendable {
  /// The scores, ascending.
  public let sorted: [Double]
  /// The arithmetic mean.
  public let mean: Double

  /// The statistics of some scores, or `nil` if there are none.
  ///
  /// - Precondition: every score is finite.
  public init?(_ scores: [Double]) {
    precondition(scores.allSatisfy(\.isFinite), "a score is not finite: \(scores)")
    guard !scores.isEmpty else { return nil }
    sorted = scores.sorted()
    mean = Self.mean(of: sorted[...])
  }

  /// The number of scores.
  public var count: Int { sorted.count }

  /// The smallest score.
  public var minimum: Double { sorted[0] }

  /// The largest score.
  public var maximum: Double { sorted[count - 1] }

  /// The median: the middle score, or the mean of the two middle ones.
  public var median: Double { quantile(0.5) }

  /// Returns a sample quantile by linear interpolation: type 7 of Hyndman and Fan (1996), NumPy's
  /// default.
  ///
  /// - Precondition: the probability is in [0, 1].
  public func quantile(_ probability: Double) -> Double {
    Quantile.type7(probability, ofSorted: sorted)
  }

  /// The sample's standard deviation, with n − 1 in the denominator; `nil` for a single score.
  ///
  /// The squares of the differences from the mean are summed in ascending order of the scores.
  /// Infinite where it is more than the largest `Double`.
  public var standardDeviation: Double? {
    guard count > 1 else { return nil }
    let squares = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    if squares.isFinite, squares > Self.smallestAccurateSquares || minimum == maximum {
      return (squares / Double(count - 1)).squareRoot()
    }
    // Scaled to about 1, the largest score or difference has a square that is a normal number.
    let largest = max(minimum.magnitude, maximum.magnitude)
    let exponent = -largest.exponent
    let scaled = squaredDifferences(exponent: exponent) / Double(count - 1)
    return Double(sign: .plus, exponent: -exponent, significand: scaled.squareRoot())
  }

  /// Sums of squares above this have lost no digit to underflow.
  private static let smallestAccurateSquares = 0x1p-900

  /// The sum of the squares of the differences from the mean, each multiplied by a power of two.
  private func squaredDifferences(exponent: Int) -> Double {
    func scaled(_ score: Double) -> Double {
      Double(sign: .plus, exponent: exponent, significand: score)
    }
    return sorted.reduce(0) { sum, score in
      let difference = scaled(score) - scaled(mean)
      return sum + difference * difference
    }
  }

  /// The interquartile mean: ⌊n/4⌋ scores are cut off at each end, and the rest averaged.
  ///
  /// For n < 4 nothing is cut, and it is the mean. (Agarwal et al. 2021, arXiv 2108.13264.)
  public var interquartileMean: Double {
    let cut = count / 4
    return Self.mean(of: sorted[cut..<(count - cut)])
  }

  /// Student's 95 % confidence interval of the mean, which assumes scores that are about normal;
  /// `nil` for a single score.
  ///
  /// An end is infinite where it is beyond the largest `Double`.
  public var meanInterval: ClosedRange<Double>? {
    guard let standardDeviation else { return nil }
    let t = StudentT(degreesOfFreedom: Double(count - 1)).criticalValue(twoSidedTail: 0.05)
    let half = t * standardDeviation / Double(count).squareRoot()
    return (mean - half)...(mean + half)
  }

  private static func mean(of scores: ArraySlice<Double>) -> Double {
    let sum = scores.reduce(0, +)
    guard !sum.isFinite, let least = scores.first, let most = scores.last else {
      return sum / Double(scores.count)
    }
    // So many scores of any size have a finite sum; rounding must not lead beyond them.
    let scaled = scores.reduce(0) { $0 + $1 * 0x1p-64 }
    return min(max(scaled / Double(scores.count) * 0x1p64, least), most)
  }
}

/// Sample quantiles.
enum Quantile {
  /// Interpolates linearly between the two scores nearest to the position (n − 1) · probability.
  static func type7(_ probability: Double, ofSorted sorted: [Double]) -> Double {
    precondition((0...1).contains(probability), "a probability is from 0 to 1: \(probability)")
    precondition(!sorted.isEmpty, "no scores have no quantile")
    let position = Double(sorted.count - 1) * probability
    let index = min(Int(position), sorted.count - 1)
    let fraction = position - Double(index)
    guard fraction > 0 else { return sorted[index] }
    let (low, high) = (sorted[index], sorted[index + 1])
    let step = high - low
    guard step.isFinite else { return low * (1 - fraction) + high * fraction }
    return min(low.addingProduct(step, fraction), high)
  }
}
