import Testing

@testable import DeepQ

@Suite struct TemporalDifferenceTests {
  @Test func `the target adds the discounted value of what follows`() {
    #expect(temporalDifferenceTarget(reward: 1, discount: 0.5, value: 8) == 5)
  }

  @Test func `nothing follows the end of a task`() {
    #expect(temporalDifferenceTarget(reward: -10, discount: 0, value: 8) == -10)
  }

  @Test func `without discount everything that follows counts in full`() {
    #expect(temporalDifferenceTarget(reward: 1, discount: 1, value: 8) == 9)
  }

  @Test func `the greedy action is the first of the largest`() {
    let values = FloatBuffer([1, 3, 2, 3])
    #expect(greedyAction(values.start, count: 4) == 1)
    #expect(greedyAction(values.start, count: 1) == 0)
  }

  @Test func `the squared error and its derivative`() {
    #expect(Loss.meanSquared.value(-3, delta: 1) == 9)
    #expect(Loss.meanSquared.derivative(-3, delta: 1) == -6)
  }

  @Test func `Huber's loss is quadratic within delta and linear beyond`() {
    #expect(Loss.huber.value(1, delta: 2) == 0.5)
    #expect(Loss.huber.value(-3, delta: 2) == 4)
    #expect(Loss.huber.derivative(1, delta: 2) == 1)
    #expect(Loss.huber.derivative(-3, delta: 2) == -2)
    #expect(Loss.huber.derivative(3, delta: 2) == 2)
    #expect(Loss.huber.derivative(.nan, delta: 2).isNaN)
  }
}
