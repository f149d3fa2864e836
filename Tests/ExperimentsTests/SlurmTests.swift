import Synchronization
import Testing

@testable import Experiments

/// A cluster of a test: it answers each command from a list, and remembers what it was asked.
final class FakeSlurm: Sendable {
  struct Call: Equatable {
    var program: String
    var arguments: [String]
    var input = ""
  }

  private let answers: [String: Result<String, ExternalProgramError>]
  private let asked = Mutex<[Call]>([])

  /// Answers by the beginning of a command; what is not in the list is missing.
  init(_ answers: [String: Result<String, ExternalProgramError>]) { self.answers = answers }

  var calls: [Call] { asked.withLock { $0 } }

  var slurm: Slurm {
    Slurm { (program, arguments, input) throws(ExternalProgramError) in
      self.asked.withLock {
        $0.append(Call(program: program, arguments: arguments, input: input))
      }
      let command = ([program] + arguments).joined(separator: " ")
      // The longest beginning is the most exact one.
      let fitting = self.answers.filter { command.hasPrefix($0.key) }
      guard let answer = fitting.max(by: { $0.key.count < $1.key.count }) else {
        throw .missing(program)
      }
      return try answer.value.get()
    }
  }
}

@Suite struct SlurmTests {
  @Test func `the limit of an array is read from the configuration`() {
    let config = """
      Configuration data as of 2026-01-01T00:00:00
      MaxArraySize            = 1001
      MaxJobCount             = 10000

      """
    #expect(FakeSlurm(["scontrol show config": .success(config)]).slurm.largestArray() == 1001)
    #expect(FakeSlurm([:]).slurm.largestArray() == nil)
  }

  @Test func `a job's id is what sbatch prints, without the cluster's name`() throws {
    let fake = FakeSlurm(["sbatch": .success("42;west\n")])
    #expect(try fake.slurm.submit("#!/bin/bash\n", after: "41") == "42")
    #expect(
      fake.calls == [
        .init(
          program: "sbatch", arguments: ["--parsable", "--dependency=afterany:41"],
          input: "#!/bin/bash\n")
      ])
    #expect(throws: ExternalProgramError.self) {
      try FakeSlurm(["sbatch": .success("no\n")]).slurm.submit("")
    }
  }

  @Test func `a task of an array is never named by the number of the whole array`() {
    // The last task of an array has the array's number.
    let last = [
      "SLURM_JOB_ID": "7", "SLURM_ARRAY_JOB_ID": "7", "SLURM_ARRAY_TASK_ID": "3",
    ]
    #expect(Slurm.ownJob(last) == "7_3")
    #expect(Slurm.ownJob(["SLURM_JOB_ID": "9"]) == "9")
    #expect(Slurm.ownJob(["SLURM_JOB_ID": "9; rm"]) == nil)
    #expect(Slurm.ownJob([:]) == nil)
  }

  @Test func `the time that is left comes from the job's variables, or from squeue`() throws {
    let job = ["SLURM_JOB_ID": "9"]
    let told = job.merging(["SLURM_JOB_END_TIME": "1060"]) { $1 }
    #expect(try FakeSlurm([:]).slurm.secondsLeft(environment: told, now: 1_000) == 60)
    func left(_ answer: String) throws -> Double? {
      let fake = FakeSlurm(["squeue --noheader --jobs=9 --format=%L": .success(answer)])
      return try fake.slurm.secondsLeft(environment: job, now: 0)
    }
    #expect(try left("1-02:00:00\n") == 93_600)
    #expect(try left("0:59\n") == 59)
    #expect(try left("UNLIMITED\n") == nil)
    #expect(throws: TimeLimitError.unknown("INVALID")) { try left("INVALID\n") }
    #expect(throws: TimeLimitError.noJob) {
      try FakeSlurm([:]).slurm.secondsLeft(environment: [:], now: 0)
    }
  }

  @Test func `a job that Slurm has forgotten has no tasks left`() throws {
    let forgotten = ExternalProgramError.failed(
      "squeue", message: "slurm_load_jobs error: Invalid job id specified")
    #expect(try FakeSlurm(["squeue": .failure(forgotten)]).slurm.tasks(of: "5").isEmpty)
    let down = ExternalProgramError.failed("squeue", message: "Unable to contact slurm controller")
    #expect(throws: down) { try FakeSlurm(["squeue": .failure(down)]).slurm.tasks(of: "5") }
  }
}
