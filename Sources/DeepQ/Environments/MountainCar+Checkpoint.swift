extension MountainCar {
  /// Writes position and velocity.
  public func save(to archive: inout ArchiveWriter) {
    archive.mark("MountainCar")
    archive.write(position)
    archive.write(velocity)
  }

  /// Puts the car where it was.
  public mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("MountainCar")
    position = try archive.real()
    velocity = try archive.real()
    guard (Self.leftEnd...Self.rightEnd).contains(position), abs(velocity) <= Self.maxSpeed else {
      throw archive.error("no episode of MountainCar goes on from this state")
    }
  }
}
