import DeepQ
import HDF5
import Testing

@testable import Experiments

@Suite struct RecordDifferenceTests {
  @Test func `equal records do not differ`() {
    let record = TrialSamples.record().record
    #expect(record.differences(from: record) == [])
  }

  @Test func `the earliest episode is reported first, whichever value it is`() {
    var result = TrialSamples.result()
    result.episodes.epsilons[2] = 0.5
    result.episodes.losses[1] = 0.75
    result.weights[0].weight[5] = 9
    let differences = TrialSamples.record().record.differences(
      from: TrialSamples.record(result: result).record)
    #expect(
      differences.map(\.description).prefix(3) == [
        "/episodes/loss[1]: stored 0.25, again 0.75",
        "/episodes/epsilon[2]: stored 0.990025, again 0.5",
        "/weights/00_dense/weight[1, 1]: stored 1, again 9",
      ])
    #expect(differences.map(\.path).suffix(2) == ["/@result_sha256", "/@weights_sha256"])
  }

  @Test func `a shape that differs, or a part that is missing, is said`() {
    var result = TrialSamples.result()
    result.weights.removeLast()
    result.evaluations.removeLast()
    let differences = TrialSamples.record().record.differences(
      from: TrialSamples.record(result: result).record
    ).map(\.description)
    #expect(differences.contains("/evaluations/step: stored int64 [2], again int64 [1]"))
    #expect(differences.contains("/weights/01_dense/bias: stored float32 [2], again nothing"))
  }

  @Test func `values are worded as in an experiment file`() {
    #expect(RecordValue.int64s([24, 24]).formatted == "[24, 24]")
    #expect(RecordValue.float64(1e-5).formatted == "1e-05")
    #expect(RecordValue.bool(true).formatted == "true")
  }
}
