import Testing

@testable import Statistics

struct ProportionTests {
  @Test func `Wilson's intervals agree with SciPy's`() throws {
    for row in try SciPyRecording.shared.get().wilsons {
      let interval = Proportion(successes: Int(row[0]), of: Int(row[1])).interval
      #expect(
        agree(interval.lowerBound, row[2]) || abs(interval.lowerBound - row[2]) < 1e-15, "\(row)")
      #expect(agree(interval.upperBound, row[3]), "\(row)")
    }
  }

  @Test func `trims of tolerance intervals agree with SciPy's binomial distribution`() throws {
    for row in try SciPyRecording.shared.get().trims {
      #expect(ToleranceInterval.largestTrim(count: row[0]) == row[1], "\(row)")
    }
  }

  @Test func `a tolerance interval needs 46 scores, and is then their range`() throws {
    let scores = (1...46).map(Double.init)
    #expect(ToleranceInterval.ninetyPercent(try sample(scores)) == 1...46)
    #expect(
      ToleranceInterval.ninetyPercent(try sample(Array(scores.dropLast())))
        == nil)
  }
}
