/// The parameters of a network at its best evaluation: the one with the highest mean return, the
/// first of several.
public struct BestWeights: Equatable, Sendable {
  /// Training steps taken before the evaluation.
  public let step: Int
  /// The evaluation's mean return.
  public let mean: Double
  /// The parameters, layer by layer in name order.
  public let weights: [LayerWeights]

  init(step: Int, mean: Double, weights: [LayerWeights]) {
    self.step = step
    self.mean = mean
    self.weights = weights
  }

  /// The better of these parameters and those that an evaluation was made with.
  ///
  /// - Parameters:
  ///   - best: the best so far.
  ///   - evaluation: a later one.
  ///   - weights: what it was made with; called only if it is better.
  /// - Returns: the best; `nil` if there is none, as where nothing is learned in parameters.
  static func after(
    _ best: BestWeights?, _ evaluation: Evaluation, weights: () -> [LayerWeights]
  ) -> BestWeights? {
    let mean = evaluation.returns.reduce(0, +) / Double(evaluation.returns.count)
    if let best, !(mean > best.mean) { return best }
    let layers = weights()
    return layers.isEmpty ? best : BestWeights(step: evaluation.step, mean: mean, weights: layers)
  }
}

// MARK: - Checkpoint

extension BestWeights {
  private static let mark = "best weights"

  /// Writes the parameters and where they come from.
  func save(to archive: inout ArchiveWriter) {
    archive.mark(Self.mark)
    archive.write(step)
    archive.write(mean)
    archive.write(weights.count)
    for layer in weights {
      archive.write(layer.name)
      archive.write(layer.weightShape)
      for values in [layer.weight, layer.bias] {
        archive.write(bytes: values.withUnsafeBytes { Array($0) })
      }
    }
  }

  /// Saved parameters.
  init(restoring archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark(Self.mark)
    step = try archive.integer(in: 0...Int.max)
    mean = try archive.real()
    var layers: [LayerWeights] = []
    for _ in 0..<(try archive.integer(in: 0...1_000)) {
      layers.append(
        LayerWeights(
          name: try archive.text(), weightShape: try archive.integers(),
          weight: try Self.floats(in: &archive), bias: try Self.floats(in: &archive)))
    }
    weights = layers
  }

  private static func floats(in archive: inout ArchiveReader) throws(ArchiveError) -> [Float] {
    let bytes = try archive.byteList()
    guard bytes.count.isMultiple(of: 4) else {
      throw archive.error("\(bytes.count) bytes are no whole number of parameters")
    }
    return bytes.withUnsafeBytes { buffer in
      (0..<(buffer.count / 4)).map { buffer.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
  }
}
