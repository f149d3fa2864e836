extension Evaluation {
  /// Writes what was found out, but not when.
  func save(to archive: inout ArchiveWriter) {
    archive.write(returns)
    for value in [valueError, regret] {
      archive.write(value != nil)
      archive.write(value ?? 0)
    }
  }

  /// A saved evaluation.
  init(restoring archive: inout ArchiveReader, step: Int, episodes: Int) throws(ArchiveError) {
    let returns = try archive.reals()
    guard returns.count == episodes else {
      throw archive.error("an evaluation has \(returns.count) episodes")
    }
    self.init(step: step, returns: returns)
    valueError = try Self.optionalReal(in: &archive)
    regret = try Self.optionalReal(in: &archive)
  }

  private static func optionalReal(
    in archive: inout ArchiveReader
  ) throws(ArchiveError) -> Double? {
    let isThere = try archive.truth()
    let value = try archive.real()
    return isThere ? value : nil
  }
}
