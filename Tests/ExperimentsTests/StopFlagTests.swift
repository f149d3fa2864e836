import Testing

@testable import Experiments

struct StopFlagTests {
  @Test func `a flag remembers the first signal`() {
    let flag = StopFlag()
    #expect(flag.signal == nil)
    #expect(flag.set(signal: 15))
    #expect(!flag.set(signal: 2))
    #expect(flag.signal == 15)
  }
}
