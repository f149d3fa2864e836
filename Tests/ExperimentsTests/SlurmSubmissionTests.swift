import Testing

@testable import Experiments

@Suite struct SlurmSubmissionTests {
  private func options(
    _ scratch: ScratchFolder, _ change: (inout SlurmSubmission.Options) -> Void = { _ in }
  ) -> SlurmSubmission.Options {
    var options = SlurmSubmission.Options()
    options.results = scratch.path
    change(&options)
    return options
  }

  @Test func `the script of the tasks asks for what they need, and ends in exec`() throws {
    let scratch = try ScratchFolder()
    let submission = try SlurmSubmission(
      try ExperimentSamples.tiny(),
      options: options(scratch) {
        $0.partition = "short"
        $0.time = SlurmTime("90")
        $0.memory = "2G"
        $0.shards = 4
        $0.atOnce = 2
        $0.workers = 2
        $0.sbatch = ["--account=lab"]
        $0.retryFailed = true
      }, program: "/opt/my sweep/bin/sweep", slurm: FakeSlurm([:]).slurm)
    let path = scratch.path
    #expect(
      submission.taskScript == """
        #!/bin/bash
        #SBATCH --job-name=tiny
        #SBATCH --partition=short
        #SBATCH --array=0-3%2
        #SBATCH --nodes=1
        #SBATCH --ntasks=1
        #SBATCH --cpus-per-task=2
        #SBATCH --mem=2G
        #SBATCH --requeue
        #SBATCH --open-mode=append
        #SBATCH --time=1:30:00
        #SBATCH --output=\(path)/tiny/slurm/%A_%a.out
        #SBATCH --account=lab
        exec '/opt/my sweep/bin/sweep' run \(path)/tiny/experiment.cfg --results \(path) \
        --shard "$SLURM_ARRAY_TASK_ID/4" --workers 2 --time-limit auto --requeue --quiet \
        --retry-failed

        """)
    #expect(!submission.limitIsKnown)
  }

  @Test func `both jobs are submitted, the second after the first, and remembered`() throws {
    let scratch = try ScratchFolder()
    let experiment = try ExperimentSamples.tiny()
    let fake = FakeSlurm([
      "scontrol show config": .success("MaxArraySize = 3\n"), "sbatch --parsable": .success("7\n"),
      "sbatch --parsable --dependency": .success("8\n"), "squeue": .success(""),
    ])
    let submission = try SlurmSubmission(
      experiment, options: options(scratch), program: "/bin/sweep", slurm: fake.slurm)
    #expect(submission.limitIsKnown)
    #expect(try scratch.names() == [])
    let job = try submission.submit()
    #expect(job == SlurmJob(job: "7", summaryJob: "8"))
    let folder = scratch.results(experiment)
    #expect(SlurmJob.last(in: folder) == job)
    #expect(try folder.storedExperiment() == experiment.resolvedText)
    #expect(FolderListing.isFolder(folder.slurmFolder))
    #expect(
      fake.calls.suffix(2) == [
        .init(program: "sbatch", arguments: ["--parsable"], input: submission.taskScript),
        .init(
          program: "sbatch", arguments: ["--parsable", "--dependency=afterany:7"],
          input: submission.summaryScript),
      ])
    // The folder is one of results, which a run continues.
    #expect(try scratch.run(experiment).run.stored == 4)
    #expect(throws: SubmissionError.nothingMissing(folder.path)) {
      try SlurmSubmission(
        experiment, options: options(scratch), program: "/bin/sweep", slurm: fake.slurm)
    }
  }

  @Test func `an experiment is not submitted twice at a time`() throws {
    let scratch = try ScratchFolder()
    let experiment = try ExperimentSamples.tiny()
    try scratch.results(experiment).create()
    try SlurmJob(job: "7", summaryJob: "8").store(in: scratch.results(experiment))
    let fake = FakeSlurm(["squeue": .success("7_0|RUNNING|node1|None\n")])
    let submission = try SlurmSubmission(
      experiment, options: options(scratch), program: "/bin/sweep", slurm: fake.slurm)
    #expect(throws: SubmissionError.underWay("job 7: 1 running (node1)")) {
      try submission.submit()
    }
    #expect(!fake.calls.contains { $0.program == "sbatch" })
  }

  @Test func `an array without its summary job is cancelled`() throws {
    let scratch = try ScratchFolder()
    let refusal = ExternalProgramError.failed("sbatch", message: "no more jobs")
    let fake = FakeSlurm([
      "sbatch --parsable": .success("7\n"), "sbatch --parsable --dependency": .failure(refusal),
      "scancel": .success(""),
    ])
    let experiment = try ExperimentSamples.tiny()
    let submission = try SlurmSubmission(
      experiment, options: options(scratch), program: "/bin/sweep", slurm: fake.slurm)
    #expect(throws: refusal) { try submission.submit() }
    #expect(fake.calls.last == .init(program: "scancel", arguments: ["7"]))
    #expect(SlurmJob.last(in: scratch.results(experiment)) == nil)
  }

  @Test(arguments: ["a\"b", "a\nb", "a\\b"])
  func `a path that a batch script cannot name is refused`(name: String) throws {
    let scratch = try ScratchFolder()
    #expect(throws: SubmissionError.self) {
      try SlurmSubmission(
        try ExperimentSamples.tiny(), options: options(scratch) { $0.results += "/" + name },
        program: "/bin/sweep", slurm: FakeSlurm([:]).slurm)
    }
  }

  @Test func `a folder of another protocol is refused before anything is submitted`() throws {
    let scratch = try ScratchFolder()
    try scratch.run(try ExperimentSamples.tiny())
    let other = try ExperimentSamples.tiny(set: ["evaluate.episodes=3"])
    #expect(throws: ChangedProtocolError.self) {
      try SlurmSubmission(
        other, options: options(scratch), program: "/bin/sweep", slurm: FakeSlurm([:]).slurm)
    }
  }
}
