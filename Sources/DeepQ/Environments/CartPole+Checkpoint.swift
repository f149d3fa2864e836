extension CartPole {
  /// Writes the four numbers that the dynamics go on from.
  public func save(to archive: inout ArchiveWriter) {
    archive.mark("CartPole")
    for value in [position, velocity, angle, angularVelocity] { archive.write(value) }
  }

  /// Puts cart and pole where they were.
  public mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("CartPole")
    position = try archive.real()
    velocity = try archive.real()
    angle = try archive.real()
    angularVelocity = try archive.real()
    // Not a number is not within the limits either.
    guard abs(position) <= Self.positionLimit, abs(angle) <= Self.angleLimit,
      velocity.isFinite, angularVelocity.isFinite
    else { throw archive.error("no episode of CartPole goes on from this state") }
  }
}
