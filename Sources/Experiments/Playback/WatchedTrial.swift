import DeepQ

/// A stored trial whose learned policy can be watched in a terminal.
public struct WatchedTrial: Sendable {
  /// The policy and its episodes.
  public let playback: Playback
  private let record: TrialRecord

  /// Reads a trial's file that a user names.
  ///
  /// - Parameters:
  ///   - file: the trial's file.
  ///   - epsilon: the probability of a random action; `nil` for that of the stored evaluation.
  ///   - rootSeed: the root seed of the episodes; `nil` for that of the stored evaluation.
  /// - Throws: `FileError`, `HDF5Error` or `TrialFileError` if the file is not right, and as
  ///   `Playback`.
  public init(file: String, epsilon: Double? = nil, rootSeed: UInt64? = nil) throws {
    record = try TrialRecord.read(from: file, origin: .user)
    playback = try Playback(record, name: file, epsilon: epsilon, rootSeed: rootSeed)
  }

  /// The trial's id.
  public var id: String { record.id }

  /// What there is to see before anything moves.
  public var introduction: String {
    let name = "\(record.environment), \(record.algorithm), trial \(record.id)\n"
    return playback.introduction.map { name + "\n" + $0 } ?? name
  }

  /// Plays episodes, the first of the evaluation first.
  ///
  /// - Parameters:
  ///   - episodes: how many.
  ///   - show: is given each frame, and a line about it; returns whether to go on.
  public func play(episodes: Int, show: (_ frame: PlaybackFrame, _ line: String) -> Bool) {
    // The action that led to a frame is that of the frame before.
    var last: Int?
    playback.play(0..<episodes, withText: true) { frame in
      defer { last = frame.action }
      return show(frame, line(for: frame, after: last))
    }
  }

  private func line(for frame: PlaybackFrame, after action: Int?) -> String {
    let place = frame.place.map { "  \($0)" } ?? ""
    guard frame.step > 0, let action else { return "episode \(frame.episode)\(place)" }
    return "step \(frame.step)\(place)  action \(playback.actionNames[action])  "
      + "reward \(shortest(frame.reward))  return \(shortest(frame.episodeReturn))"
  }
}
