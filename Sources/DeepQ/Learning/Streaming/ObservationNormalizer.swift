/// Normalises observations by the mean and the variance of those seen so far.
///
/// Vectors only: images are bytes, which a network divides by 255 as always.
///
/// Source: Elsayed et al. 2024 (arXiv 2410.14606).
struct ObservationNormalizer: Sendable {
  private var samples: RunningMoments

  /// A normaliser before the first observation; `isOn` false, or an image, for one that copies.
  init(_ shape: ObservationShape, isOn: Bool) {
    let isVector = if case .vector = shape { true } else { false }
    samples = RunningMoments(size: isOn && isVector ? shape.count : 0)
  }

  private var isOn: Bool { !samples.means.isEmpty }

  /// Adds an observation of the training to the moments, and normalises it by them:
  /// `(x - m) / √(v + 1e-8)`, in `Double`, then rounded to `Float`.
  mutating func observe(_ observation: ObservationBuffer, into result: ObservationBuffer) {
    guard isOn else { return result.copy(observation) }
    let numbers = observation.floats
    samples.add(numbers.lazy.map { Double($0) })
    for index in numbers.indices {
      let deviation = Double(numbers[index]) - samples.means[index]
      result.floats[index] = Float(
        deviation / (samples.variance(index) + RunningMoments.epsilon).squareRoot())
    }
  }

  /// Normalises an observation of an evaluation by the moments as they are, rounded to `Float` as a
  /// trial's file has them.
  func normalize(_ observation: ObservationBuffer, into result: ObservationBuffer) {
    guard isOn else { return result.copy(observation) }
    let numbers = observation.floats
    for index in numbers.indices {
      result.floats[index] = StoredMoments.normalized(
        numbers[index], mean: Float(samples.means[index]),
        variance: Float(samples.variance(index)))
    }
  }

  /// The moments as an entry of the weights; `nil` if observations are not normalised.
  var moments: LayerWeights? {
    guard isOn else { return nil }
    let indices = samples.means.indices
    return LayerWeights(
      name: LayerWeights.observationMoments, weightShape: [indices.count],
      weight: samples.means.map { Float($0) }, bias: indices.map { Float(samples.variance($0)) })
  }
}

/// The moments of observations in a trial's file.
struct StoredMoments: Sendable {
  private let means: [Float]
  private let variances: [Float]

  /// The moments among the weights of a trial's file; `nil` if there are none for such observations.
  init?(among weights: [LayerWeights], for shape: ObservationShape) {
    guard let entry = weights.first(where: \.isObservationMoments),
      case .vector(let count) = shape, entry.weight.count == count, entry.bias.count == count
    else { return nil }
    (means, variances) = (entry.weight, entry.bias)
  }

  /// Normalises an observation as `ObservationNormalizer.normalize` does.
  func normalize(_ observation: ObservationBuffer, into result: ObservationBuffer) {
    let numbers = observation.floats
    for index in numbers.indices {
      result.floats[index] = Self.normalized(
        numbers[index], mean: means[index], variance: variances[index])
    }
  }

  /// `(x - m) / √(v + 1e-8)`, in `Float`.
  static func normalized(_ number: Float, mean: Float, variance: Float) -> Float {
    (number - mean) / (variance + Float(RunningMoments.epsilon)).squareRoot()
  }
}

// MARK: - Checkpoint

extension ObservationNormalizer {
  /// Writes the moments.
  func save(to archive: inout ArchiveWriter) { samples.save(to: &archive) }

  /// Restores saved moments.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try samples.restore(from: &archive)
  }
}
