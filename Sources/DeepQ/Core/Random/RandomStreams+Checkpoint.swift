extension RandomSource {
  /// Writes the generator's whole state.
  func save(to archive: inout ArchiveWriter) {
    for word in words { archive.write(word) }
  }

  /// A generator that goes on where the saved one was.
  init(restoring archive: inout ArchiveReader) throws(ArchiveError) {
    var words: [UInt64] = []
    for _ in 0..<6 { words.append(try archive.word()) }
    guard let source = RandomSource(words: words) else {
      throw archive.error("a random generator has no such state")
    }
    self = source
  }
}

extension RandomStreams {
  /// Writes where each stream is.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("random streams")
    environment.save(to: &archive)
    initialization.save(to: &archive)
    exploration.save(to: &archive)
    replay.save(to: &archive)
  }

  /// Lets each stream go on where the saved one was.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("random streams")
    environment = try RandomSource(restoring: &archive)
    initialization = try RandomSource(restoring: &archive)
    exploration = try RandomSource(restoring: &archive)
    replay = try RandomSource(restoring: &archive)
  }
}
