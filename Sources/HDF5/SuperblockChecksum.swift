/// The checksum at the start of an HDF5 file.
///
/// `H5Fget_file_image` of 1.10.8 clears the flag "open for writing" in its copy, but leaves the
/// checksum over it as it was. Layout: "HDF5 File Format Specification Version 3.0", section II.A,
/// superblock versions 2 and 3.
enum SuperblockChecksum {
  private static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
  private static let covered = 44

  /// Computes the checksum again; returns whether the bytes start with a superblock of a known
  /// version.
  static func update(_ bytes: inout [UInt8]) -> Bool {
    guard isKnown(bytes) else { return false }
    let sum = lookup3(bytes[..<covered])
    for index in 0..<4 { bytes[covered + index] = UInt8(truncatingIfNeeded: sum >> (8 * index)) }
    return true
  }

  /// Whether the bytes start with a superblock of a known version whose checksum is right.
  static func isRight(in bytes: [UInt8]) -> Bool {
    var updated = Array(bytes.prefix(covered + 4))
    return update(&updated) && bytes.starts(with: updated)
  }

  /// Whether the superblock says that a program has the file open for writing, or did not close it.
  ///
  /// "File consistency flags" of superblock version 3, bit 0.
  ///
  /// - Precondition: `isRight(in: bytes)`.
  static func isOpenForWriting(in bytes: [UInt8]) -> Bool { bytes[8] == 3 && bytes[11] & 1 != 0 }

  /// Bytes of the whole file, as the superblock says: "end of file address".
  ///
  /// - Precondition: `isRight(in: bytes)`.
  static func fileSize(in bytes: [UInt8]) -> UInt64 {
    bytes[28..<36].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func isKnown(_ bytes: [UInt8]) -> Bool {
    bytes.count >= covered + 4 && bytes.starts(with: signature)
      && (bytes[8] == 2 || bytes[8] == 3) && bytes[9] == 8
  }

  /// Bob Jenkins's `hashlittle` of lookup3.c (public domain, 2006) with initial value 0, byte by
  /// byte.
  static func lookup3(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var a: UInt32 = 0xDEAD_BEEF &+ UInt32(truncatingIfNeeded: bytes.count)
    var b = a
    var c = a
    var rest = bytes
    while rest.count > 12 {
      a &+= word(rest, 0)
      b &+= word(rest, 4)
      c &+= word(rest, 8)
      mix(&a, &b, &c)
      rest = rest.dropFirst(12)
    }
    guard !rest.isEmpty else { return c }
    a &+= word(rest, 0)
    b &+= word(rest, 4)
    c &+= word(rest, 8)
    finish(&a, &b, &c)
    return c
  }

  /// Four bytes, little-endian; those beyond the end count as 0.
  private static func word(_ bytes: ArraySlice<UInt8>, _ offset: Int) -> UInt32 {
    bytes.dropFirst(offset).prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func rotate(_ value: UInt32, _ bits: UInt32) -> UInt32 {
    value << bits | value >> (32 - bits)
  }

  private static func mix(_ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32) {
    a = (a &- c) ^ rotate(c, 4)
    c &+= b
    b = (b &- a) ^ rotate(a, 6)
    a &+= c
    c = (c &- b) ^ rotate(b, 8)
    b &+= a
    a = (a &- c) ^ rotate(c, 16)
    c &+= b
    b = (b &- a) ^ rotate(a, 19)
    a &+= c
    c = (c &- b) ^ rotate(b, 4)
    b &+= a
  }

  private static func finish(_ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32) {
    c = (c ^ b) &- rotate(b, 14)
    a = (a ^ c) &- rotate(c, 11)
    b = (b ^ a) &- rotate(a, 25)
    c = (c ^ b) &- rotate(b, 16)
    a = (a ^ c) &- rotate(c, 4)
    b = (b ^ a) &- rotate(a, 14)
    c = (c ^ b) &- rotate(b, 24)
  }
}
