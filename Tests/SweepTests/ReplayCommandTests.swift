import DeepQ
import Experiments
import Foundation
import Testing

@Suite(.timeLimit(.minutes(2)))
struct ReplayCommandTests {
  let place: Workplace
  let folder = "results/tiny"

  init() throws {
    place = try .finished(.tiny)
  }

  @Test func `all trials are identical, in grid order`() throws {
    let lines = try place.succeed("replay", folder, "--all", "--workers", "2").output
      .split(separator: "\n")
    let trials = try place.summary(of: folder).map(\.trial)
    #expect(lines.count == 5)
    for (line, trial) in zip(lines, trials) {
      let record = try record(trial)
      #expect(
        line == "IDENTICAL \(trial)  weights \(record.weightsDigest)  result \(record.resultDigest)"
      )
    }
    #expect(lines.last == "IDENTICAL: all 4 trials")
  }

  @Test func `a trial can be chosen`() throws {
    let trial = try place.summary(of: folder)[2].trial
    let output = try place.succeed("replay", folder, "--trial", trial).output
    #expect(output.hasPrefix("IDENTICAL \(trial)  "))
    #expect(output.split(separator: "\n").count == 1)
  }

  @Test func `the beginning of an id, and a configuration's id, choose trials`() throws {
    let rows = try place.summary(of: folder)
    let prefix = String(rows[2].trial.prefix(6))
    #expect(
      try place.succeed("replay", folder, "--trial", prefix).output
        .hasPrefix("IDENTICAL \(rows[2].trial)  "))
    let configuration = try record(rows[2].trial).configuration
    let seeds = try place.succeed("replay", folder, "--trial", configuration).output
      .split(separator: "\n")
    #expect(seeds.count == 3)
    #expect(seeds[1].hasPrefix("IDENTICAL \(rows[3].trial)  "))
  }

  @Test func `an evaluation is played again without the training`() throws {
    let lines = try place.succeed("replay", folder, "--all", "--evaluation").output
      .split(separator: "\n")
    #expect(
      lines.first?.hasSuffix(
        "  all 2 returns of the evaluation after step 300 "
          + "(evaluation only: the training was not run again)") == true)
    #expect(lines.last == "IDENTICAL: 4 of 4 trials (evaluation only)")
  }

  @Test func `without a choice the first trial is replayed`() throws {
    let trial = try place.summary(of: folder)[0].trial
    #expect(try place.succeed("replay", folder).output.hasPrefix("IDENTICAL \(trial)  "))
  }

  @Test func `a replay changes no file`() throws {
    let before = try ResultFiles.all(of: folder, in: place)
    try place.succeed("replay", folder, "--all")
    #expect(try ResultFiles.all(of: folder, in: place) == before)
  }

  @Test func `a byte of a stored weight that was flipped is found, with both values`() throws {
    let trial = try place.summary(of: folder)[1].trial
    let layer = try #require(try record(trial).result.weights.first)
    try #require(layer.weightShape == [4, 4])
    // Row 2, column 1, of four columns.
    let (right, wrong) = try flipByte(ofWeight: 9, of: layer, in: trial)
    let outcome = try place.sweep("replay", folder, "--all")
    #expect(outcome.status == 1)
    let lines = outcome.output.split(separator: "\n")
    #expect(
      lines[1] == """
        DIFFERS   \(trial)  first differs in /weights/\(layer.name)/weight[2, 1] \
        \(wrong) (stored), \(right) (again) \
        (the file is damaged: the values of /weights/\(layer.name)/weight fail their checksum)
        """)
    #expect(lines.count { $0.hasPrefix("IDENTICAL ") } == 3)
    #expect(lines.last == "DIFFERENT: 1 of 4 trials")
  }

  @Test func `a file that cannot be read at all differs`() throws {
    let trial = try place.summary(of: folder)[0].trial
    try place.put("not HDF5", in: "\(folder)/trials/\(trial).h5")
    let outcome = try place.sweep("replay", folder)
    #expect(outcome.status == 1)
    #expect(outcome.output.hasPrefix("DIFFERS   \(trial)  "))
  }

  @Test(arguments: [
    (["--trial", "ffffffffffff"], "results/tiny holds no trial or configuration 'ffffffffffff'"),
    (["--trial", "../../tiny"], "results/tiny holds no trial or configuration '../../tiny'"),
    (["--trial", "ffffffffffff", "--all"], "Error: give either --trial or --all"),
  ])
  func `a trial that is not there cannot be replayed`(options: [String], message: String) throws {
    let outcome = try place.start(["replay", folder] + options).finish()
    #expect(outcome.status == 64)
    #expect(outcome.errors.hasPrefix(message + "\n"))
  }

  private func record(_ trial: String) throws -> TrialRecord {
    try TrialRecord.read(from: "\(place.path)/\(folder)/trials/\(trial).h5")
  }

  /// Finds a layer's weights among the bytes of the file, which are little-endian and one after
  /// another, and flips the lowest bit of one of them.
  private func flipByte(
    ofWeight index: Int, of layer: LayerWeights, in trial: String
  ) throws -> (right: Float, wrong: Float) {
    let file = "\(folder)/trials/\(trial).h5"
    var bytes = try place.bytes(of: file)
    let pattern = layer.weight.map(\.bitPattern.littleEndian).withUnsafeBytes { Data($0) }
    let place = try #require(bytes.firstRange(of: pattern))
    bytes[place.lowerBound + 4 * index] ^= 1
    try self.place.put(bytes, in: file)
    let right = layer.weight[index]
    return (right, Float(bitPattern: right.bitPattern ^ 1))
  }
}
