/// What goes on for long and can be saved meanwhile: its state whole each time, and the transitions
/// in its replay memory apart, because there are many of them, and most were saved before.
protocol SavedInParts: ~Copyable {
  /// The numbers of the transitions in the replay memory.
  var transitions: Range<Int> { get }
  /// Bytes that one of them takes.
  var bytesPerTransition: Int { get }

  /// Writes everything but the transitions.
  func save(to archive: inout ArchiveWriter)

  /// Goes on where the saved one was, once its transitions are restored too.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError)

  /// Writes the transitions of those numbers, which are among `transitions`.
  func saveTransitions(_ numbers: Range<Int>, to archive: inout ArchiveWriter)

  /// Restores saved transitions; returns their numbers.
  mutating func restoreTransitions(
    from archive: inout ArchiveReader
  ) throws(ArchiveError) -> Range<Int>
}
