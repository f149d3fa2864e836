import Foundation
import Testing

@Suite(.timeLimit(.minutes(2)))
struct ExperimentArgumentsTests {
  private static let mistakes = """
    name: mistakes
    environment: CartPole-v9
    algorithm: dqn
    base:
      lr: 1e-3
      batch_size: 0
      gamma: [0.9, 0.99]
    grid:
      network.hidden: [24, 24]
      optimizer: [adam, adam]
    sedes: {count: 3}

    """

  @Test(arguments: ["run", "plan"])
  func `a file with seven mistakes is answered with seven errors, and nothing is created`(
    command: String
  ) throws {
    let place = try Workplace()
    try place.put(Self.mistakes, in: "mistakes.cfg")
    let outcome = try place.sweep(command, "mistakes.cfg")
    #expect(outcome.status == 64)
    #expect(outcome.output == "")
    #expect(outcome.errors.matches(of: #/mistakes\.cfg:\d+:\d+: /#).count == 7)
    try Snapshot.expect(outcome.errors, named: "seven-mistakes")
    #expect(place.names() == ["mistakes.cfg"])
  }

  @Test(arguments: [
    ("no/such.cfg", "no/such.cfg: cannot read the experiment file: there is no such file\n"),
    (".", ".: cannot read the experiment file: it is a folder\n"),
    (
      "empty.cfg",
      "empty.cfg: the file is empty; expected blocks such as 'name:', 'base:' and 'grid:'\n"
    ),
  ])
  func `what is no experiment file is refused with the reason`(file: String, message: String)
    throws
  {
    let place = try Workplace()
    try place.put("", in: "empty.cfg")
    let outcome = try place.sweep("run", file)
    #expect(outcome == SweepProgram.Outcome(status: 64, output: "", errors: message))
    #expect(place.names() == ["empty.cfg"])
  }

  @Test func `--set varies a value that the file fixes`() throws {
    let place = try Workplace(.tiny)
    let set = try place.succeed(
      "plan", "tiny.cfg", "--set", "batch_size=4,8", "--set", "seeds.count=1")
    #expect(set.output.contains("\n4 trials: 4 configurations x 1 seed\n"))
    #expect(set.output.hasPrefix("trial"))
  }

  @Test func `--set takes the place of what the grid says, and is stored with the results`() throws
  {
    let place = try Workplace(.changed)
    try place.succeed("run", "tiny.cfg", "--set", "gamma=0.9,0.99", "--results", "set")
    try place.put(SampleExperiment.tiny.text, in: "tiny.cfg")
    try place.succeed("run", "tiny.cfg", "--results", "written")
    #expect(
      try ResultFiles(of: "set/tiny", in: place)
        .differing(from: ResultFiles(of: "written/tiny", in: place)) == [])
    // The stored file says all of it: it can be run without the option.
    try place.put(try place.bytes(of: "set/tiny/experiment.cfg"), in: "stored.cfg")
    let again = try place.succeed("run", "stored.cfg", "--results", "set")
    #expect(again.output.hasSuffix("(0 now, 4 before)\n"))
  }

  @Test func `a mistake in --set is told of as such`() throws {
    let place = try Workplace(.tiny)
    let outcome = try place.sweep("run", "tiny.cfg", "--set", "gama=0.9")
    #expect(outcome.status == 64)
    #expect(
      outcome.errors
        == "--set gama=0.9: 'gama' is not a hyperparameter; did you mean 'gamma'?\n")
    #expect(place.names() == ["tiny.cfg"])
  }

  @Test(arguments: ["0", "-1", "many"])
  func `a number of workers that makes no sense is refused`(workers: String) throws {
    let place = try Workplace(.tiny)
    let outcome = try place.sweep("run", "tiny.cfg", "--workers=\(workers)")
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains(workers))
    #expect(place.names() == ["tiny.cfg"])
  }
}
