/// The one form of POSIX ustar archive that packs have: plain files, sorted by name, without times,
/// owners or links, so that the same files give the same bytes and any `tar` opens them.
///
/// Source: IEEE Std 1003.1-2017, `pax`, "ustar Interchange Format".
enum TarFormat {
  /// Bytes of a block: a header, or a piece of a file, which is filled up with zeros.
  static let block = 512
  /// Bytes that a name may have.
  static let maxName = 100
  /// Bytes that a file may have: eleven octal digits.
  static let maxSize = 1 << 33 - 1

  /// The header of a file.
  ///
  /// - Precondition: the name has at most 100 bytes, and the size eleven octal digits.
  static func header(name: String, size: Int) -> [UInt8] {
    precondition(name.utf8.count <= maxName && size <= maxSize, "'\(name)' has no ustar header")
    var header = [UInt8](repeating: 0, count: block)
    func put(_ text: String, at offset: Int) {
      for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte }
    }
    put(name, at: 0)
    put("0000644", at: 100)  // mode
    put("0000000", at: 108)  // owner
    put("0000000", at: 116)  // group
    put(octal(size, digits: 11), at: 124)
    put("00000000000", at: 136)  // time of the last change
    put("        ", at: 148)  // the checksum counts as spaces
    put("0", at: 156)  // a plain file
    put("ustar\u{0}00", at: 257)
    put("0000000", at: 329)  // device
    put("0000000", at: 337)
    let sum = header.reduce(0) { $0 + Int($1) }
    put(octal(sum, digits: 6) + "\u{0} ", at: 148)
    return header
  }

  private static func octal(_ number: Int, digits: Int) -> String {
    let text = String(number, radix: 8)
    return String(repeating: "0", count: digits - text.count) + text
  }

  /// The archive of some files, in the order in which they are given.
  static func archive(of files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    var archive: [UInt8] = []
    archive.reserveCapacity(files.reduce(2 * block) { $0 + $1.bytes.count + 2 * block })
    for (name, bytes) in files {
      archive += header(name: name, size: bytes.count)
      archive += bytes
      archive += [UInt8](repeating: 0, count: padding(of: bytes.count))
    }
    return archive + [UInt8](repeating: 0, count: 2 * block)
  }

  private static func padding(of size: Int) -> Int { (block - size % block) % block }

  /// Takes the files out of an archive.
  ///
  /// Every byte has to be what `archive(of:)` writes, so nothing can hide in it.
  ///
  /// - Throws: `TarProblem` with the first thing that is wrong.
  static func files(
    in archive: [UInt8]
  ) throws(TarProblem) -> [(name: String, bytes: ArraySlice<UInt8>)] {
    var files: [(name: String, bytes: ArraySlice<UInt8>)] = []
    var offset = 0
    while true {
      guard archive.count - offset >= block else { throw TarProblem("it ends too early") }
      let header = archive[offset..<offset + block]
      if header.allSatisfy({ $0 == 0 }) { break }
      guard header.dropFirst(257).starts(with: "ustar".utf8) else {
        throw TarProblem("what follows \(place(files)) is not the header of a file")
      }
      guard let name = String(validating: header.prefix(maxName).prefix { $0 != 0 }, as: UTF8.self)
      else { throw TarProblem("a name is not UTF-8 text") }
      let type = header[offset + 156]
      guard type == UInt8(ascii: "0") else {
        throw TarProblem("\(Quotation.quoted(name)) is not a plain file")
      }
      let digits = String(decoding: header.dropFirst(124).prefix(11), as: UTF8.self)
      guard let size = Int(digits, radix: 8), size >= 0, size <= maxSize else {
        throw TarProblem("the size of \(Quotation.quoted(name)) is not a number")
      }
      guard header.elementsEqual(Self.header(name: name, size: size)) else {
        throw TarProblem(
          "the header of \(Quotation.quoted(name)) is not one that 'sweep pack' writes")
      }
      if let last = files.last, !last.name.utf8.lexicographicallyPrecedes(name.utf8) {
        throw TarProblem("\(Quotation.quoted(name)) is there twice, or not in order")
      }
      let start = offset + block
      let end = start + size
      offset = end + padding(of: size)
      guard offset <= archive.count else {
        throw TarProblem("it ends within \(Quotation.quoted(name))")
      }
      guard archive[end..<offset].allSatisfy({ $0 == 0 }) else {
        throw TarProblem("there is something between two files, after \(Quotation.quoted(name))")
      }
      files.append((name, archive[start..<end]))
    }
    guard archive.count == offset + 2 * block, archive[offset...].allSatisfy({ $0 == 0 }) else {
      throw TarProblem("there is something behind its end")
    }
    return files
  }

  private static func place(_ files: [(name: String, bytes: ArraySlice<UInt8>)]) -> String {
    files.last.map { Quotation.quoted($0.name) } ?? "the beginning"
  }
}

/// What is wrong with an archive.
struct TarProblem: ExitStatusError {
  let description: String

  var exitStatus: ExitStatus { .failed }

  init(_ description: String) { self.description = description }
}
