import Foundation
import Testing

/// Trials under way when the program is stopped, in good order or not.
@Suite(.timeLimit(.minutes(2)))
struct RunCommandCheckpointsTests {
  let place: Workplace
  let folder = "results/slow"

  init() throws {
    place = try Workplace(.slow)
  }

  private func expectUninterruptedFiles() throws {
    let other = try ResultFiles(of: folder, in: .finished(.slow))
    #expect(try ResultFiles(of: folder, in: place).differing(from: other) == [])
    #expect(!place.exists(folder + "/checkpoints"))
  }

  /// Starts a run with a checkpoint every 5000 of the last trial's 200 000 steps, and waits for
  /// one.
  private func start() throws -> RunningSweep {
    try place.put(
      SampleExperiment.slow.text + "run: {workers: 1, checkpoint_every: 5000}\n", in: "slow.cfg")
    let running = try place.start(["run", "slow.cfg"])
    try place.wait(forTrials: 2, in: folder)
    let deadline = Date.now.addingTimeInterval(60)
    while try steps().isEmpty {
      try #require(Date.now < deadline)
      usleep(1_000)
    }
    return running
  }

  /// The steps at which there is a checkpoint, in order.
  private func steps() throws -> [Int] {
    place.names(in: folder + "/checkpoints").compactMap { name in
      let parts = name.split(separator: ".")
      return parts.count == 3 && parts[2] == "checkpoint" ? Int(parts[1]) : nil
    }.sorted()
  }

  @Test func `a run that was killed goes on from its last checkpoint, to the same bytes`() throws {
    for round in 0..<4 {
      let running = try start()
      usleep(UInt32(30_000 * round))
      running.send(SIGKILL)
      _ = try running.finish()
      guard try !steps().isEmpty else { break }
    }
    let reached = try steps().last ?? 0
    #expect(reached.isMultiple(of: 5_000))
    #expect(
      try place.succeed("status", folder).output.contains(reached > 0 ? "paused   1" : "paused   0")
    )
    try place.succeed("run", "slow.cfg")
    try expectUninterruptedFiles()
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func `a run that is told to stop writes down where it is`(signal: Int32) throws {
    let running = try place.start(["run", "slow.cfg", "--workers", "1"])
    try place.wait(forTrials: 2, in: folder)
    usleep(50_000)
    running.send(signal)
    #expect(try running.finish().status == 128 + signal)
    // Without an interval, only because it was stopped.
    #expect(try steps().count == 1)
    try place.succeed("run", "slow.cfg")
    try expectUninterruptedFiles()
  }

  @Test func `a damaged checkpoint is quarantined with a warning, and the one before is used`()
    throws
  {
    let running = try start()
    while try steps().count < 2 { usleep(1_000) }
    running.send(SIGTERM)
    _ = try running.finish()
    let found = try steps()
    try #require(found.count == 2)
    let name = try #require(
      place.names(in: folder + "/checkpoints").first { $0.hasSuffix(".\(found[1]).checkpoint") })
    let file = folder + "/checkpoints/" + name
    try place.put(try place.bytes(of: file).dropLast(1), in: file)
    let outcome = try place.succeed("run", "slow.cfg", "--quiet")
    #expect(outcome.errors.hasPrefix("\(file) is damaged: "))
    #expect(outcome.errors.hasSuffix("continues from step \(found[0])\n"))
    #expect(place.exists(file + ".damaged"))
    try place.remove(folder + "/checkpoints")
    try expectUninterruptedFiles()
  }

  @Test func `a fresh run takes up no checkpoint`() throws {
    let running = try start()
    running.send(SIGTERM)
    _ = try running.finish()
    try place.succeed("run", "slow.cfg", "--fresh")
    try expectUninterruptedFiles()
  }
}
