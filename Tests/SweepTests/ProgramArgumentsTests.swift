import Foundation
import Testing

@Suite(.timeLimit(.minutes(2)))
struct ProgramArgumentsTests {
  /// Runs a line of bash, in which `$SWEEP` is the program.
  private func bash(_ line: String, in place: Workplace) throws -> SweepProgram.Outcome {
    try RunningSweep("/bin/bash", ["-c", "SWEEP=\(try SweepProgram.path()); \(line)"], in: place)
      .finish()
  }

  private static let hidden = "unshare -rm bash -c 'mount -t tmpfs none /proc && "

  /// Whether this system lets a process have a `/proc` of its own.
  private static let canHideProc: Bool = {
    guard let place = try? Workplace() else { return false }
    let outcome = try? RunningSweep("/bin/bash", ["-c", hidden + "true'"], in: place).finish()
    return outcome?.status == 0
  }()

  @Test(.enabled(if: canHideProc, "a process cannot have a /proc of its own here"))
  func `without /proc the arguments are those that were given`() throws {
    let place = try Workplace(.tiny)
    let list = try bash(Self.hidden + "'$SWEEP' list algorithms'", in: place)
    #expect(list == (try place.succeed("list", "algorithms")))
    let run = try bash(Self.hidden + "'$SWEEP' run tiny.cfg --quiet'", in: place)
    #expect(run.status == 0, "\(run.errors)")
    // No second process can be started to read stored trials first: this one reads them.
    let status = try bash(Self.hidden + "'$SWEEP' status results/tiny'", in: place)
    #expect(status == (try place.succeed("status", "results/tiny")))
  }

  @Test(arguments: [
    ("statsu results/tiny", "statsu", "status"), ("statsu", "statsu", "status"),
    ("paln tiny.cfg", "paln", "plan"), ("compaer a.csv b.csv", "compaer", "compare"),
  ])
  func `a slip in a command's name is answered with that command`(
    line: String, argument: String, command: String
  ) throws {
    let outcome = try bash("$SWEEP \(line)", in: try Workplace(.tiny))
    #expect(
      outcome
        == SweepProgram.Outcome(
          status: 64, output: "",
          errors: "'\(argument)' is neither a command nor an experiment file; "
            + "did you mean 'sweep \(command)'?\n"))
  }

  @Test func `a file of a name like a command's is run`() throws {
    let place = try Workplace()
    try place.put(SampleExperiment.tiny.text, in: "plna")
    #expect(try bash("$SWEEP plna --quiet", in: place).status == 0)
  }

  @Test func `pipes and standard input are read where a user names a file`() throws {
    let place = try Workplace.finished(.tiny)
    let file = "results/tiny/summary.csv"
    for line in [
      "$SWEEP compare <(cat \(file)) \(file) --exact",
      "cat \(file) | $SWEEP compare - \(file) --exact",
      "$SWEEP plan <(cat tiny.cfg)", "$SWEEP plan - <tiny.cfg",
    ] {
      let outcome = try bash(line, in: place)
      #expect(outcome.status == 0, "\(line): \(outcome.errors)")
    }
    let trial = "results/tiny/trials/\(place.trials(in: "results/tiny")[0]).h5"
    #expect(
      try bash("$SWEEP watch <(cat \(trial))", in: place) == (try place.succeed("watch", trial)))
    let moves = try place.succeed("rollout", "CartPole-v1", "--seed", "1", "--actions", "0,1,1")
    for line in [
      "printf '0,1\\n1' | $SWEEP rollout CartPole-v1 --seed 1 --actions -",
      "printf '0,1\\n1' | $SWEEP rollout CartPole-v1 --seed 1 --actions @-",
      "$SWEEP rollout CartPole-v1 --seed 1 --actions @<(printf '0,1,1\\n')",
    ] {
      #expect(try bash(line, in: place) == moves, "\(line)")
    }
  }

  @Test func `a folder for results that cannot be created is named, with its option`() throws {
    let place = try Workplace(.tiny)
    let outcome = try place.sweep("run", "tiny.cfg", "--results", "tiny.cfg/a")
    #expect(outcome.status == 74)
    #expect(
      outcome.errors.hasPrefix("mkdir failed for tiny.cfg/a/tiny/")
        && outcome.errors.hasSuffix(
          ": Not a directory (the folder for results is 'tiny.cfg/a'; --results names another)\n"),
      "\(outcome.errors)")
  }

  @Test func `losses as large as there are can be compared`() throws {
    let place = try Workplace()
    try place.put(
      """
      name: wild
      environment: GridWorld-v1
      algorithm: q-learning
      base: {steps: 2200, learning_rate: 2.1, gamma: 1, initial_value: 1e100}
      seeds: {count: 4}
      evaluate: {episodes: 1}

      """, in: "wild.cfg")
    _ = try place.sweep("run", "wild.cfg", "--quiet")
    let file = "results/wild/summary.csv"
    let outcome = try place.sweep("compare", file, file, "--metric", "loss_last")
    #expect(outcome.status == 0, "\(outcome.errors)")
  }
}
