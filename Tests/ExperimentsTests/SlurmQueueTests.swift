import Testing

@testable import Experiments

@Suite struct SlurmQueueTests {
  private let squeue = """
    42_[4-5]|PENDING||Resources
    42_0|RUNNING|node1|None
    42_1|RUNNING|node2|None
    42_2|RUNNING|node1|None
    42_3|PENDING||Priority

    """

  @Test func `tasks are counted by state, with their nodes and reasons`() throws {
    let scratch = try ScratchFolder()
    let folder = ResultsFolder(existing: scratch.path)
    #expect(SlurmQueue(of: folder, slurm: FakeSlurm([:]).slurm) == nil)
    try SlurmJob(job: "42", summaryJob: "43").store(in: folder)
    let fake = FakeSlurm(["squeue --noheader --array --jobs=42": .success(squeue)])
    let queue = try #require(SlurmQueue(of: folder, slurm: fake.slurm))
    #expect(queue.text == "job 42: 2 pending (Resources, Priority), 3 running (node1, node2)")
    let ended = FakeSlurm(["squeue": .success("")])
    #expect(SlurmQueue(of: folder, slurm: ended.slurm)?.text == "job 42: no task left")
    #expect(
      SlurmQueue(of: folder, slurm: FakeSlurm([:]).slurm)?.text
        == "job 42: not known (there is no program 'squeue' in PATH)")
  }

  @Test(arguments: ["{", "{\"job\":\"1; rm\",\"summary_job\":\"2\"}", ""])
  func `a damaged note of a submission is none`(text: String) throws {
    let scratch = try ScratchFolder()
    try scratch.put(text, in: "slurm.json")
    #expect(SlurmJob.last(in: ResultsFolder(existing: scratch.path)) == nil)
  }
}
