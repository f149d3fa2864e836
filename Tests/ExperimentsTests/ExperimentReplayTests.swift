import DeepQ
import Foundation
import Synchronization
import Testing

@testable import Experiments

@Suite(.timeLimit(.minutes(1)))
struct ExperimentReplayTests {
  typealias Verdict = ExperimentReplay.Verdict

  let scratch: ScratchFolder
  let folder: ResultsFolder
  let trials: [PlannedTrial]

  init() throws {
    scratch = try ScratchFolder()
    let experiment = try ExperimentSamples.tiny()
    folder = try scratch.run(experiment).folder
    trials = Array(experiment.trials)
  }

  private func replay(
    _ ids: [String], workers: Int = 1, stop: StopFlag = StopFlag()
  ) throws -> (end: RunOutcome.End, differing: Int, verdicts: [Verdict]) {
    let verdicts = Mutex<[Verdict]>([])
    let outcome = try ExperimentReplay(of: folder).run(ids, workers: workers, stop: stop) {
      verdict in verdicts.withLock { $0.append(verdict) }
    }
    return (outcome.end, outcome.differing, verdicts.withLock { $0 })
  }

  @Test(arguments: [1, 3])
  func `stored trials are identical, and told of in the order asked for`(workers: Int) throws {
    let ids = [3, 0, 2, 1].map { trials[$0].id }
    let outcome = try replay(ids, workers: workers)
    #expect(outcome.end == .finished)
    #expect(outcome.differing == 0)
    #expect(outcome.verdicts.map(\.trial) == ids)
    #expect(outcome.verdicts.allSatisfy { $0.isIdentical })
  }

  @Test func `a result that another program stored differs where it happened first`() throws {
    let trial = trials[1]
    var result = Trial.run(trial.specification)
    result.episodes.returns[2] += 1
    result.weights[0].bias[3] += 1
    // The file is whole: its hash is that of what it holds.
    try TrialRecord(trial.specification, result: result).write(to: folder.trialFile(trial.id))
    let outcome = try replay(trials.map(\.id))
    #expect(outcome.differing == 1)
    let verdict = outcome.verdicts[1]
    #expect(!verdict.isIdentical)
    #expect(verdict.damage == nil)
    let places = verdict.differences.map(\.element)
    #expect(
      places.prefix(2) == ["/episodes/return[2]", "/weights/\(result.weights[0].name)/bias[3]"])
    #expect(places.suffix(2).allSatisfy { $0.hasSuffix("_sha256") })
  }

  @Test func `a file that does not say what was run differs, and the others are replayed`() throws {
    try scratch.put("not HDF5", in: "tiny/trials/\(trials[0].id).h5")
    let outcome = try replay(trials.map(\.id), workers: 2)
    #expect(outcome.differing == 1)
    #expect(outcome.verdicts.map(\.trial) == trials.map(\.id))
    #expect(outcome.verdicts[0].fresh == nil)
    #expect(outcome.verdicts[0].damage?.contains(trials[0].id) == true)
    #expect(outcome.verdicts.dropFirst().allSatisfy { $0.isIdentical })
  }

  @Test func `a trial's file under another's name differs`() throws {
    let ids = trials.map(\.id)
    try FileManager.default.removeItem(atPath: folder.trialFile(ids[0]))
    try FileManager.default.copyItem(
      atPath: folder.trialFile(ids[1]), toPath: folder.trialFile(ids[0]))
    let outcome = try replay(ids)
    #expect(outcome.verdicts.map(\.isIdentical) == [false, true, true, true])
    #expect(outcome.verdicts[0].damage?.hasSuffix("it holds the trial \(ids[1])") == true)
  }

  @Test func `a failed trial is replayed like any other`() throws {
    let experiment = try ExperimentSamples.diverging()
    try scratch.run(experiment) { $0.fresh = true }
    let outcome = try replay(experiment.trials.map(\.id))
    #expect(outcome.differing == 0)
    #expect(outcome.verdicts[0].fresh?.result.failure != nil)
  }

  @Test func `a set flag ends the replay before it starts`() throws {
    let stop = StopFlag()
    stop.set(signal: 2)
    let outcome = try replay(trials.map(\.id), stop: stop)
    #expect(outcome.end == .signal(2))
    #expect(outcome.verdicts.isEmpty)
  }

  @Test func `a trial that asks for too much is refused by name before anything is run`() throws {
    // A stranger's file: whole, with the curves of a short trial, and a text that asks for 10⁹ episodes.
    var specification = trials[0].specification
    let result = Trial.run(specification)
    specification.hyperparameters.length = .episodes(1_000_000_000)
    let record = TrialRecord(specification, result: result)
    let file = folder.trialFile(record.id)
    try record.write(to: file)
    let error = #expect(throws: ReplayBudgetError.self) { try replay([trials[1].id, record.id]) }
    #expect(error?.file == file)
    #expect(
      error?.description.hasPrefix("\(file) cannot be replayed: a trial's file may have ") == true)
    // What fits into no memory is refused too.
    let machine = MachineResources(cores: 2, availableMemory: 1000)
    #expect(throws: ReplayBudgetError.self) {
      try ExperimentReplay(of: folder).run(
        [trials[1].id], workers: 1, stop: StopFlag(), machine: machine
      ) { _ in }
    }
  }

  @Test func `what a replay takes, and a file that is damaged, are told before anything is run`()
    throws
  {
    let file = folder.trialFile(trials[1].id)
    var bytes = try WholeFile.read(file, limit: 1 << 20)
    // The lowest bit of the first bias, in a file whose values are one after another.
    let bias = try TrialRecord.read(from: file).result.weights[0].bias
    let pattern = bias.flatMap { number in withUnsafeBytes(of: number, Array.init) }
    let place = try #require(bytes.firstRange(of: pattern))
    bytes[place.lowerBound] ^= 1
    try AtomicFile.write(bytes, to: file)

    let told = Mutex<[String]>([])
    let output = TerminalOutput(isTerminal: false, width: { 80 }) { text in
      told.withLock { $0.append(text) }
    }
    _ = try ExperimentReplay(of: folder).run(
      [trials[0].id, trials[1].id], workers: 1, progress: .plain, output: output, stop: StopFlag()
    ) { verdict in told.withLock { $0.append(verdict.trial) } }
    let words = told.withLock { $0 }
    #expect(words[0] == "2 trials; 1 worker\n")
    #expect(words[1].hasPrefix("\(file) is damaged: the values of /weights/"))
    #expect(words[1].hasSuffix("; it is replayed all the same, to find where it differs\n"))
    #expect(words[2].contains(/^memory [0-9.]+ MiB at most, time under 1 s\n$/))
    #expect(words[3...4] == [trials[0].id, trials[1].id])
    #expect(words[5].hasPrefix("2/2 done, in "))
  }

  @Test func `a trial of a game whose ROM is gone differs, and is not run`() throws {
    let definition = try #require(Environments.definition(of: "ALE/Pong"))
    try #require(definition.absence() == nil)
    let rom = try #require(definition.settings.first { $0.name == "rom" })
    var specification = trials[0].specification
    specification.environment = definition.specification
    specification.environment.set(rom, to: .text("no/such.bin"))
    let record = TrialRecord(specification, result: Trial.run(trials[0].specification))
    try record.write(to: folder.trialFile(record.id))
    let outcome = try replay([record.id])
    #expect(outcome.verdicts[0].damage?.contains("there is no ROM at 'no/such.bin'") == true)
  }
}
