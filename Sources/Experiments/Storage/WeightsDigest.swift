import DeepQ
import HDF5
import Hashing

/// The identity of a network's parameters.
enum WeightsDigest {
  /// SHA-256 of the parameters as little-endian float32, layer by layer in name order, weight
  /// before bias.
  static func of(_ layers: [LayerWeights]) -> String {
    var hash = SHA256()
    for layer in layers.sorted(by: { $0.name < $1.name }) {
      for values in [layer.weight, layer.bias] {
        FieldValues.float32(values.canonical).withBytes { hash.update($0) }
      }
    }
    return hash.finalize().hexadecimal
  }

  /// SHA-256 of a table of action values as little-endian float64, row by row.
  static func of(_ values: ActionValues) -> String {
    var hash = SHA256()
    FieldValues.float64(values.elements.canonical).withBytes { hash.update($0) }
    return hash.finalize().hexadecimal
  }
}

extension [Float] {
  /// The same with one bit pattern for all that is not a number: which one arithmetic gives depends
  /// on the processor.
  ///
  /// Nothing is copied where nothing changes.
  var canonical: [Float] {
    let isCanonical = allSatisfy { !$0.isNaN || $0.bitPattern == Float.nan.bitPattern }
    return isCanonical ? self : map { $0.isNaN ? .nan : $0 }
  }
}

extension [Double] {
  /// The same with one bit pattern for all that is not a number: which one arithmetic gives depends
  /// on the processor.
  ///
  /// Nothing is copied where nothing changes.
  var canonical: [Double] {
    let isCanonical = allSatisfy { !$0.isNaN || $0.bitPattern == Double.nan.bitPattern }
    return isCanonical ? self : map { $0.isNaN ? .nan : $0 }
  }
}
