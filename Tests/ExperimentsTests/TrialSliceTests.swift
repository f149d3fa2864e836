import DeepQ
import Testing

@testable import Experiments

struct TrialSliceTests {
  @Test func `a slice at most doubles`() {
    var slice = TrialSlice()
    slice.adapt(seconds: 0.000_001)
    #expect(slice.steps == 64)
  }

  @Test func `a slice that took ten times too long shrinks to a tenth at once`() {
    var slice = TrialSlice()
    while slice.steps < 1000 { slice.adapt(seconds: 0) }
    #expect(slice.steps == 1024)
    slice.adapt(seconds: 10 * TrialSlice.targetSeconds)
    #expect(slice.steps == 102)
  }

  @Test func `a slice ends soon where units have become expensive`() {
    var slice = TrialSlice()
    for _ in 0..<100 { slice.adapt(seconds: 0) }
    var specification = PlannedTrial.sample(0).specification
    // The first million gradient steps come after 64 steps that take no time.
    specification.hyperparameters.trainEvery = .steps(64)
    specification.hyperparameters.gradientSteps = 1_000_000
    specification.hyperparameters.replayWarmup = 64
    specification.hyperparameters.hidden = [256, 256]
    var trial = Trial(specification)
    let clock = ContinuousClock()
    let took = clock.measure { slice.advance(&trial) }
    #expect((trial.stepsTaken, trial.isLearning) == (64, true))
    #expect(took < .seconds(10), "a million would take minutes")
    #expect(slice.steps < TrialSlice.largest)
  }

  @Test func `a slice is never empty and never endless`() {
    var slice = TrialSlice()
    slice.adapt(seconds: 1000)
    #expect(slice.steps == 1)
    for _ in 0..<100 { slice.adapt(seconds: 0) }
    #expect(slice.steps == TrialSlice.largest)
  }
}
