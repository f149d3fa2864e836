extension FloatBuffer {
  /// Writes all elements; their number is known to whoever restores them.
  func save(to archive: inout ArchiveWriter) {
    archive.write(raw: UnsafeRawBufferPointer(start: start, count: byteCount))
  }

  /// Overwrites all elements with saved ones.
  func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.read(into: UnsafeMutableRawBufferPointer(start: start, count: byteCount))
  }

  private var byteCount: Int { count * MemoryLayout<Float>.stride }
}
