import Foundation

/// A file in the format of `safetensors`: named arrays of numbers, and texts about them.
///
/// Eight bytes with the length of the header, little-endian; the header as JSON, filled up with
/// spaces so that the data begin at a multiple of eight; the data, without gaps. Keys are sorted, so
/// that the same tensors give the same bytes.
///
/// Source: https://huggingface.co/docs/safetensors, "Format".
struct SafetensorsFile {
  /// A named array, row-major and little-endian.
  struct Tensor {
    /// The type of the elements, as the format names it.
    enum Element: String, Encodable {
      case float32 = "F32"
      case float64 = "F64"
    }

    let name: String
    let element: Element
    let shape: [Int]
    let bytes: [UInt8]

    /// An array of single-precision numbers.
    init(name: String, shape: [Int], values: [Float]) {
      self.init(name: name, element: .float32, shape: shape, words: values.map(\.bitPattern))
    }

    /// An array of double-precision numbers.
    init(name: String, shape: [Int], values: [Double]) {
      self.init(name: name, element: .float64, shape: shape, words: values.map(\.bitPattern))
    }

    private init(
      name: String, element: Element, shape: [Int], words: [some FixedWidthInteger]
    ) {
      precondition(
        words.count == shape.reduce(1, *), "\(name): \(words.count) numbers for the shape \(shape)")
      self.name = name
      self.element = element
      self.shape = shape
      var bytes: [UInt8] = []
      bytes.reserveCapacity(words.count * MemoryLayout<Double>.size)
      for word in words { bytes.appendLittleEndian(word) }
      self.bytes = bytes
    }
  }

  /// An entry of the header.
  private enum Entry: Encodable {
    case tensor(Tensor, start: Int)
    case metadata([String: String])

    private enum Key: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .metadata(let texts): try texts.encode(to: encoder)
      case .tensor(let tensor, let start):
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(tensor.element, forKey: .dtype)
        try container.encode(tensor.shape, forKey: .shape)
        try container.encode([start, start + tensor.bytes.count], forKey: .offsets)
      }
    }
  }

  private static let metadataKey = "__metadata__"

  /// The whole file.
  let bytes: [UInt8]

  /// Lays out tensors, which stay in their order, and texts about them.
  ///
  /// - Precondition: no two tensors have the same name.
  init(tensors: [Tensor], metadata: [String: String]) throws {
    var entries = [Self.metadataKey: Entry.metadata(metadata)]
    var end = 0
    for tensor in tensors {
      let before = entries.updateValue(.tensor(tensor, start: end), forKey: tensor.name)
      precondition(before == nil, "two tensors are named '\(tensor.name)'")
      end += tensor.bytes.count
    }
    var header = Array(try ExportJSON.text(entries).utf8)
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + end)
    bytes.appendLittleEndian(UInt64(header.count))
    bytes += header
    for tensor in tensors { bytes += tensor.bytes }
    self.bytes = bytes
  }
}
