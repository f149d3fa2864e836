/// How a replay memory is saved.
///
/// Transitions are numbered in the order in which they came in, from 0, and number n has its place
/// at n modulo the capacity. A checkpoint holds only how many there were; the transitions are saved
/// apart, by number, so that each is saved once and not again with every checkpoint.
extension TransitionRing {
  /// The numbers of the transitions that the memory holds.
  var numbers: Range<Int> { appended - count..<appended }

  /// Writes how many transitions there were.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("replay memory")
    archive.write(appended)
  }

  /// Takes up the count; the transitions themselves are to follow.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("replay memory")
    appended = try archive.integer(in: 0...Self.largestNumber)
    count = min(appended, capacity)
    next = appended % capacity
  }

  /// Writes the transitions of those numbers.
  ///
  /// - Precondition: the memory holds them.
  func saveTransitions(_ range: Range<Int>, to archive: inout ArchiveWriter) {
    precondition(
      range.isEmpty || (numbers.contains(range.lowerBound) && range.upperBound <= appended),
      "transitions \(range) of \(numbers)")
    archive.mark("transitions")
    archive.write(range.lowerBound)
    archive.write(range.count)
    archive.write(rowBytes)
    for number in range { archive.write(raw: UnsafeRawBufferPointer(place(of: number))) }
  }

  /// Puts saved transitions in their places, those that the memory still holds.
  ///
  /// - Returns: the numbers that were saved.
  func restoreTransitions(
    from archive: inout ArchiveReader, actionCount: Int
  ) throws(ArchiveError) -> Range<Int> {
    try archive.mark("transitions")
    let first = try archive.integer(in: 0...appended)
    let range = first..<first + (try archive.integer(in: 0...appended - first))
    _ = try archive.integer(in: rowBytes...rowBytes)
    for number in range {
      guard numbers.contains(number) else {
        try archive.skip(byteCount: rowBytes)
        continue
      }
      try archive.read(into: place(of: number))
      let action = row(number % capacity)[2 * observationCount]
      guard action >= 0, action < Float(actionCount), action == action.rounded(.down) else {
        throw archive.error("\(action) is none of \(actionCount) actions")
      }
    }
    return range
  }

  /// Bytes of one transition.
  var rowBytes: Int {
    Self.rowCount(observationCount: observationCount) * MemoryLayout<Float>.stride
  }

  private func place(of number: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: row(number % capacity), count: rowBytes)
  }

  /// More than any trial comes to, and far from where counting would overflow.
  private static var largestNumber: Int { 1 << 60 }
}
