extension Acrobot {
  /// Writes angles and velocities.
  public func save(to archive: inout ArchiveWriter) {
    archive.mark("Acrobot")
    for index in 0..<4 { archive.write(state[index]) }
  }

  /// Puts the links where they were.
  public mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("Acrobot")
    for index in 0..<4 { state[index] = try archive.real() }
    // Not a number is not within the limits either.
    guard abs(state[0]) <= .pi, abs(state[1]) <= .pi, abs(state[2]) <= 4 * .pi,
      abs(state[3]) <= 9 * .pi
    else { throw archive.error("no episode of Acrobot goes on from this state") }
  }
}
