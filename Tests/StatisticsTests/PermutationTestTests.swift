import Testing

@testable import Statistics

struct PermutationTestTests {
  @Test func `exact p-values agree with SciPy's`() throws {
    var compared = 0
    for pair in try SciPyRecording.shared.get().pairs {
      let x = try sample(pair.x)
      let y = try sample(pair.y)
      if let expected = pair.permutationP {
        #expect(agree(PermutationTest.independent(x, y), expected), "\(pair.x.count)")
        compared += 1
      }
      if let expected = pair.signP {
        let differences = try sample(zip(pair.x, pair.y).map { $0 - $1 })
        #expect(
          agree(PermutationTest.paired(differences: differences), expected), "\(pair.x.count)")
        compared += 1
      }
    }
    #expect(compared > 8)
  }

  @Test func `the cross-check is 2455 of 43 758 arrangements`() throws {
    let pair = try #require(try SciPyRecording.shared.get().pairs.first)
    let p = PermutationTest.independent(
      try sample(pair.x), try sample(pair.y))
    #expect(p == 2455.0 / 43758)
  }

  @Test func `worked by hand`() throws {
    // {1, 2} against {3, 4}: of six arrangements, {1, 2} and {3, 4} are as far apart.
    let p = PermutationTest.independent(
      try sample([1, 2]), try sample([3, 4]))
    #expect(p == 2 / 6.0)
    // Differences 1, 2, 3: of eight signs, all plus and all minus are as far from 0.
    #expect(
      PermutationTest.paired(differences: try sample([1, 2, 3])) == 2 / 8.0)
    #expect(PermutationTest.paired(differences: try sample([0, 0])) == 1)
  }

  @Test func `too many arrangements have no exact p-value`() throws {
    let twelve = try sample((1...12).map(Double.init))
    let twenty = try sample((1...20).map(Double.init))
    #expect(PermutationTest.binomial(24, 12) == 2_704_156)
    #expect(PermutationTest.independent(twelve, twelve) == nil)
    #expect(PermutationTest.paired(differences: twenty) == nil)
    #expect(PermutationTest.binomial(400, 200) == nil)
  }
}
