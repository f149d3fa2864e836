import Foundation
import Testing

/// The program with programs of Slurm that a test puts into `PATH`.
@Suite(.timeLimit(.minutes(2)))
struct SubmitCommandTests {
  let place: Workplace

  init() throws {
    place = try Workplace(.slow)
    try FileManager.default.createDirectory(
      atPath: place.path + "/bin", withIntermediateDirectories: true)
  }

  /// Puts a program of Slurm into `PATH`, which notes how it was called.
  private func put(program name: String, _ body: String) throws {
    try place.put("#!/bin/sh\necho \"\(name) $*\" >> calls\n\(body)\n", in: "bin/" + name)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: place.path + "/bin/" + name)
  }

  private func calls() throws -> [String] {
    try String(contentsOfFile: place.path + "/calls", encoding: .utf8)
      .split(separator: "\n").map(String.init)
  }

  private func sweep(_ arguments: [String], variables: [String] = []) throws
    -> SweepProgram.Outcome
  {
    let path = "PATH=\(place.path)/bin:/usr/bin:/bin"
    let program = try SweepProgram.path()
    return try RunningSweep("/usr/bin/env", [path] + variables + [program] + arguments, in: place)
      .finish()
  }

  @Test func `an experiment is submitted, and its status has what Slurm says`() throws {
    try put(program: "scontrol", "echo 'MaxArraySize = 1001'")
    // Both scripts come through standard input.
    try put(
      program: "sbatch", "cat > script-$(wc -l < calls); expr 40 + $(grep -c sbatch calls)")
    let outcome = try sweep(["submit", "slow.cfg", "--slurm", "--time", "10", "--array", "3"])
    #expect(outcome.errors == "")
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("job 41: 3 tasks for 3 trials, 1 processor and "))
    #expect(outcome.output.contains("\njob 42: the summary, when they have ended\n"))
    #expect(
      try calls() == [
        "scontrol show config", "sbatch --parsable", "sbatch --parsable --dependency=afterany:41",
      ])
    try put(program: "squeue", "echo '41_2|RUNNING|node7|None'")
    let status = try sweep(["status", "results/slow"])
    #expect(status.status == 0)
    #expect(status.output.contains("\n  slurm    job 41: 1 running (node7)\n"))
    let again = try sweep(["submit", "slow.cfg", "--slurm"])
    #expect(again.status == 64)
    #expect(again.errors.contains("has not ended (job 41: 1 running (node7))"))
  }

  @Test func `what a dry run prints is submitted by nobody, and runs`() throws {
    let outcome = try sweep(["submit", "slow.cfg", "--slurm", "--dry-run", "--array", "1"])
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("# There is no Slurm here; its usual limit"))
    #expect(!FileManager.default.fileExists(atPath: place.path + "/results"))
  }

  @Test(
    arguments: [
      [], ["--slurm", "--kubernetes"], ["--kubernetes", "--image", "a", "--claim", "b"],
      ["--kubernetes", "--dry-run"], ["--slurm", "--array", "0"], ["--slurm", "--array", "3%"],
      ["--slurm", "--time", "soon"], ["--slurm", "--cpus-per-task", "0"],
      ["--slurm", "--sbatch", "account=lab"], ["--slurm", "--memory", "2 G"],
      ["--slurm", "--memory", "0"], ["--slurm", "--memory", "2Gi"], ["--slurm", "--memory=-1"],
      ["--slurm", "--sbatch=--array=3"], ["--slurm", "--sbatch=--wrap=x"],
      ["--slurm", "--image", "a"], ["--slurm", "--partition", "a b"],
      ["--kubernetes", "--dry-run", "--image", "a", "--claim", "x y"],
      ["--kubernetes", "--dry-run", "--image", "a", "--claim", "b", "--memory", "2GiB"],
      ["--kubernetes", "--dry-run", "--image", "a", "--claim", "b", "--partition", "c"],
    ])
  func `wrong arguments are refused`(arguments: [String]) throws {
    let outcome = try sweep(["submit", "slow.cfg"] + arguments)
    #expect(outcome.status == 64)
    #expect(outcome.output == "")
  }

  @Test func `without Slurm there is a sentence, and nothing was submitted`() throws {
    // Where the tests run there may be one.
    let outcome = try RunningSweep(
      "/usr/bin/env",
      ["PATH=\(place.path)/bin", try SweepProgram.path(), "submit", "slow.cfg", "--slurm"],
      in: place
    ).finish()
    #expect(outcome.status == 74)
    #expect(outcome.errors == "there is no program 'sbatch' in PATH\n")
  }

  @Test func `a task whose time is over has Slurm start it again, by its own number`() throws {
    try put(program: "scontrol", "")
    let place = try Workplace(.endless)
    try FileManager.default.copyItem(atPath: self.place.path + "/bin", toPath: place.path + "/bin")
    let task = [
      "SLURM_JOB_ID=5", "SLURM_ARRAY_JOB_ID=5", "SLURM_ARRAY_TASK_ID=1",
      "SLURM_JOB_END_TIME=\(Int(Date.now.timeIntervalSince1970) + 4)",
    ]
    let arguments = [
      "run", "endless.cfg", "--quiet", "--shard", "1/2", "--time-limit", "auto", "--requeue",
    ]
    let outcome = try RunningSweep(
      "/usr/bin/env",
      ["PATH=\(place.path)/bin:/usr/bin:/bin"] + task + [try SweepProgram.path()] + arguments,
      in: place
    ).finish()
    #expect(outcome.status == 75)
    #expect(outcome.errors == "the time of job 5_1 is over; it is started again\n")
    let calls = try String(contentsOfFile: place.path + "/calls", encoding: .utf8)
    #expect(calls == "scontrol requeue 5_1\n")
  }

  @Test func `a time limit that cannot be read or found out is refused`() throws {
    let cases = [
      (["--time-limit", "1h"], "--time-limit 1h: expected minutes"),
      (["--time-limit", "auto"], "--time-limit auto: SLURM_JOB_ID is not set"),
      (["--requeue"], "--requeue is for the end of a time limit"),
    ]
    for (arguments, message) in cases {
      let outcome = try sweep(
        ["run", "slow.cfg"] + arguments)
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains(message))
    }
  }
}
