import DeepQ
import Testing

@testable import Experiments

struct TidyTablesTests {
  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n").map(String.init)
  }

  @Test func `a row is a training episode`() throws {
    let samples = try ExportSamples.made(TrialSamples.result())
    let trial = samples.experiment.trials[0]
    let identity = "\(trial.id),\(trial.configurationId),0,42,done,"
    #expect(
      try Self.lines(samples.text(.csv, table: "episodes")) == [
        "trial,configuration,replicate,seed,status,"
          + "episode,step,return,length,epsilon,mean_loss,terminated,truncated",
        identity + "1,10,10,10,1,,true,false",
        identity + "2,30,20,20,0.995,0.25,true,false",
        identity + "3,60,30,30,0.990025,0.125,false,true",
      ])
  }

  @Test func `a row is an evaluation episode`() throws {
    var result = TrialSamples.result()
    result.evaluations[1].valueError = 0.5
    let samples = try ExportSamples.made(result)
    let trial = samples.experiment.trials[0]
    let identity = "\(trial.id),\(trial.configurationId),0,42,done,"
    #expect(
      try Self.lines(samples.text(.csv, table: "evaluations")) == [
        "trial,configuration,replicate,seed,status,step,episode,return,value_error,regret",
        identity + "30,1,9,,",
        identity + "30,2,11,,",
        identity + "60,1,100,0.5,",
        identity + "60,2,300,0.5,",
      ])
  }

  @Test func `the axes are columns, and the trials in grid order`() throws {
    let samples = try ExportSamples.trained()
    let rows = try Self.lines(samples.text(.csv, table: "evaluations")).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(rows[0][5] == "gamma")
    #expect(rows.dropFirst().map { $0[0] } == samples.experiment.trials.map(\.id))
    #expect(rows.dropFirst().map { $0[5] } == ["0.9", "0.9", "0.99", "0.99"])
  }

  @Test func `a word that means nothing is a value, and nothing is an empty cell`() throws {
    let samples = try ExportSamples.trained(
      set: ["gamma=0.9", "seeds.count=1", "distribution=none,c51", "gradient_clip=none,10"])
    let rows = try Self.lines(samples.text(.csv, table: "evaluations")).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let distribution = try #require(rows[0].firstIndex(of: "distribution"))
    let clip = try #require(rows[0].firstIndex(of: "gradient_clip"))
    let cells = rows.dropFirst().map { [$0[distribution], $0[clip]] }
    #expect(cells == [["none", ""], ["none", "10"], ["c51", ""], ["c51", "10"]])
  }

  @Test func `no measurement has the name of a hyperparameter`() {
    let names = Set(HyperparameterTable.rows.map(\.column) + [ArmLabel.key])
    for table in TidyTable.all {
      #expect(names.isDisjoint(with: table.columns + TidyTable.identity), "\(table.name)")
    }
  }
}
