import DeepQ
import Testing

@testable import Experiments

@Suite struct SummaryTableExperimentTests {
  let scratch: ScratchFolder
  let experiment: Experiment
  let folder: ResultsFolder

  init() throws {
    scratch = try ScratchFolder()
    experiment = try ExperimentSamples.tiny()
    folder = scratch.results(experiment)
    try folder.create()
  }

  @Test func `a trial without a file is missing, with its settings all the same`() throws {
    let table = try SummaryTable(of: experiment, in: folder)
    #expect(table.rows.map(\.trial) == experiment.trials.map(\.id))
    #expect(table.rows.allSatisfy { $0.status == .missing })
    #expect(cells("gamma", in: table) == ["0.9", "0.9", "0.99", "0.99"])
  }

  @Test func `a trial with a file has its results`() throws {
    let trial = experiment.trials[2]
    let record = TrialRecord(trial.specification, result: .sample(evaluation: [20]))
    try record.write(to: folder.trialFile(trial.id))
    let row = try SummaryTable(of: experiment, in: folder).rows[2]
    #expect(row.status == .done)
    #expect(row.steps == 1000)
    #expect(row.evaluationReturn == 20)
    #expect(row.resultDigest == record.resultDigest)
  }

  @Test func `there is a column for each hyperparameter, empty where one does not apply`() throws {
    let table = try SummaryTable(of: experiment, in: folder)
    #expect(table.hyperparameters.map(\.name) == HyperparameterTable.rows.map(\.column))
    #expect(cells("max_steps", in: table) == ["120", "120", "120", "120"])
    #expect(cells("max_episodes", in: table) == ["", "", "", ""])
    #expect(cells("gradient_clip", in: table) == ["", "", "", ""])
    #expect(cells("network.hidden", in: table).first == "[4]")
  }

  @Test func `columns are stored as what their values are`() throws {
    let kinds = try SummaryTable(of: experiment, in: folder).hyperparameters
    func kind(_ name: String) -> SummaryColumn.Kind? { kinds.first { $0.name == name }?.kind }
    #expect(kind("batch_size") == .integer)
    #expect(kind("gamma") == .real)
    #expect(kind("gradient_clip") == .real)
    #expect(kind("train_every") == .text)
    #expect(kind("optimizer") == .text)
  }

  @Test func `a damaged file is no summary's`() throws {
    try scratch.put("not HDF5", in: "tiny/trials/\(experiment.trials[0].id).h5")
    #expect(throws: HDF5Error.self) { try SummaryTable(of: experiment, in: folder) }
  }

  private func cells(_ column: String, in table: SummaryTable) -> [String] {
    guard let place = table.hyperparameters.firstIndex(where: { $0.name == column }) else {
      return []
    }
    return table.rows.map { $0.hyperparameters[place] }
  }
}
