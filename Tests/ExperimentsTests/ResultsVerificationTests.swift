import DeepQ
import Synchronization
import Testing

@testable import Experiments

@Suite(.timeLimit(.minutes(1)))
struct ResultsVerificationTests {
  let scratch: ScratchFolder
  let experiment: Experiment
  let folder: ResultsFolder
  let trials: [PlannedTrial]

  init() throws {
    scratch = try ScratchFolder()
    experiment = try ExperimentSamples.tiny()
    folder = try scratch.run(experiment).folder
    trials = Array(experiment.trials)
  }

  private func verify(
    _ sample: ResultsVerification.Sample = .some(0)
  ) throws -> (report: ResultsVerification.Report, lines: [String]) {
    let lines = Mutex<[String]>([])
    let report = try ResultsVerification(of: folder, inspection: nil).run(
      sample: sample, workers: 1, stop: StopFlag(), machine: ExperimentSamples.machine
    ) { line in lines.withLock { $0.append(line) } }
    return (report, lines.withLock { $0 })
  }

  /// Changes the result of a trial, and makes every hash and the summary right again.
  private func forge(_ index: Int, _ change: (inout TrialResult) -> Void) throws -> String {
    let trial = trials[index]
    var result = try folder.readTrial(trial.id).result
    change(&result)
    try TrialRecord(trial.specification, result: result).write(to: folder.trialFile(trial.id))
    try scratch.run(experiment)
    return trial.id
  }

  @Test func `honest results are verified, and it says what was run again`() throws {
    let (report, lines) = try verify(.all)
    #expect(report.isGood)
    #expect(report.trials == 4 && report.played == 4 && report.trained == 4)
    #expect(lines.count { $0.hasPrefix("IDENTICAL ") } == 4)
    #expect(try verify(.some(1)).report.trained == 1)
    #expect(try verify(.some(1)).lines == (try verify(.some(1)).lines))
  }

  @Test func `an evaluation's score with its hashes made right again is found by playing`() throws {
    let id = try forge(1) { $0.evaluations[0].returns[0] += 1 }
    let (report, lines) = try verify()
    #expect(report.wrong == [id])
    #expect(lines.contains { $0.hasPrefix("DIFFERS   \(id)  evaluation after step 120: first") })
  }

  @Test func `a training return with its hashes made right again is found by training`() throws {
    let id = try forge(2) { $0.episodes.returns[1] += 1 }
    #expect(try verify().report.isGood)
    let (report, lines) = try verify(.all)
    #expect(report.wrong == [id])
    #expect(
      lines.contains {
        $0.hasPrefix("DIFFERS   \(id)  run again in full: first differs in episode 2: return ")
      })
  }

  @Test func `a cell of the summary that is not the file's is found`() throws {
    var summary = try SummaryReader.read(folder.summaryFile)
    summary.rows[3]["evaluation_return"] = .real(500)
    try summary.write(to: folder.summaryFile)
    let (report, lines) = try verify()
    #expect(report.wrong == [trials[3].id])
    #expect(lines[0].contains("summary.csv: evaluation_return is '500', and by "))
  }

  @Test func `another experiment's summary is found`() throws {
    try folder.storeExperiment(ExperimentSamples.tiny(set: ["gamma=0.9,0.95"]).resolvedText)
    let (report, _) = try verify()
    #expect(report.problems == ["summary.csv: its rows are not the trials of experiment.cfg"])
    #expect(report.wrong == Set(trials.suffix(2).map(\.id)))
  }

  @Test func `a hash of weights that are not the file's is found`() throws {
    let id = trials[0].id
    var record = try folder.readTrial(id)
    // The file is whole by its own hash, and names other weights.
    record.wholeDigests = .init(
      weights: String(repeating: "0", count: 64), result: record.resultDigest)
    try record.write(to: folder.trialFile(id))
    try scratch.run(experiment)
    #expect(try verify(.all).report.wrong == [id])
  }

  @Test func `a file that is damaged or under another's name is found`() throws {
    try scratch.put("not HDF5", in: "tiny/trials/\(trials[0].id).h5")
    try AtomicFile.write(
      try WholeFile.read(folder.trialFile(trials[1].id), limit: 1 << 24),
      to: folder.trialFile(trials[2].id))
    #expect(try verify().report.wrong == [trials[0].id, trials[2].id])
  }
}
