/// How much each axis of a full grid matters: a functional analysis of variance of its scores.
///
/// With f(c) the mean score of configuration c, the variance of f over the grid is the sum of the
/// variances of its main effects, of the interactions of pairs of axes, and of higher orders. The
/// seeds' noise is the mean variance of the scores around f. Shares are of the sum of all of these.
/// With equally many seeds everywhere they are the shares of the sums of squares of the classical
/// analysis of variance.
///
/// f is itself a mean of a few scores, so an axis without any effect still has a small share.
///
/// Source: F. Hutter, H. Hoos, K. Leyton-Brown, "An efficient approach for assessing hyperparameter
/// importance", ICML 2014, on an exact grid instead of a fitted forest.
public struct AxisEffects: Equatable, Sendable {
  /// One axis' main effect.
  public struct Main: Equatable, Sendable {
    /// The mean of f over all configurations with each of the axis' values, in its order.
    public let means: [Double]
    /// Its share of the variance, from 0 to 1.
    public let share: Double
  }

  /// The interaction of two axes beyond their main effects.
  public struct Interaction: Equatable, Sendable {
    /// The first axis' index.
    public let first: Int
    /// The second axis' index, larger than the first.
    public let second: Int
    /// Its share of the variance, from 0 to 1.
    public let share: Double
  }

  /// The main effects, in the order of the axes.
  public let mains: [Main]
  /// The interactions of every pair of axes, in the order of the axes.
  public let interactions: [Interaction]
  /// The share of interactions of three and more axes.
  public let higherOrderShare: Double
  /// The share of the seeds' noise.
  public let noiseShare: Double

  /// The effects in a full grid.
  ///
  /// - Parameters:
  ///   - sizes: The number of values of each axis, at least 2.
  ///   - cells: The scores of each configuration, the last axis fastest; none may be empty.
  /// - Complexity: O(cells · axes²).
  public init(sizes: [Int], cells: [SampleStatistics]) {
    precondition(sizes.allSatisfy { $0 >= 2 }, "an axis with one value has no effect: \(sizes)")
    precondition(cells.count == sizes.reduce(1, *), "the grid is not full")
    // In units of a power of two above every score, so that no square overflows.
    let largest = cells.map { max(abs($0.minimum), abs($0.maximum)) }.max() ?? 0
    let unit = largest > 0 ? Double(sign: .plus, exponent: largest.exponent, significand: 1) : 1
    let means = cells.map { $0.mean / unit }
    let grid = Grid(sizes: sizes)
    let grand = Self.mean(means)
    func variance(_ values: [Double]) -> Double {
      Self.mean(values.map { ($0 - grand) * ($0 - grand) })
    }

    let mainMeans = sizes.indices.map { grid.means(of: means, along: [$0]) }
    let mainVariances = mainMeans.map(variance)
    var pairs: [(first: Int, second: Int, variance: Double)] = []
    for first in sizes.indices {
      for second in sizes.indices.dropFirst(first + 1) {
        // What two axes explain together, less what each explains alone.
        let joint = variance(grid.means(of: means, along: [first, second]))
        let own = joint - mainVariances[first] - mainVariances[second]
        pairs.append((first, second, max(0, own)))
      }
    }
    let between = variance(means)
    let explained = mainVariances.reduce(0, +) + pairs.reduce(0) { $0 + $1.variance }
    let noise = Self.mean(
      cells.map { cell in
        Self.mean(
          cell.sorted.map { score in
            let deviation = score / unit - cell.mean / unit
            return deviation * deviation
          })
      })
    // Rounding leaves a little of nothing behind; with at most two axes there are no higher orders.
    let higher = sizes.count > 2 ? max(0, between - explained) : 0
    let total = between + noise
    func share(_ variance: Double) -> Double { total > 0 ? min(1, variance / total) : 0 }

    mains = zip(mainMeans, mainVariances).map {
      Main(means: $0.map { $0 * unit }, share: share($1))
    }
    interactions = pairs.map {
      Interaction(first: $0.first, second: $0.second, share: share($0.variance))
    }
    higherOrderShare = share(higher)
    noiseShare = share(noise)
  }

  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  /// A full grid, the last axis fastest.
  private struct Grid {
    let sizes: [Int]

    /// The means of all cells that share their positions on some axes, the last of these fastest.
    func means(of values: [Double], along axes: [Int]) -> [Double] {
      let groups = axes.reduce(1) { $0 * sizes[$1] }
      var sums = [Double](repeating: 0, count: groups)
      for (index, value) in values.enumerated() {
        var rest = index
        var positions = sizes
        for axis in sizes.indices.reversed() {
          positions[axis] = rest % sizes[axis]
          rest /= sizes[axis]
        }
        sums[axes.reduce(0) { $0 * sizes[$1] + positions[$1] }] += value
      }
      return sums.map { $0 * Double(groups) / Double(values.count) }
    }
  }
}
