import Foundation
import Hashing
import Testing

@testable import DeepQ

/// Whether games can be played here.
let hasAtari = Environments.definition(of: "ALE/Pong")?.absence() == nil
let withoutAtari: Comment = "the Arcade Learning Environment is not installed: run scripts/setup"

@Suite(.enabled(if: hasAtari, withoutAtari)) struct AtariTests {
  @Test(arguments: try Recording.read("atari").trajectories)
  func `a game goes as in Gymnasium 1.4.0 with ale-py 0.12.1`(recording: Trajectory) throws {
    #expect(recording.lines.count >= 501)
    #expect(try TrajectoryPlayer.differences(from: [recording], state: observationHash) == [])
  }

  @Test func `two emulators at once do not disturb each other`() throws {
    let recording = try #require(try Recording.read("atari").trajectories.first)
    let specification = try recording.specification()
    var first = try TrajectoryPlayer(specification, seed: recording.seed, state: observationHash)
    var second = try TrajectoryPlayer(
      specification, seed: recording.seed + 1, state: observationHash)
    var lines: [String] = []
    for action in recording.actions {
      lines.append(first.play(action))
      _ = second.play(action)
    }
    #expect(recording.lines.firstDifference(from: lines) == nil)
  }

  @Test(arguments: ["ALE/Pong", "ALE/Breakout", "ALE/Qbert", "ALE/Seaquest"], [0, 1, 130])
  func `another emulator goes on from a saved state`(id: String, steps: Int) throws {
    let specification = try #require(Environments.definition(of: id)).specification
    var first = try TrajectoryPlayer(specification, seed: 1, state: observationHash)
    var second = try TrajectoryPlayer(specification, seed: 2, state: observationHash)
    _ = first.play(nil)
    for step in 0..<steps { _ = first.play(step % 4) }
    var archive = ArchiveWriter(kind: id, version: 1)
    first.environment.save(to: &archive)
    var reader = try ArchiveReader(archive.bytes, kind: id, version: 1)
    try second.environment.restore(from: &reader)
    try reader.finish()
    second.random = first.random
    for step in 0..<150 {
      let action = step % 5 == 4 ? nil : step % 3
      let (one, other) = (first.play(action), second.play(action))
      #expect(one == other)
    }
  }

  @Test func `a lost life ends no episode of an evaluation`() throws {
    let definition = try #require(Environments.definition(of: "ALE/Breakout"))
    var specification = definition.specification
    let setting = try #require(definition.settings.first { $0.name == "terminal_on_life_loss" })
    specification.set(setting, to: .flag(true))
    #expect(definition.evaluation(specification) == definition.specification)
  }

  @Test(arguments: [
    ("mode", EnvironmentSettingValue.integer(77), "mode 77 is none of the game's: 0, 1"),
    ("difficulty", .integer(9), "difficulty 9 is none of the game's: 0, 1, 2, 3"),
    ("rom", .text("no/such.bin"), "there is no ROM at 'no/such.bin'"),
  ])
  func `what the emulator would refuse is known before`(
    name: String, value: EnvironmentSettingValue, problem: String
  ) throws {
    let definition = try #require(Environments.definition(of: "ALE/Pong"))
    var specification = definition.specification
    #expect(definition.problem(specification) == nil)
    let setting = try #require(definition.settings.first { $0.name == name })
    specification.set(setting, to: value)
    #expect(definition.problem(specification) == problem)
  }

  /// The emulator reads a whole file before it asks what it is.
  @Test(.timeLimit(.minutes(1)), arguments: ["folder", "pipe", "device", "large"])
  func `what cannot be a ROM is not read`(kind: String) throws {
    let folder = URL.temporaryDirectory.appending(path: "sweep-rom-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var rom = folder.appending(path: "rom.bin").path(percentEncoded: false)
    var problem = "'\(rom)' is not a file"
    switch kind {
    case "pipe": try #require(mkfifo(rom, 0o600) == 0)
    case "large":
      // Nothing is written, so that it takes no room on the disk.
      #expect(FileManager.default.createFile(atPath: rom, contents: nil))
      try #require(truncate(rom, 10_000_000_000) == 0)
      problem = "'\(rom)' has 10000000000 bytes, and no ROM has more than 524288"
    case "device":
      rom = "/dev/zero"
      problem = "'/dev/zero' is not a file"
    default: try FileManager.default.createDirectory(atPath: rom, withIntermediateDirectories: true)
    }
    let definition = try #require(Environments.definition(of: "ALE/Pong"))
    var specification = definition.specification
    let setting = try #require(definition.settings.first { $0.name == "rom" })
    specification.set(setting, to: .text(rom))
    #expect(definition.problem(specification) == problem)
  }

  @Test func `a training on images gives the same weights again`() {
    #expect(Trial.run(.atari()) == Trial.run(.atari()))
  }
}

/// The first 16 digits of the SHA-256 of an image, as a recording has them.
private func observationHash(_: any Environment, _ seen: ObservationBuffer) -> String {
  SHA256.hash(UnsafeRawBufferPointer(seen.bytes)).hexadecimal(8)
}

extension TrialSpecification {
  /// A short trial of Pong with a small network.
  fileprivate static func atari() -> TrialSpecification {
    var hyperparameters = Hyperparameters()
    hyperparameters.length = .steps(120)
    hyperparameters.replayCapacity = 50
    hyperparameters.replayWarmup = 60
    hyperparameters.batchSize = 4
    hyperparameters.trainEvery = .steps(10)
    hyperparameters.nStep = 3
    hyperparameters.hidden = [8]
    return TrialSpecification(
      environment: EnvironmentSpecification(id: "ALE/Pong", maxEpisodeSteps: 40),
      hyperparameters: hyperparameters, evaluation: EvaluationSchedule(episodes: 1),
      solve: SolveCriterion(threshold: nil), rootSeed: 1, replicate: 0)
  }
}
