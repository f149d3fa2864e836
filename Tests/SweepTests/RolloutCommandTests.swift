import Foundation
import Testing

@Suite(.timeLimit(.minutes(2)))
struct RolloutCommandTests {
  /// Recorded from Gymnasium 1.4.0: `reset(seed=42)`, then actions 0 and 1, each `float32` printed
  /// by NumPy 2.4.6.
  @Test func `the first rows are those of Gymnasium`() throws {
    let outcome = try Workplace().succeed(
      "rollout", "CartPole-v1", "--seed", "42", "--actions", "0,1")
    #expect(
      outcome.output == """
        step,action,reward,terminated,truncated,observation_0,observation_1,observation_2,observation_3
        0,,,false,false,0.027395604,-0.006112156,0.035859793,0.019736802
        1,0,1,false,false,0.027273363,-0.20172954,0.03625453,0.32351476
        2,1,1,false,false,0.02323877,-0.007142078,0.04272482,0.042481862

        """)
  }

  @Test(arguments: ["CartPole-v1 0 balance", "CartPole-v0 1 balance", "CartPole-v1 2 random"])
  func `whole episodes are those of Gymnasium, bit for bit`(title: String) throws {
    let recording = try RecordedEpisode(title)
    try #require(recording.lines.count > 4)
    let place = try Workplace()
    try place.put(recording.actions.joined(separator: "\n"), in: "moves.txt")
    let outcome = try place.succeed(
      "rollout", recording.environment, "--seed", recording.seed, "--actions", "@moves.txt")
    let rows = outcome.output.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    try #require(rows.count == recording.lineCount)
    let printed = recording.lines.map { line in
      let row = rows[line.step]
      return RecordedEpisode.Line(
        step: line.step, cells: Array(row[1...4]),
        observation: row[5...].map { Float($0)?.bitPattern })
    }
    #expect(printed == recording.lines)
  }

  @Test func `a limit on the steps truncates the episode`() throws {
    let rows = try Workplace().succeed(
      "rollout", "CartPole-v1", "--seed", "42", "--actions", "0,1,0,1,0", "--set",
      "max_episode_steps=3"
    ).output.split(separator: "\n").dropFirst()
    #expect(rows.count == 4)
    #expect(rows.last?.hasPrefix("3,0,1,false,true,") == true)
  }

  @Test(arguments: [
    (
      ["CartPole-v1", "--seed", "1", "--actions", "0,2"],
      "--actions: item 2: '2' is not an action of CartPole-v1; expected 0...1\n"
    ),
    (
      ["CartPole-v1", "--seed", "1", "--actions", "@no-such-file"],
      "cannot read the file of actions 'no-such-file': No such file or directory\n"
    ),
    (
      ["CartPol-v1", "--seed", "1", "--actions", "0"],
      "the environment 'CartPol-v1' is not supported; did you mean 'CartPole-v1'?\n"
    ),
    (
      ["a: [b", "--seed", "1", "--actions", "0"],
      "the environment 'a: [b' is not supported; expected a name such as 'CartPole-v1' or "
        + "'ALE/Pong'; "
        + "'sweep list environments' has them all\n"
    ),
    (
      ["CartPole-v1", "--seed", "1", "--actions", "0", "--set", "max_episode_steps=0"],
      "--set max_episode_steps=0: 'max_episode_steps': '0' is out of range; "
        + "expected a whole number from 1 to 1000000000\n"
    ),
    (
      ["CartPole-v1", "--seed", "1", "--actions", "0", "--set", "gravity=1"],
      "--set gravity=1: 'gravity' is not a setting of 'environment'; "
        + "expected 'id' or 'max_episode_steps'\n"
    ),
  ])
  func `what cannot be stepped is refused`(arguments: [String], message: String) throws {
    let outcome = try Workplace().start(["rollout"] + arguments).finish()
    #expect(outcome == SweepProgram.Outcome(status: 64, output: "", errors: message))
  }

  @Test func `a seed is a whole number from 0`() throws {
    let outcome = try Workplace().sweep("rollout", "CartPole-v1", "--seed=-1", "--actions", "0")
    #expect(outcome.status == 64)
    #expect(outcome.errors.hasPrefix("Error: The value '-1' is invalid for '--seed <s>'"))
  }
}

/// An episode of Gymnasium 1.4.0, from the recording that the environment's own tests use; the format
/// is that of `Tests/DeepQTests/Recordings/recording.py`.
private struct RecordedEpisode {
  /// A line that the recording has in full; of the others it has digests, with the state that
  /// `rollout` does not print.
  struct Line: Equatable {
    var step: Int
    /// Action, reward, terminated, truncated, as `rollout` prints them.
    var cells: [String]
    /// The bits of each number.
    var observation: [UInt32?]
  }

  private struct Recording: Decodable {
    var trajectories: [Trajectory]
  }

  private struct Trajectory: Decodable {
    var environment: String
    var seed: UInt64
    var name: String
    var actions: String
    var lines: [String]
  }

  let environment: String
  let seed: String
  /// One for each step.
  let actions: [String]
  /// The reset and the steps.
  let lineCount: Int
  let lines: [Line]

  init(_ title: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../DeepQTests/Recordings/cartpole.json").standardizedFileURL
    let recording = try JSONDecoder().decode(Recording.self, from: Data(contentsOf: file))
    let episode = try #require(
      recording.trajectories.first { "\($0.environment) \($0.seed) \($0.name)" == title })
    environment = episode.environment
    seed = "\(episode.seed)"
    actions = episode.actions.dropFirst().map { String($0) }
    var step = 0
    var lines: [Line] = []
    for line in episode.lines {
      let cells = line.split(separator: " ").map(String.init)
      if cells[0] == "~" {
        step += try #require(Int(cells[1]))
        continue
      }
      let isReset = cells[0] == "-"
      lines.append(
        Line(
          step: step,
          cells: (isReset ? ["", ""] : [cells[0], cells[1]])
            + cells[2...3].map { $0 == "1" ? "true" : "false" },
          observation: cells[4..<8].map { UInt32($0, radix: 16) }))
      step += 1
    }
    self.lines = lines
    lineCount = step
  }
}
