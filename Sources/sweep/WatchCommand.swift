import ArgumentParser
import Experiments
import Foundation

/// Plays a stored trial's policy in the terminal, or into a video.
///
/// The episodes are those of the evaluation of the stored parameters, the first one first, and their
/// returns are compared with the stored ones. A grid world is drawn with its values and the greedy
/// policy as arrows. On a terminal the picture moves; elsewhere each step is a line.
///
/// Exit status: 0 when the returns are the stored ones, or when there is nothing to compare; 1 when
/// one differs; 64 when the arguments are wrong, the file holds no policy, or `ffmpeg` is missing; 74
/// when the video could not be written.
struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Play a trial's learned policy, in the terminal or into a video.",
    discussion: """
      The episodes are those of the stored evaluation, unless --epsilon or --seed
      ask for others, and their returns are compared with the stored ones: exit
      status 1 if one differs. --video needs ffmpeg. In the terminal, 24-bit colours
      are used where COLORTERM says that there are, and never if NO_COLOR is set.

      EXAMPLES
        sweep watch results/gridworld/trials/3f2a91c07b5e.h5
        sweep watch results/cartpole/trials/3f2a91c07b5e.h5 --delay 0.02
        sweep watch results/pong/trials/3f2a91c07b5e.h5 --video pong.mp4
      """)

  @Argument(
    help: ArgumentHelp("The trial's file.", valueName: "trial.h5"),
    completion: .file(extensions: ["h5"]))
  var file: String

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How many episodes to play.", valueName: "n"))
  var episodes = 1

  @Option(
    help: ArgumentHelp(
      "Write a video instead, in the format of the file's name: .mp4 or .gif.", valueName: "file"),
    completion: .file(extensions: ["mp4", "gif"]))
  var video: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Probability of a random action. (default: that of the evaluation)", valueName: "p"))
  var epsilon: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Root seed of the episodes. (default: that of the experiment)", valueName: "n"))
  var seed: UInt64?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Seconds between two pictures. (default: 0.1; in a video, the environment's own pace)",
      valueName: "s"))
  var delay: Double?

  @Option(help: "Colours of a video: light or dark.")
  var theme = Theme.dark

  /// The colours.
  enum Theme: String, ExpressibleByArgument, CaseIterable {
    case light, dark

    var colours: PictureTheme { self == .light ? .light : .dark }
  }

  func validate() throws {
    guard episodes >= 1 else { throw ValidationError("--episodes is at least 1") }
    guard (0...60).contains(delay ?? 0) else { throw ValidationError("--delay is from 0 to 60") }
    guard (0...1).contains(epsilon ?? 0) else { throw ValidationError("--epsilon is from 0 to 1") }
    if video != nil, let delay, delay < 0.01 {
      throw ValidationError("--delay of a video is at least 0.01")
    }
  }

  func run() throws {
    try ArgumentError.requireExisting(file)
    if let video {
      _ = try VideoFile.Format(of: video)
      try ArgumentError.requireOutput(video, option: "--video", madeFrom: file)
    }
    let trial = try WatchedTrial(file: file, epsilon: epsilon, rootSeed: seed)
    let output = SharedStandardOutput()
    let returns =
      if let video { try record(trial, to: video, output: output) } else {
        show(trial, output: output)
      }
    let comparison = ReturnComparison(returns, with: trial.playback.evaluation)
    output.writeLine(VerdictText.of(comparison, trial: trial.id))
    try output.check()
    if case .differs = comparison { throw ExitCode(.failed) }
  }

  /// Plays the episodes in the terminal; returns the returns of those that were played to their end.
  private func show(_ trial: WatchedTrial, output: SharedStandardOutput) -> [Double] {
    let isTerminal = TerminalOutput.isStandardOutputTerminal
    let terminal = TerminalOutput.standardOutput
    // The line about the picture, and the prompt.
    let pictures = TerminalPicture(
      trial.playback.stage, columns: terminal.width() - 1,
      lines: TerminalOutput.standardOutputLines - 3,
      style: .of(environment: ProcessInfo.processInfo.environment))
    output.writeLine(trial.introduction)
    var drawn = 0
    var returns: [Double] = []
    trial.play(episodes: episodes) { frame, line in
      if frame.action == nil { returns.append(frame.episodeReturn) }
      guard isTerminal else {
        output.writeLine(line)
        return output.isUsable
      }
      // Back to the top of the last picture, and over it.
      let picture = frame.text ?? pictures.text(of: frame.picture)
      let text = (picture + line).split(separator: "\n", omittingEmptySubsequences: false)
      let back = drawn > 0 ? "\u{1B}[\(drawn)A" : ""
      output.writeLine(back + text.map { "\u{1B}[2K\($0)" }.joined(separator: "\n"))
      drawn = text.count
      Thread.sleep(forTimeInterval: delay ?? 0.1)
      return output.isUsable
    }
    return returns
  }

  /// Plays the episodes into a video; returns their returns.
  private func record(
    _ trial: WatchedTrial, to path: String, output: SharedStandardOutput
  ) throws -> [Double] {
    let stop = StopFlag()
    let monitor = SignalMonitor(stop: stop)
    return try withExtendedLifetime(monitor) {
      let frames = VideoFrames(trial.playback, theme: theme.colours)
      let pace = delay.map { 1 / $0 } ?? Double(trial.playback.stepsPerSecond)
      let video = try VideoFile(
        path, width: frames.width, height: frames.height, framesPerSecond: pace,
        palette: frames.palette)
      let progress = TerminalOutput.standardError
      var returns: [Double] = []
      var ends: [String] = []
      var count = 0
      var failure: VideoError?
      trial.play(episodes: episodes) { frame, _ in
        let isEnd = frame.action == nil
        if isEnd {
          returns.append(frame.episodeReturn)
          ends.append(
            "episode \(frame.episode)  steps \(frame.step)  return \(shortest(frame.episodeReturn))"
          )
        }
        let image = frames.image(of: frame)
        do throws(VideoError) {
          // The end of an episode can be seen for a second.
          for _ in 0..<(isEnd ? max(1, Int(pace)) : 1) {
            try video.append(image)
            count += 1
          }
        } catch {
          failure = error
        }
        if progress.isTerminal, count % 50 == 0 { progress.write("\r\(count) frames ") }
        return failure == nil && stop.signal == nil
      }
      if progress.isTerminal { progress.write("\r\u{1B}[K") }
      if let failure { throw failure }
      if let signal = stop.signal { throw ExitCode(.stopped(by: signal)) }
      try video.finish()
      output.writeLine(
        "\(path): \(count) frames of \(frames.width)x\(frames.height), "
          + "\(shortest(pace)) a second".printable)
      for end in ends { output.writeLine(end) }
      return returns
    }
  }
}

extension VerdictText {
  /// How the returns of a trial's episodes compare with the stored ones.
  static func of(_ comparison: ReturnComparison, trial: String) -> String {
    switch comparison {
    case .identical(let count, let stored, let step):
      "IDENTICAL \(trial)  \(count) of \(stored) returns of the evaluation after step \(step)"
    case .differs(let episode, let step, let stored, let again):
      "DIFFERS   \(trial)  evaluation after step \(step): first differs in episode \(episode): "
        + "return \(shortest(stored)) (stored), \(shortest(again)) (again)"
    case .none:
      "NOT COMPARED \(trial)  these are not episodes of a stored evaluation"
    }
  }
}
