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

  @Test func `a slice is never empty and never endless`() {
    var slice = TrialSlice()
    slice.adapt(seconds: 1000)
    #expect(slice.steps == 1)
    for _ in 0..<100 { slice.adapt(seconds: 0) }
    #expect(slice.steps == TrialSlice.largest)
  }
}
