import Testing

@testable import DeepQ

@Suite struct ExpectedValueHeadTests {
  @Test func `the gradient is that of the loss`() {
    ValueHeadCase(ExpectedValueHead(loss: .meanSquared, huberDelta: 1)).expectGradient(of: 1)
  }

  @Test func `the error is the value minus its target`() {
    let head = ExpectedValueHead(loss: .huber, huberDelta: 1)
    // 5 - (1 + 0.5 · 2) = 3, beyond delta.
    let (loss, error, gradient) = ValueHeadCase(head).loss([5], reward: 1, discount: 0.5, next: [2])
    #expect((loss, error, gradient[0]) == (2.5, 3, 1))
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
