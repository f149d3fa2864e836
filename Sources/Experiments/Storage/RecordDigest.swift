import DeepQ
import HDF5
import Hashing

extension Record {
  /// SHA-256 over everything in the record but the root attributes `result_sha256` and
  /// `kept_sha256`, in lower-case hexadecimal.
  ///
  /// It is defined so that any program can compute it again (`scripts/check_results.py` does).
  /// First come all attributes, among them `units` and `description` of each dataset, sorted by
  /// object and name, then all datasets sorted by path. Each is a line
  ///
  ///     attribute <object> <name> <type> <shape> <byte count>
  ///     dataset <path> <type> <shape> <byte count>
  ///
  /// then the bytes, little-endian and row-major (text: UTF-8), then a line feed. `<type>` is one
  /// of `text`, `int64`, `uint64`, `float64`, `float32`, `uint8`; `<shape>` is `[]` for a single
  /// value, `[3,4]` for three rows of four.
  func digest() -> String {
    var hash = SHA256()
    for attribute in attributesWithMeanings where !attribute.isOwnDigest {
      attribute.value.add(to: &hash, title: "attribute \(attribute.object) \(attribute.name)")
    }
    for field in fields {
      field.values.withBytes { bytes in
        let shape = "[" + field.shape.map(String.init).joined(separator: ",") + "]"
        hash.add(bytes, title: "dataset \(field.path) \(field.values.typeName) \(shape)")
      }
    }
    return hash.finalize().hexadecimal
  }

  /// The hash of the trial's result that the record names; `nil` if it names none.
  var namedDigest: String? { text("result_sha256") }

  /// The hash that the record names for what it holds: that of the result, unless parameters were
  /// left out; `nil` if it names none.
  var namedOwnDigest: String? { text("kept_sha256") ?? namedDigest }

  private func text(_ attribute: String) -> String? {
    if case .text(let text) = self.attribute(attribute) { text } else { nil }
  }

  /// The attributes as they are in a file: those of the fields too.
  private var attributesWithMeanings: [RecordAttribute] {
    let meanings = fields.flatMap { field in
      [
        RecordAttribute(object: field.path, name: "units", value: .text(field.units)),
        RecordAttribute(object: field.path, name: "description", value: .text(field.description)),
      ]
    }
    return Record(attributes: attributes + meanings, fields: []).attributes
  }
}

extension RecordAttribute {
  fileprivate var isOwnDigest: Bool {
    object == "/" && ["result_sha256", "kept_sha256"].contains(name)
  }
}

extension RecordValue {
  fileprivate func add(to hash: inout SHA256, title: String) {
    switch self {
    case .text(let text):
      Array(text.utf8).withUnsafeBytes { hash.add($0, title: title + " text []") }
    case .int64(let number):
      withUnsafeBytes(of: number.littleEndian) { hash.add($0, title: title + " int64 []") }
    case .uint64(let number):
      withUnsafeBytes(of: number.littleEndian) { hash.add($0, title: title + " uint64 []") }
    case .float64(let number):
      withUnsafeBytes(of: number.bitPattern.littleEndian) {
        hash.add($0, title: title + " float64 []")
      }
    case .bool(let truth):
      withUnsafeBytes(of: UInt8(truth ? 1 : 0)) { hash.add($0, title: title + " uint8 []") }
    case .int64s(let numbers):
      numbers.map(\.littleEndian).withUnsafeBytes {
        hash.add($0, title: title + " int64 [\(numbers.count)]")
      }
    }
  }
}

extension SHA256 {
  fileprivate mutating func add(_ bytes: UnsafeRawBufferPointer, title: String) {
    var head = Array("\(title) \(bytes.count)\n".utf8)
    // Most are small, and each call costs more than hashing them.
    if bytes.count <= Self.smallCount {
      head += bytes
      head.append(UInt8(ascii: "\n"))
      update(head)
    } else {
      update(head)
      update(bytes)
      update([UInt8(ascii: "\n")])
    }
  }

  private static let smallCount = 1 << 10
}

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
