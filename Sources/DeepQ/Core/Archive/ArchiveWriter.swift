#if _endian(big)
  #error("an archive holds numbers as a little-endian processor has them in memory")
#endif

/// Encodes values as bytes, one after another, for an `ArchiveReader` to decode.
///
/// Little-endian, without padding; every list and text says its length first. The same values give
/// the same bytes.
public struct ArchiveWriter: Sendable {
  /// What has been written so far, the head included.
  public private(set) var bytes: [UInt8]

  /// Starts an archive with a header: what it contains, and its format version.
  ///
  /// - Parameters:
  ///   - kind: the contents of the archive.
  ///   - version: increased when a reader of the old format would misread the new one.
  public init(kind: String, version: Int) {
    bytes = Array(Self.magic)
    write(kind)
    write(version)
  }

  /// The first bytes of every archive.
  static let magic = "sweep archive\n".utf8

  /// Writes a name that the reader checks, so that a mismatch is found where it begins.
  public mutating func mark(_ name: String) { write(name) }

  /// Writes a number.
  public mutating func write(_ value: UInt64) {
    withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
  }

  /// Writes a number.
  public mutating func write(_ value: Int) { write(UInt64(bitPattern: Int64(value))) }

  /// Writes a number, bit for bit.
  public mutating func write(_ value: Double) { write(value.bitPattern) }

  /// Writes a truth value.
  public mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }

  /// Writes a text.
  public mutating func write(_ text: String) { write(bytes: Array(text.utf8)) }

  /// Reserves capacity for `count` more bytes; a long list that grows is in memory twice.
  public mutating func reserve(_ count: Int) { bytes.reserveCapacity(bytes.count + count) }

  /// Writes bytes behind everything else, without their number: a hash, say.
  public consuming func ended(with end: [UInt8]) -> [UInt8] {
    bytes.append(contentsOf: end)
    return bytes
  }

  /// Writes a list of bytes.
  public mutating func write(bytes values: [UInt8]) {
    write(values.count)
    bytes.append(contentsOf: values)
  }

  /// Writes a list of numbers.
  public mutating func write(_ values: [Double]) { writeElements(of: values) }

  /// Writes a list of numbers.
  public mutating func write(_ values: [Int]) { writeElements(of: values) }

  /// Writes a list of truth values.
  public mutating func write(_ values: [Bool]) { write(bytes: values.map { $0 ? 1 : 0 }) }

  /// Writes a block of memory without its length, which the reader must know.
  public mutating func write(raw block: UnsafeRawBufferPointer) { bytes.append(contentsOf: block) }

  private mutating func writeElements<Element: BitwiseCopyable>(of values: [Element]) {
    write(values.count)
    values.withUnsafeBytes { write(raw: $0) }
  }
}
