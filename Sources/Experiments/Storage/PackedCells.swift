/// The cells of a row, in a few bytes each.
///
/// A `SummaryValue` takes 24 bytes, and a hash as text 100 more: a million rows of them would fill
/// the memory that trials need. Here an empty cell takes one byte, a number nine, and text in
/// lower-case hexadecimal, as ids and hashes are, half a byte a digit. Copies share the bytes.
///
/// Two rows are equal if their cells have the same bits: 0 and -0 are not.
struct PackedCells: Equatable, Sendable {
  /// What a cell begins with.
  private enum Tag: UInt8 {
    case empty
    /// Eight bytes, little-endian.
    case integer, unsigned, real
    /// A byte with the number of bytes, and two hexadecimal digits in each.
    case digits
    /// Eight bytes with the length in UTF-8, and the text.
    case text
  }

  /// Packs some cells.
  init(_ cells: some Collection<SummaryValue>) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(cells.reduce(0) { $0 + Self.size(of: $1) })
    for cell in cells { Self.append(cell, to: &bytes) }
    self.bytes = bytes
    count = cells.count
  }

  private let bytes: [UInt8]
  /// The number of cells.
  let count: Int

  /// All cells, in order.
  var values: [SummaryValue] {
    var values: [SummaryValue] = []
    values.reserveCapacity(count)
    var offset = 0
    for _ in 0..<count {
      values.append(value(at: offset))
      offset += size(at: offset)
    }
    return values
  }

  /// The cell at an index.
  ///
  /// - Complexity: it goes over the cells before it.
  subscript(index: Int) -> SummaryValue {
    precondition((0..<count).contains(index), "cell \(index) of \(count)")
    var offset = 0
    for _ in 0..<index { offset += size(at: offset) }
    return value(at: offset)
  }

  /// The same cells, but another one at an index.
  func replacing(_ index: Int, with cell: SummaryValue) -> PackedCells {
    var values = values
    values[index] = cell
    return PackedCells(values)
  }

  // MARK: - One cell

  private static let longestDigits = 2 * Int(UInt8.max)

  private static func isDigits(_ text: String) -> Bool {
    let count = text.utf8.count
    return count > 0 && count.isMultiple(of: 2) && count <= longestDigits
      && text.isHexadecimal(digits: count)
  }

  private static func size(of cell: SummaryValue) -> Int {
    switch cell {
    case .empty: 1
    case .integer, .unsigned, .real: 9
    case .text(let text): isDigits(text) ? 2 + text.utf8.count / 2 : 9 + text.utf8.count
    }
  }

  private static func append(_ cell: SummaryValue, to bytes: inout [UInt8]) {
    switch cell {
    case .empty: bytes.append(Tag.empty.rawValue)
    case .integer(let number): append(.integer, UInt64(bitPattern: Int64(number)), to: &bytes)
    case .unsigned(let number): append(.unsigned, number, to: &bytes)
    case .real(let number): append(.real, number.bitPattern, to: &bytes)
    case .text(let text) where isDigits(text):
      bytes.append(Tag.digits.rawValue)
      bytes.append(UInt8(text.utf8.count / 2))
      var high: UInt8?
      for digit in text.utf8 {
        let value = digit < UInt8(ascii: "a") ? digit - 48 : digit - 87
        if let first = high { bytes.append(first << 4 | value) }
        high = high == nil ? value : nil
      }
    case .text(let text):
      append(.text, UInt64(text.utf8.count), to: &bytes)
      bytes += text.utf8
    }
  }

  private static func append(_ tag: Tag, _ word: UInt64, to bytes: inout [UInt8]) {
    bytes.append(tag.rawValue)
    withUnsafeBytes(of: word.littleEndian) { bytes += $0 }
  }

  private func tag(at offset: Int) -> Tag {
    guard let tag = Tag(rawValue: bytes[offset]) else {
      preconditionFailure("no cell begins with \(bytes[offset])")
    }
    return tag
  }

  private func word(at offset: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<8 { word |= UInt64(bytes[offset + index]) << (8 * UInt64(index)) }
    return word
  }

  private func size(at offset: Int) -> Int {
    switch tag(at: offset) {
    case .empty: 1
    case .integer, .unsigned, .real: 9
    case .digits: 2 + Int(bytes[offset + 1])
    case .text: 9 + Int(word(at: offset + 1))
    }
  }

  private func value(at offset: Int) -> SummaryValue {
    switch tag(at: offset) {
    case .empty: .empty
    case .integer: .integer(Int(Int64(bitPattern: word(at: offset + 1))))
    case .unsigned: .unsigned(word(at: offset + 1))
    case .real: .real(Double(bitPattern: word(at: offset + 1)))
    case .digits: .text(digits(at: offset + 2, count: 2 * Int(bytes[offset + 1])))
    case .text:
      .text(
        String(decoding: bytes[offset + 9..<offset + size(at: offset)], as: UTF8.self))
    }
  }

  private func digits(at offset: Int, count: Int) -> String {
    String(unsafeUninitializedCapacity: count) { digits in
      for index in 0..<count {
        let byte = bytes[offset + index / 2]
        let value = index.isMultiple(of: 2) ? byte >> 4 : byte & 15
        digits[index] = value + (value < 10 ? 48 : 87)
      }
      return count
    }
  }
}
