public import DeepQ

/// A stored trial whose policy is played again with pictures, from the parameters or the table in
/// its file.
///
/// Pictures change nothing: the episodes are those of the stored evaluation, step by step.
public struct Playback: Sendable {
  /// The stored evaluation whose episodes are played; `nil` if there is none, or if other episodes
  /// are asked for.
  public let evaluation: Evaluation?
  /// What all pictures have in common.
  public let stage: PictureStage
  /// What the actions are called.
  public let actionNames: [String]
  /// Steps per second of a video that moves at the pace for which the task is known.
  public let stepsPerSecond: Int

  private let specification: TrialSpecification
  private let result: TrialResult
  private let drawing: any EnvironmentDrawing

  /// Prepares to play the policy of a trial.
  ///
  /// - Parameters:
  ///   - record: the trial's file.
  ///   - name: what the file is called in messages.
  ///   - epsilon: the probability of a random action; `nil` for that of the evaluation.
  ///   - rootSeed: the root seed of the episodes; `nil` for that of the evaluation.
  /// - Throws: `ConfigurationErrors` if it is a trial that this program does not know,
  ///   `EnvironmentAbsenceError` if its environment cannot run here, `PlaybackError` if the file
  ///   holds no policy.
  public init(
    _ record: TrialRecord, name: String, epsilon: Double? = nil, rootSeed: UInt64? = nil
  ) throws {
    var specification = try CanonicalText.trial(from: record.canonicalText, name: name)
    let environment = specification.environment
    try EnvironmentAbsenceError.check(environment)
    result = record.result
    let isStored =
      (epsilon ?? specification.evaluation.epsilon) == specification.evaluation.epsilon
      && (rootSeed ?? specification.rootSeed) == specification.rootSeed
    evaluation = isStored && result.failure == nil ? result.storedPolicyEvaluation : nil
    if let epsilon { specification.evaluation.epsilon = epsilon }
    if let rootSeed { specification.rootSeed = rootSeed }
    self.specification = specification
    guard let player = PolicyPlayer(specification, result: result, keepsColours: true) else {
      throw PlaybackError.noPolicy(file: name)
    }
    drawing = EnvironmentDrawings.drawing(
      for: player, in: environment,
      // The table is that of the end of the training.
      values: result.weightsStep == nil ? result.actionValues : nil)
    stage = drawing.stage
    actionNames = environment.definition.actionNames(environment)
    stepsPerSecond = environment.definition.stepsPerSecond(environment)
  }

  /// What there is to show in characters before anything moves; `nil` for nothing.
  var introduction: String? { drawing.introduction }

  /// Plays episodes.
  ///
  /// - Parameters:
  ///   - episodes: which, counted from 0 in the order of the evaluation. Those before them are played
  ///     too, because all share their random streams, but not shown. There may be more than the
  ///     evaluation has.
  ///   - withText: whether frames have a picture in characters.
  ///   - show: is given each frame in order, the start of an episode and its end included; returns
  ///     whether to go on.
  public func play(
    _ episodes: Range<Int>, withText: Bool = false, show: (PlaybackFrame) -> Bool
  ) {
    guard var player = PolicyPlayer(specification, result: result, keepsColours: true) else {
      return
    }
    for episode in 0..<episodes.upperBound {
      if episode > 0 { player.startEpisode() }
      if episodes.contains(episode) {
        guard play(episode, with: &player, withText: withText, show: show) else { return }
      } else {
        while !player.hasEnded { _ = player.step() }
      }
    }
  }

  /// Plays an episode from its start; returns whether to go on.
  private func play(
    _ episode: Int, with player: inout PolicyPlayer, withText: Bool,
    show: (PlaybackFrame) -> Bool
  ) -> Bool {
    var reward = 0.0
    while true {
      var frame = PlaybackFrame(
        episode: episode + 1, step: player.length,
        actionValues: player.hasEnded ? [] : player.actionValues(), action: nil, reward: reward,
        episodeReturn: player.episodeReturn, place: drawing.place(player),
        picture: drawing.picture(player), text: withText ? drawing.text(player) : nil)
      if player.hasEnded { return show(frame) }
      let taken = player.step()
      (frame.action, reward) = (taken.action, taken.reward)
      guard show(frame) else { return false }
    }
  }
}

/// A moment of an episode: the state before a step, and the action that is taken there.
public struct PlaybackFrame: Equatable, Sendable {
  /// Which episode of the evaluation, from 1.
  public var episode: Int
  /// Steps taken before; 0 at the start of an episode.
  public var step: Int
  /// The value of each action here.
  ///
  /// A network's expected return, for a distribution its mean, or the row of a table. Empty at the end of an episode, where no action is taken.
  public var actionValues: [Double]
  /// The action that is taken here; `nil` at the end of an episode.
  public var action: Int?
  /// The reward of the step that led here; 0 at the start of an episode.
  public var reward: Double
  /// Sum of the rewards of the episode so far, that one included.
  public var episodeReturn: Double
  /// Where the player is, in words, as `cell 1,2`; `nil` where there is no word for it.
  public var place: String?
  /// What it looks like, on the playback's stage.
  public var picture: Picture
  /// The picture in characters, where there is one and it was asked for.
  public var text: String?
}

/// Why a trial cannot be played.
public enum PlaybackError: ExitStatusError, Equatable {
  /// The file holds no policy that can be played.
  case noPolicy(file: String)

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// The reason for the user.
  public var description: String {
    switch self {
    case .noPolicy(let file): "\(file) holds no policy that can be played"
    }
  }
}
