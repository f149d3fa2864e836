/// Mean and variance of samples that come one at a time, element by element.
///
/// Source: B. P. Welford, "Note on a method for calculating corrected sums of squares and products",
/// Technometrics 4(3), 1962; as Elsayed et al. 2024 (arXiv 2410.14606), use it.
struct RunningMoments: Equatable, Sendable {
  /// Samples so far.
  private(set) var count = 0
  /// The mean of each element; 0 before the first sample.
  private(set) var means: [Double]
  /// The sum of the squared deviations from the mean.
  private var squares: [Double]

  /// Added to a variance before its root is taken.
  static let epsilon = 1e-8

  /// Moments of samples of so many numbers, before the first.
  init(size: Int) {
    means = Array(repeating: 0, count: size)
    squares = means
  }

  /// Adds a sample.
  ///
  ///     m′ = m + (x - m) / n          p ← p + (x - m)·(x - m′)
  ///
  /// **Order.** As written, in `Double`, without fused operations.
  ///
  /// - Precondition: it has as many numbers as the moments.
  mutating func add(_ sample: some Collection<Double>) {
    precondition(sample.count == means.count, "\(sample.count) numbers of \(means.count)")
    count += 1
    for (index, number) in sample.enumerated() {
      let deviation = number - means[index]
      means[index] += deviation / Double(count)
      squares[index] += deviation * (number - means[index])
    }
  }

  /// The sample variance of an element, with n - 1 in the denominator; 1 for fewer than two samples.
  func variance(_ index: Int) -> Double {
    count < 2 ? 1 : squares[index] / Double(count - 1)
  }
}

/// Scales rewards by the standard deviation of their discounted sum.
///
/// Source: Elsayed et al. 2024 (arXiv 2410.14606).
struct RewardScaler: Equatable, Sendable {
  private let gamma: Double
  /// The discounted sum of the episode's rewards so far, and its moments over the training.
  private var sum = 0.0
  private var moments = RunningMoments(size: 1)

  init(gamma: Double) { self.gamma = gamma }

  /// Scales the reward of a step: `u ← γ·(1 - ended)·u + r`, then `r / √(var(u) + 1e-8)`.
  mutating func scale(_ reward: Double, ended: Bool) -> Double {
    sum = ended ? reward : gamma * sum + reward
    moments.add(CollectionOfOne(sum))
    return reward / (moments.variance(0) + RunningMoments.epsilon).squareRoot()
  }
}

// MARK: - Checkpoint

extension RunningMoments {
  /// Writes the number of samples and their moments.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("moments")
    archive.write(count)
    archive.write(means)
    archive.write(squares)
  }

  /// Restores saved moments.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("moments")
    count = try archive.integer(in: 0...(1 << 60))
    let (saved, sums) = (try archive.reals(), try archive.reals())
    guard saved.count == means.count, sums.count == means.count else {
      throw archive.error("moments of \(saved.count) numbers instead of \(means.count)")
    }
    (means, squares) = (saved, sums)
  }
}

extension RewardScaler {
  /// Writes the discounted sum and its moments.
  func save(to archive: inout ArchiveWriter) {
    archive.write(sum)
    moments.save(to: &archive)
  }

  /// Restores the saved state.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    sum = try archive.real()
    try moments.restore(from: &archive)
  }
}
