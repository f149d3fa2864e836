/// Bytes that are not what an `ArchiveWriter` wrote, or not for what is being restored.
public struct ArchiveError: Error, Equatable, Sendable, CustomStringConvertible {
  /// How many bytes had been read.
  public let position: Int
  /// What is wrong there.
  public let cause: String

  /// For example: `at byte 60: 'curves' stands where 'agent' is expected`.
  public var description: String { "at byte \(position): \(cause)" }
}
