import Testing

@testable import DeepQ

@Suite struct QuantileValueHeadTests {
  private let head = QuantileValueHead(quantiles: 2, kappa: 1)

  @Test func `what is expected is the mean of the quantiles`() {
    #expect(ValueHeadCase(head).expectedReturn([1, 4]) == 2.5)
  }

  @Test func `each quantile learns from each of the target's`() {
    // Quantiles 0 and 1 at τ = 1/4 and 3/4; targets 0.5 and 3.
    //   0: u = 0.5: 1/4 · 0.125, slope -1/4 · 0.5;   u = 3: 1/4 · 2.5, slope -1/4
    //   1: u = -0.5: 1/4 · 0.125, slope 1/4 · 0.5;   u = 2: 3/4 · 1.5, slope -3/4
    // summed over the targets, halved:
    let learned = ValueHeadCase(head).loss([0, 1], reward: 0, discount: 1, next: [0.5, 3])
    #expect(learned.loss == 0.328_125 + 0.578_125)
    #expect(learned.gradient == [-0.1875, -0.3125])
    // Means 0.5 and 1.75.
    #expect(learned.error == -1.25)
  }

  @Test func `without kappa the loss is linear throughout`() {
    //   0: 1/4 · (0.5 + 3), slope -1/4 - 1/4;   1: 1/4 · 0.5 + 3/4 · 2, slope 1/4 - 3/4
    let learned = ValueHeadCase(QuantileValueHead(quantiles: 2, kappa: 0))
      .loss([0, 1], reward: 0, discount: 1, next: [0.5, 3])
    #expect(learned.loss == 0.4375 + 0.8125)
    #expect(learned.gradient == [-0.25, -0.25])
  }

  @Test func `rewards move and discounts shrink the target's quantiles`() {
    // 1 + 0.5 · (-1, 4) = 0.5 and 3.
    let moved = ValueHeadCase(head).loss([0, 1], reward: 1, discount: 0.5, next: [-1, 4])
    let plain = ValueHeadCase(head).loss([0, 1], reward: 0, discount: 1, next: [0.5, 3])
    #expect(moved == plain)
  }

  @Test func `with a soft policy the target's quantiles are those of the mean action`() {
    // (1/4 · (-2 + 2) + 3/4 · (1 + 1), 1/4 · (2 + 2) + 3/4 · (3 + 1)) = (1.5, 4)
    let soft = ValueHeadCase(head).loss(
      [0, 1], reward: 0, discount: 1, next: [-2, 2, 1, 3],
      soft: (probabilities: [0.25, 0.75], bonuses: [2, 1]))
    let plain = ValueHeadCase(head).loss([0, 1], reward: 0, discount: 1, next: [1.5, 4])
    #expect(soft == plain)
  }

  @Test(arguments: [1, 7, 8, 9, 200]) func `any number of quantiles is that of a scalar loop`(
    count: Int
  ) {
    var random = RandomSource(SeedSequence(entropy: 5))
    let outputs = (0..<count).map { _ in Float(random.uniform(-3, 3)) }
    let targets = (0..<count).map { _ in Float(random.uniform(-3, 3)) }
    var loss: Float = 0
    var gradient: [Float] = []
    for (index, output) in outputs.enumerated() {
      let fraction = (2 * Float(index) + 1) / Float(2 * count)
      var (sum, slope): (Float, Float) = (0, 0)
      for target in targets {
        let error = target - output
        let share = error < 0 ? 1 - fraction : fraction
        let size = abs(error)
        sum.addProduct(share, size > 1 ? size - 0.5 : 0.5 * size * size)
        slope.addProduct(error < 0 ? share : -share, min(size, 1))
      }
      loss += sum
      gradient.append(slope / Float(count))
    }
    let head = QuantileValueHead(quantiles: count, kappa: 1)
    let learned = ValueHeadCase(head).loss(outputs, reward: 0, discount: 1, next: targets)
    #expect(learned.loss == loss / Float(count))
    #expect(learned.gradient == gradient)
  }

  @Test func `the gradient is that of the loss`() {
    ValueHeadCase(QuantileValueHead(quantiles: 20, kappa: 1)).expectGradient(of: 20)
  }

  @Test func `what is not a number reaches the loss`() {
    #expect(
      ValueHeadCase(head).loss([0, 1], reward: .nan, discount: 1, next: [0, 1]).loss.isNaN)
  }
}
