import CVector

/// A block of `Float`s with one owner, aligned for the widest vectors, filled with zeros.
///
/// A large block is not touched before it is written, so that memory which a trial reserves and
/// never reaches costs nothing. It uses large pages where the system has them: a network
/// of millions of weights takes more small pages than the processor's translation buffer holds.
struct FloatBuffer: ~Copyable, @unchecked Sendable {
  /// The first element.
  let start: UnsafeMutablePointer<Float>
  /// Number of elements.
  let count: Int

  private static let alignment = 64
  /// Bytes of a large page on x86-64, and on AArch64 with pages of 4 KiB.
  private static let largePage = 1 << 21

  /// Allocates `count` zeros.
  init(zeros count: Int) {
    self.init(uninitialized: count)
    start.update(repeating: 0, count: self.count)
  }

  /// Allocates `count` elements whose values are not defined until they are written.
  init(uninitialized count: Int) {
    precondition(count >= 0, "a buffer cannot have \(count) elements")
    self.count = count
    let bytes = Self.bytes(count: max(count, 1))
    let isLarge = bytes >= Self.largePage
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: bytes, alignment: isLarge ? Self.largePage : Self.alignment)
    if isLarge { cvector_prefer_large_pages(memory, bytes) }
    start = memory.bindMemory(to: Float.self, capacity: max(count, 1))
  }

  /// Bytes that a block of `count` elements takes: large ones take whole large pages.
  static func bytes(count: Int) -> Int {
    let bytes = count * MemoryLayout<Float>.stride
    return bytes < largePage ? bytes : (bytes + largePage - 1) / largePage * largePage
  }

  deinit {
    UnsafeMutableRawPointer(start).deallocate()
  }

  /// Overwrites all elements with those of a buffer of the same size.
  func copy(_ other: borrowing FloatBuffer) {
    precondition(count == other.count, "cannot copy \(other.count) elements over \(count)")
    start.update(from: other.start, count: count)
  }
}

extension FloatBuffer {
  /// All elements, for a callee that takes a counted buffer.
  var elements: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: start, count: count)
  }

  /// Whether every element is finite.
  var isFinite: Bool { areFinite(start, count: count) }
}

/// Whether all of `count` numbers are finite.
func areFinite(_ numbers: UnsafePointer<Float>, count: Int) -> Bool {
  UnsafeBufferPointer(start: numbers, count: count).allSatisfy(\.isFinite)
}

// MARK: - Checkpoint

extension FloatBuffer {
  /// Writes all elements; without their number.
  func save(to archive: inout ArchiveWriter) {
    archive.write(raw: UnsafeRawBufferPointer(start: start, count: byteCount))
  }

  /// Overwrites all elements with saved ones.
  func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.read(into: UnsafeMutableRawBufferPointer(start: start, count: byteCount))
  }

  private var byteCount: Int { count * MemoryLayout<Float>.stride }
}
