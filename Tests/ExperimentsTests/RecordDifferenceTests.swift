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
        "first differs in episode 2: loss 0.25 (stored), 0.75 (again)",
        "first differs in episode 3: epsilon 0.990025 (stored), 0.5 (again)",
        "first differs in /weights/00_dense/weight[1, 1] 1 (stored), 9 (again)",
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
    #expect(
      differences.contains("first differs in evaluation 2: step 60 (stored), nothing (again)"))
    #expect(
      differences.contains(
        "first differs in /weights/01_dense/bias float32 [2] (stored), nothing (again)"))
  }

  @Test func `one that has more episodes differs in the first that the other lacks`() {
    var result = TrialSamples.result()
    for path in [\EpisodeCurves.returns, \.epsilons, \.losses] {
      result.episodes[keyPath: path].removeLast()
    }
    for path in [\EpisodeCurves.lengths, \.steps] { result.episodes[keyPath: path].removeLast() }
    for path in [\EpisodeCurves.terminated, \.truncated] {
      result.episodes[keyPath: path].removeLast()
    }
    let (long, short) = (TrialSamples.record().record, TrialSamples.record(result: result).record)
    let first = long.differences(from: short).first
    #expect(first?.place == "episode 3: return")
    #expect(first?.fresh == "nothing")
    #expect(short.differences(from: long).first?.stored == "nothing")
    // What differs before that comes first.
    result.episodes.losses[1] = 8
    let changed = TrialSamples.record(result: result).record
    #expect(
      long.differences(from: changed).first?.text(stored: "A", fresh: "B")
        == "first differs in episode 2: loss 0.25 (A), 8 (B)")
  }

  @Test func `an evaluation is named with its episode`() {
    var result = TrialSamples.result()
    result.evaluations[1].returns[1] += 1
    let first = TrialSamples.record().record.differences(
      from: TrialSamples.record(result: result).record
    ).first
    #expect(first?.place == "evaluation 2, episode 2: return")
  }

  @Test func `values are worded as in an experiment file`() {
    #expect(RecordValue.int64s([24, 24]).formatted == "[24, 24]")
    #expect(RecordValue.float64(1e-5).formatted == "1e-05")
    #expect(RecordValue.bool(true).formatted == "true")
  }
}
