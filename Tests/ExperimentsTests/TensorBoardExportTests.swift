import DeepQ
import Testing

@testable import Experiments

/// What TensorBoard itself reads of it is checked by `scripts/check-exports`.
struct TensorBoardExportTests {
  @Test func `a trial is a run, whose name has the axes and sorts in grid order`() throws {
    let samples = try ExportSamples.trained(
      set: ["gamma=0.9,0.95,0.96,0.97,0.98,0.99", "network.hidden=[4],[8,4]", "seeds.count=1"])
    try samples.write(.tensorBoard)
    let runs = try samples.files().keys.filter { $0 != ExportFolder.markName }.sorted()
    #expect(runs.count == 12)
    #expect(runs[0] == "00_gamma=0.9_network.hidden=4_seed0/\(EventFile.name)")
    #expect(runs[11] == "11_gamma=0.99_network.hidden=8-4_seed0/\(EventFile.name)")
  }

  @Test func `names of runs have no characters that a shell or a file system minds`() throws {
    let samples = try ExportSamples.trained(
      """
      arms:
        "a/b c": {double: true}
        "..": {double: false}
      """, set: ["gamma=0.9", "seeds.count=1"])
    try samples.write(.tensorBoard)
    let runs = try samples.files().keys.filter { $0 != ExportFolder.markName }.sorted()
      .map { $0.split(separator: "/")[0] }
    #expect(runs.count == 2)
    #expect(
      runs.allSatisfy { $0.wholeMatch(of: /[01]_arm=[a-z.-]+(_gamma=0.9)?_seed0/) != nil },
      "\(runs)")
  }

  @Test func `curves are in the order of their steps, training first`() {
    var result = TrialSamples.result()
    result.evaluations[0].regret = 0.25
    let events = TensorBoardCurves.events(of: result)
    #expect(events.map(\.step) == [10, 30, 30, 60, 60])
    #expect(
      events[0].values.map(\.tag) == ["training/return", "training/length", "training/epsilon"])
    #expect(events[0].values.map(\.value) == [10, 10, 1])
    #expect(events[1].values.map(\.tag).last == "training/loss")
    #expect(events[2].values.map(\.tag) == ["evaluation/return", "evaluation/regret"])
    #expect(events[2].values.map(\.value) == [10, 0.25])
  }

  @Test func `the steps of a planning are its sweeps`() {
    var result = TrialResult()
    var planning = PlanningCurves()
    planning.residuals = [1, 0.5]
    planning.errorBounds = [.infinity, 2]
    result.planning = planning
    let events = TensorBoardCurves.events(of: result)
    #expect(events.map(\.step) == [1, 2])
    #expect(events[1].values.map(\.tag) == ["planning/residual", "planning/error_bound"])
    #expect(events[1].values.map(\.value) == [0.5, 2])
  }
}
