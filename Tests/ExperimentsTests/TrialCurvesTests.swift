import DeepQ
import Statistics
import Testing

@testable import Experiments

struct TrialCurvesTests {
  @Test func `each file is read once, and a damaged one noted`() throws {
    let samples = try PlotSamples.gamma()
    try samples.write(0, 0, evaluations: [1, 2, 3])
    let ids = samples.experiment.trials.map(\.id)
    try samples.scratch.put("not HDF5", in: "curves/trials/\(ids[1]).h5")
    var curves = TrialCurves()
    curves.read([ids[0], ids[1]], in: samples.folder, columns: 10)
    #expect(curves[ids[0]]?.evaluations.map(\.score) == [1, 2, 3])
    #expect(curves.damaged == [ids[1]])
    try samples.write(0, 0, evaluations: [7, 8, 9])
    curves.read([ids[0]], in: samples.folder, columns: 10)
    #expect(curves[ids[0]]?.evaluations.map(\.score) == [1, 2, 3])
  }

  @Test func `the more trials there are, the fewer points each curve has`() {
    #expect(TrialCurves.columns(ofTrials: 24) == 160)
    #expect(TrialCurves.columns(ofTrials: 10_000) == 10)
    #expect(TrialCurves.columns(ofTrials: 1_000_000) == 8)
  }

  @Test func `a curve's text has four characters a point`() throws {
    let points = [(0, 0.0), (50, 1.0), (100, 0.5)].map {
      LearningCurve.Point(step: $0.0, score: $0.1)
    }
    let text = try #require(CurveText(of: [points]))
    #expect(text.lastStep == 100)
    #expect(text.scores == 0...1)
    // 0, 0; 2048, 4095; 4095, 2048.
    #expect(text.text(of: points) == "AAAAgA____gA")
    #expect(CurveText(of: [[]]) == nil)
  }
}
