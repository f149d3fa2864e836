extension ObservationStorage {
  /// Writes all observations; their shape and number are known to whoever restores them.
  func save(to archive: inout ArchiveWriter) {
    archive.write(raw: UnsafeRawBufferPointer(start: start, count: byteCount))
  }

  /// Overwrites all observations with saved ones.
  func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.read(into: UnsafeMutableRawBufferPointer(start: start, count: byteCount))
  }

  private var byteCount: Int { shape.byteCount * count }
}
