import DeepQ

/// A stored trial whose learned policy can be watched.
public struct WatchedTrial: Sendable {
  private let record: TrialRecord
  private let specification: TrialSpecification
  private let picture: Picture

  private enum Picture {
    case cartPole
    case grid(GridPicture)
  }

  /// Reads a trial's file that a user names.
  ///
  /// - Throws: `FileError`, `HDF5Error` or `TrialFileError` if the file is not right,
  ///   `ConfigurationErrors` if it is of a trial that this program does not know, `WatchError` if
  ///   its environment has no picture.
  public init(file: String) throws {
    let record = try TrialRecord.read(from: file, origin: .user)
    let specification = try CanonicalText.trial(from: record.canonicalText)
    let environment = specification.environment
    let picture: Picture? =
      switch environment.definition.picture {
      case .cartPole: .cartPole
      case .grid(let map):
        record.result.actionValues
          .flatMap { GridPicture(map: map(environment), values: $0) }.map { .grid($0) }
      case nil: nil
      }
    guard let picture else { throw WatchError.noPicture(environment: environment.id) }
    self.record = record
    self.specification = specification
    self.picture = picture
    guard PolicyPlayer(specification, result: record.result) != nil else {
      throw WatchError.nothingLearned(file: file)
    }
  }

  /// What there is to see before anything moves.
  public var introduction: String {
    let name = "\(record.environment), \(record.algorithm), trial \(record.id)\n"
    guard case .grid(let grid) = picture else { return name }
    return name + "\n" + grid.text
  }

  /// Plays episodes of the last evaluation.
  ///
  /// - Parameters:
  ///   - episodes: how many.
  ///   - show: is given the picture and a line about it after each step, and at the start of each
  ///     episode; returns whether to go on.
  public func play(
    episodes: Int, show: (_ picture: String, _ line: String) -> Bool
  ) {
    guard var player = PolicyPlayer(specification, result: record.result) else { return }
    for episode in 1...max(episodes, 1) {
      if episode > 1 { player.startEpisode() }
      guard show(frame(player), "episode \(episode)\(place(player))") else { return }
      while !player.hasEnded {
        let (action, reward) = player.step()
        let line =
          "step \(player.length)\(place(player))  action \(name(ofAction: action))  "
          + "reward \(shortest(reward))  return \(shortest(player.episodeReturn))"
        guard show(frame(player), line) else { return }
      }
    }
  }

  private func frame(_ player: borrowing PolicyPlayer) -> String {
    switch picture {
    case .cartPole: CartPolePicture.frame(player.numbers)
    case .grid(let grid): player.state.map { grid.frame(player: $0) } ?? ""
    }
  }

  private func place(_ player: borrowing PolicyPlayer) -> String {
    guard case .grid(let grid) = picture, let state = player.state else { return "" }
    return "  cell \(grid.place(of: state))"
  }

  private func name(ofAction action: Int) -> String {
    switch picture {
    case .cartPole: action == 0 ? "left" : "right"
    case .grid(let grid): grid.name(ofAction: action)
    }
  }
}

/// Why a trial cannot be watched.
public enum WatchError: ExitStatusError, Equatable {
  /// There is no picture of the environment.
  case noPicture(environment: String)
  /// The file holds no policy that can be played.
  case nothingLearned(file: String)

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// The reason for the user.
  public var description: String {
    switch self {
    case .noPicture(let environment):
      "there is no picture of '\(environment)' in characters; expected a grid world or CartPole"
    case .nothingLearned(let file): "\(file) holds no policy that can be played"
    }
  }
}
