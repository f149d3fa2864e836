import Testing

@testable import DeepQ

@Suite struct ActionValuesTests {
  let values = ActionValues(stateCount: 2, actionCount: 3, elements: [1, 3, 3, -1, -2, -4])

  @Test func `the greedy action is the first of the largest`() {
    #expect(values.greedyAction(in: 0) == 1)
    #expect(values.greedyAction(in: 1) == 0)
    #expect((values.largest(in: 0), values.largest(in: 1)) == (3, -1))
  }

  @Test func `what is expected of an ε-greedy policy is its average`() {
    // 0.3/3 · (1 + 3 + 3) + 0.7 · 3 = 2.8.
    #expect(abs(values.expected(in: 0, epsilon: 0.3) - 2.8) < 1e-15)
    #expect(values.expected(in: 0, epsilon: 0) == 3)
  }

  @Test func `the largest difference is over the states that count`() {
    var other = values
    other[0, 2] = 2.5
    other[1, 1] = 7
    #expect(values.largestDifference(from: other, where: [true, true]) == 9)
    #expect(values.largestDifference(from: other, where: [true, false]) == 0.5)
  }
}
