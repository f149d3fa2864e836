/// Decodes the bytes of an `ArchiveWriter`, which are untrusted input.
///
/// Every read checks the number of bytes left and the range of the value. Truncated, changed or forged
/// bytes give an error, never a trap, and take no more memory than their own size.
public struct ArchiveReader: Sendable {
  private let bytes: [UInt8]
  private var position = 0

  /// Opens an archive and checks its header.
  public init(_ bytes: [UInt8], kind: String, version: Int) throws(ArchiveError) {
    self.bytes = bytes
    guard bytes.starts(with: ArchiveWriter.magic) else { throw error("it is not an archive") }
    position = ArchiveWriter.magic.count
    let found = try text()
    guard found == kind else { throw error("it contains '\(found)', not '\(kind)'") }
    let form = try integer()
    guard form == version else {
      throw error("its format is \(form), and this program reads \(version)")
    }
  }

  /// Checks that the next name is this one.
  public mutating func mark(_ name: String) throws(ArchiveError) {
    let found = try text()
    guard found == name else { throw error("found '\(found)', expected '\(name)'") }
  }

  /// Whether everything has been read.
  public var isAtEnd: Bool { left == 0 }

  /// Checks that everything has been read.
  public func finish() throws(ArchiveError) {
    guard left == 0 else { throw error("\(left) bytes follow the end") }
  }

  /// An error at the present position.
  public func error(_ cause: String) -> ArchiveError {
    ArchiveError(position: position, cause: cause)
  }

  // MARK: - Values

  /// Reads a number.
  public mutating func word() throws(ArchiveError) -> UInt64 {
    let start = try take(8)
    return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: start, as: UInt64.self) }
  }

  /// Reads a number that must be in a range.
  public mutating func integer(
    in range: ClosedRange<Int> = .min ... .max
  ) throws(ArchiveError) -> Int {
    let value = Int(Int64(bitPattern: try word()))
    guard range.contains(value) else { throw error("\(value) is not in \(range)") }
    return value
  }

  /// Reads a number.
  public mutating func real() throws(ArchiveError) -> Double { Double(bitPattern: try word()) }

  /// Reads a truth value.
  public mutating func truth() throws(ArchiveError) -> Bool {
    let byte = bytes[try take(1)]
    guard byte <= 1 else { throw error("\(byte) is not a truth value") }
    return byte == 1
  }

  /// Reads a text.
  public mutating func text() throws(ArchiveError) -> String {
    guard let text = String(validating: try byteList(), as: UTF8.self) else {
      throw error("a text is not UTF-8")
    }
    return text
  }

  // MARK: - Lists

  /// Reads a list of bytes.
  public mutating func byteList() throws(ArchiveError) -> [UInt8] {
    let count = try integer(in: 0...left)
    let start = try take(count)
    return Array(bytes[start..<start + count])
  }

  /// Reads a list of numbers.
  public mutating func reals() throws(ArchiveError) -> [Double] { try elements() }

  /// Reads a list of numbers.
  public mutating func integers() throws(ArchiveError) -> [Int] { try elements() }

  /// Reads a list of truth values.
  public mutating func truths() throws(ArchiveError) -> [Bool] {
    let values = try byteList()
    guard values.allSatisfy({ $0 <= 1 }) else { throw error("a truth value is neither 0 nor 1") }
    return values.map { $0 == 1 }
  }

  /// Reads a block of memory that is as long as `block`, and fills that.
  public mutating func read(into block: UnsafeMutableRawBufferPointer) throws(ArchiveError) {
    let start = try take(block.count)
    bytes.withUnsafeBytes { bytes in
      block.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<start + block.count]))
    }
  }

  /// Skips a block of memory.
  public mutating func skip(byteCount: Int) throws(ArchiveError) { _ = try take(byteCount) }

  private mutating func elements<Element: BitwiseCopyable>() throws(ArchiveError) -> [Element] {
    let size = MemoryLayout<Element>.stride
    let count = try integer(in: 0...left / size)
    let start = try take(count * size)
    return bytes.withUnsafeBytes { bytes in
      (0..<count).map { bytes.loadUnaligned(fromByteOffset: start + $0 * size, as: Element.self) }
    }
  }

  private var left: Int { bytes.count - position }

  /// Passes over that many bytes; returns where they start.
  private mutating func take(_ count: Int) throws(ArchiveError) -> Int {
    guard count <= left else { throw error("\(left) bytes are left of \(count)") }
    defer { position += count }
    return position
  }
}

/// A failure to decode an archive.
public struct ArchiveError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Number of bytes read before.
  public let position: Int
  /// What is wrong there.
  public let cause: String

  /// For example: `at byte 60: found 'curves', expected 'agent'`.
  public var description: String { "at byte \(position): \(cause)" }
}
