import Testing

@testable import Statistics

struct RankTestTests {
  @Test func `U and p agree with SciPy to 1 part in 10¹²`() throws {
    for pair in try SciPyRecording.shared.get().pairs {
      let test = MannWhitneyTest(
        try sample(pair.x), try sample(pair.y))
      #expect(test.u == pair.u)
      #expect(agree(test.p, pair.rankP), "\(pair.x.count), \(pair.y.count): \(test.p)")
    }
  }

  @Test func `effect sizes of the cross-check`() throws {
    let pair = try #require(try SciPyRecording.shared.get().pairs.first)
    let test = MannWhitneyTest(
      try sample(pair.x), try sample(pair.y))
    #expect(test.u == 65.5 && !test.isExact)
    #expect(agree(test.p, 0.025558202197791733))
    #expect(test.probabilityOfImprovement == 0.81875)
    #expect(test.cliffsDelta == 0.6375)
  }

  @Test func `two and one distinct scores have three arrangements`() throws {
    // U of {1, 2} against {3} is 0, the least of 0, 1, 2: p = 2 · 1/3.
    let test = MannWhitneyTest(
      try sample([1, 2]), try sample([3]))
    #expect(MannWhitneyTest.frequencies(2, 1) == [1, 1, 1])
    #expect(test.isExact && test.u == 0 && agree(test.p, 2 / 3.0))
  }

  @Test func `equal scores are no evidence`() throws {
    let same = try sample([500, 500, 500])
    let test = MannWhitneyTest(same, same)
    #expect(test.p == 1 && test.probabilityOfImprovement == 0.5 && test.cliffsDelta == 0)
  }
}
