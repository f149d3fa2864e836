import Testing

@testable import Statistics

struct TTestTests {
  @Test func `Welch's test agrees with SciPy to 1 part in 10¹²`() throws {
    for pair in try SciPyRecording.shared.get().pairs {
      let x = try sample(pair.x)
      let y = try sample(pair.y)
      try expect(TTest.welch(x, y), pair.welch, about: "\(pair.x.count), \(pair.y.count)")
    }
  }

  @Test func `the paired test agrees with SciPy to 1 part in 10¹²`() throws {
    var compared = 0
    for pair in try SciPyRecording.shared.get().pairs {
      guard let expected = pair.paired else { continue }
      let differences = try sample(zip(pair.x, pair.y).map { $0 - $1 })
      try expect(TTest.paired(differences: differences), expected, about: "\(pair.x.count)")
      compared += 1
    }
    #expect(compared == 7)
  }

  /// Differences of nearly equal means lose digits in the scores, so the error is relative to t = 1.
  private func expect(_ test: TTest?, _ expected: [Double], about pair: String) throws {
    let test = try #require(test)
    #expect(abs(test.t - expected[0]) <= 1e-12 * max(1, abs(expected[0])), "t of \(pair)")
    #expect(agree(test.degreesOfFreedom, expected[1]), "degrees of \(pair)")
    #expect(agree(test.p, expected[2], 1e-11), "p of \(pair): \(test.p), not \(expected[2])")
    let scale = 1e-12 * max(abs(expected[3]), abs(expected[4]), 100)
    #expect(abs(test.interval.lowerBound - expected[3]) <= scale, "interval of \(pair)")
    #expect(abs(test.interval.upperBound - expected[4]) <= scale, "interval of \(pair)")
  }

  @Test func `scores that do not vary are equal, or certainly not`() throws {
    let five = try sample([5, 5, 5])
    let six = try sample([6, 6])
    let equal = try #require(TTest.welch(five, five))
    #expect(equal.p == 1 && equal.t == 0 && equal.interval == 0...0)
    let apart = try #require(TTest.welch(five, six))
    #expect(apart.p == 0 && apart.t == -.infinity && apart.interval == -1 ... -1)
  }

  @Test func `one score has no test`() throws {
    let one = try sample([5])
    let two = try sample([5, 6])
    #expect(TTest.welch(one, two) == nil && TTest.welch(two, one) == nil)
    #expect(TTest.paired(differences: one) == nil)
  }

  @Test(arguments: [0x1p600, 0x1p-500])
  func `a test does not depend on the unit of the scores`(unit: Double) throws {
    let x = [1.0, 2, 4]
    let y = [3.0, 5, 8, 9]
    let plain = try #require(
      TTest.welch(try sample(x), try sample(y)))
    let scaled = try #require(
      TTest.welch(
        try sample(x.map { $0 * unit }),
        try sample(y.map { $0 * unit })))
    #expect(agree(scaled.p, plain.p) && agree(scaled.degreesOfFreedom, plain.degreesOfFreedom))
  }

  @Test func `one-sided tests and equivalence agree with SciPy`() throws {
    // scipy.stats.ttest_1samp, alternative 'greater' and 'less'.
    let scores = try sample([8.9, 9.4, 8.1, 9.9, 9.0])
    let test = try #require(TTest.oneSample(scores, mean: 9.1))
    #expect(agree(test.p(above: -0.7), 0.045441701435488153, 1e-11))
    #expect(agree(test.p(below: 0.7), 0.033884167922047605, 1e-11))
    #expect(test.equivalenceP(margin: 0.7) == test.p(above: -0.7))
    let interval = test.interval(confidence: 0.9)
    #expect(agree(interval.lowerBound + 9.1, 8.42543976974215))
    #expect(agree(interval.upperBound + 9.1, 9.694560230257848))
    let other = try #require(TTest.oneSample(scores, mean: 8.5))
    #expect(agree(other.p(above: 0), 0.06653620792925935, 1e-11))
    #expect(other.interval(confidence: 0.95) == other.interval)
  }

  @Test func `scores that do not vary are above or below a bound for certain`() throws {
    let test = try #require(TTest.oneSample(try sample([5, 5, 5]), mean: 4))
    #expect(test.p(above: 0) == 0 && test.p(below: 0) == 1)
    #expect(test.p(above: 1) == 1 && test.p(below: 1) == 1)
    #expect(test.equivalenceP(margin: 2) == 0 && test.equivalenceP(margin: 1) == 1)
    #expect(test.interval(confidence: 0.9) == 1...1)
  }
}
