import Testing

@testable import DeepQ

@Suite struct CategoricalValueHeadTests {
  /// Returns -1, 0 and 1.
  private let head = CategoricalValueHead(atoms: 3, vMin: -1, vMax: 1)
  /// Logits of the probabilities 1/2, 1/4, 1/4.
  private let logits: [Float] = [0.693_147_2, 0, 0]

  @Test func `what is expected is the mean of the atoms`() {
    // -1/2 + 1/4
    #expect(near(ValueHeadCase(head).expectedReturn(logits), -0.25))
  }

  @Test(arguments: [2, 3, 8, 51])
  func `the expected returns of many rows are those of each, bit for bit`(atoms: Int) {
    let head = CategoricalValueHead(atoms: atoms, vMin: -3, vMax: 7)
    let (rows, shape) = (21, HeadShape(actionCount: 2, stride: 2 * atoms + 3))
    var random = RandomSource(SeedSequence(entropy: UInt64(atoms)))
    let outputs = FloatBuffer(random.floats(rows * shape.stride).map { 20 * $0 })
    let returns = FloatBuffer(zeros: outputs.count)
    let scratch = FloatBuffer(zeros: head.scratchCount)
    let all = head.expectedReturns(
      of: outputs.start, rows: rows, shape, scratch: scratch.start, into: returns.start)
    for row in 0..<rows {
      for action in 0..<2 {
        let alone = head.expectedReturn(
          outputs.start + (row * shape.stride + action * atoms), scratch: scratch.start)
        #expect(all[row * shape.stride + action].bitPattern == alone.bitPattern)
      }
    }
  }

  @Test(arguments: [2, 3, 8, 51], [false, true])
  func `the losses of a batch are those of its rows, bit for bit`(atoms: Int, measuresError: Bool) {
    let batch = LossBatch(atoms: atoms, measuresError: measuresError)
    #expect(batch.together == batch.alone)
    #expect(Set(batch.alone).count > LossBatch.rows)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func `a reward that is no finite number does in a batch what it does alone`(reward: Float) {
    let batch = LossBatch(atoms: 8, measuresError: true)
    // In a row of eight, and in one of those that are left over.
    for row in [3, LossBatch.rows - 1] { batch.rewards.start[row] = reward }
    let loss = batch.head.meanLoss(of: batch.inputs)
    #expect(loss.isNaN == reward.isNaN)
    if !reward.isNaN { #expect(batch.together == batch.alone) }
  }

  @Test func `a target is shared out between the atoms that it lies between`() {
    // Atoms -1, 0, 1 go to 0.25 + 0.5 · z = -0.25, 0.25, 0.75. Of their probabilities 1/2, 1/4, 1/4
    //   -0.25 gives 1/4 to -1, 3/4 to 0;  0.25 gives 3/4 to 0, 1/4 to 1;  0.75 1/4 to 0, 3/4 to 1:
    let wanted: [Float] = [0.125, 0.625, 0.25]
    let learned = ValueHeadCase(head).loss([0, 0, 0], reward: 0.25, discount: 0.5, next: logits)
    // The gradient is p - m, and the loss -Σ m · ln(1/3).
    for (gradient, share) in zip(learned.gradient, wanted) {
      #expect(near(gradient, 1 / 3 - share))
    }
    #expect(near(learned.loss, 1.098_612_3))
    // ln 3 + 0.125 ln 0.125 + 0.625 ln 0.625 + 0.25 ln 0.25
    #expect(near(learned.error, 0.198_356))
  }

  @Test func `returns beyond the atoms count as the outermost`() {
    let high = ValueHeadCase(head).loss([0, 0, 0], reward: 7, discount: 0.9, next: logits)
    #expect(near(high.gradient[2], 1 / 3 - 1))
    let low = ValueHeadCase(head).loss([0, 0, 0], reward: -7, discount: 0.9, next: logits)
    #expect(near(low.gradient[0], 1 / 3 - 1))
  }

  @Test func `a distance that Float cannot hold reaches the loss and ends nothing else`() {
    #expect(!areAtomsRepresentable(atoms: 3, vMin: -2e38, vMax: 2e38))
    let head = CategoricalValueHead(atoms: 3, vMin: -2e38, vMax: 2e38)
    // The highest return minus the lowest is infinite.
    let learned = ValueHeadCase(head).loss([0, 0, 0], reward: 3e38, discount: 0.5, next: logits)
    #expect(!learned.loss.isFinite)
  }

  @Test(arguments: [(1.0, 1.0), (2.0, 1.0), (1e8, 100_000_001.0), (0.0, 1e-40)])
  func `atoms that Float cannot tell apart are none`(vMin: Double, vMax: Double) {
    #expect(!areAtomsRepresentable(atoms: 51, vMin: vMin, vMax: vMax))
  }

  private func areAtomsRepresentable(atoms: Int, vMin: Double, vMax: Double) -> Bool {
    var settings = DistributionSettings()
    settings.kind = .categorical
    (settings.atoms, settings.vMin, settings.vMax) = (atoms, vMin, vMax)
    return settings.areAtomsRepresentable
  }

  @Test func `the usual atoms are told apart`() {
    #expect(areAtomsRepresentable(atoms: 51, vMin: -10, vMax: 10))
    #expect(areAtomsRepresentable(atoms: 1001, vMin: -1e6, vMax: 1e6))
  }

  @Test func `after the end the reward is all there is`() {
    let learned = ValueHeadCase(head).loss([0, 0, 0], reward: 0.5, discount: 0, next: logits)
    #expect(near(learned.gradient[0], 1 / 3))
    #expect(near(learned.gradient[1], 1 / 3 - 0.5))
    #expect(near(learned.gradient[2], 1 / 3 - 0.5))
  }

  @Test func `with a soft policy every action's distribution takes part`() {
    // Action 0 as above. Action 1 has return 0 for certain and a bonus of 1: it goes to
    // 0.25 + 0.5 · 1 = 0.75, 1/4 to 0 and 3/4 to 1. Half of each:
    let wanted: [Float] = [0.0625, 0.4375, 0.5]
    let learned = ValueHeadCase(head).loss(
      [0, 0, 0], reward: 0.25, discount: 0.5, next: logits + [-200, 0, -200],
      soft: (probabilities: [0.5, 0.5], bonuses: [0, 1]))
    for (gradient, share) in zip(learned.gradient, wanted) {
      #expect(near(gradient, 1 / 3 - share))
    }
  }

  @Test func `what fits has no error`() {
    // With discount 1 and no reward the target is the next distribution.
    let learned = ValueHeadCase(head).loss(logits, reward: 0, discount: 1, next: logits)
    #expect(learned.error < 1e-6)
    #expect(learned.gradient.allSatisfy { abs($0) < 1e-6 })
    // -(1/2 ln 1/2 + 1/4 ln 1/4 + 1/4 ln 1/4)
    #expect(near(learned.loss, 1.039_720_8))
  }

  @Test func `the gradient is that of the loss`() {
    let head = CategoricalValueHead(atoms: 51, vMin: -10, vMax: 10)
    ValueHeadCase(head).expectGradient(of: 51)
  }

  @Test func `what is not a number reaches the loss`() {
    let learned = ValueHeadCase(head).loss([0, 0, 0], reward: .nan, discount: 1, next: logits)
    #expect(learned.loss.isNaN)
    let weights = ValueHeadCase(head).loss([.nan, 0, 0], reward: 1, discount: 1, next: logits)
    #expect(weights.loss.isNaN)
  }
}

/// Two actions' outputs and targets of a batch, some of whose rewards lead beyond the atoms.
private struct LossBatch: ~Copyable {
  /// Two times eight, and a rest.
  static let rows = 21

  let head: CategoricalValueHead
  let rewards: FloatBuffer
  private let shape: HeadShape
  private let outputs: FloatBuffer
  private let next: FloatBuffer
  private let selecting: FloatBuffer
  private let discounts: FloatBuffer
  private let weights: FloatBuffer
  private let actions = UnsafeMutablePointer<Int>.allocate(capacity: rows)
  private let gradients: FloatBuffer
  private let errors = FloatBuffer(zeros: rows)
  private let scratch: FloatBuffer

  init(atoms: Int, measuresError: Bool) {
    head = CategoricalValueHead(atoms: atoms, vMin: -3, vMax: 7, measuresError: measuresError)
    shape = HeadShape(actionCount: 2, stride: 2 * atoms + 3)
    let count = Self.rows * shape.stride
    var random = RandomSource(SeedSequence(entropy: UInt64(atoms)))
    outputs = FloatBuffer(random.floats(count).map { 9 * $0 })
    next = FloatBuffer(random.floats(count).map { 9 * $0 })
    selecting = FloatBuffer(random.floats(count))
    rewards = FloatBuffer(random.floats(Self.rows).map { 20 * $0 })
    discounts = FloatBuffer(random.floats(Self.rows))
    weights = FloatBuffer(random.floats(Self.rows))
    for row in stride(from: 0, to: Self.rows, by: 5) { discounts.start[row] = 0 }
    for row in 0..<Self.rows { actions[row] = row * 7 % 3 % 2 }
    gradients = FloatBuffer(zeros: count)
    scratch = FloatBuffer(zeros: head.scratchCount)
  }

  deinit { actions.deallocate() }

  var inputs: LossInputs {
    LossInputs(
      count: Self.rows, head: shape, outputs: outputs.start, nextOutputs: next.start,
      selectingValues: selecting.start, actions: actions, rewards: rewards.start,
      discounts: discounts.start, weights: weights.start, munchausen: nil,
      gradients: gradients.start, errors: errors.start, scratch: scratch.start)
  }

  /// The bits of the mean loss, of all gradients and of all errors, of eight rows at a time.
  var together: [UInt32] { bits(of: head.meanLoss(of: inputs)) }

  /// The same, row by row.
  var alone: [UInt32] {
    inputs.clearGradients()
    let sum = head.sumOfLosses(of: inputs, rows: 0..<Self.rows, from: 0)
    return bits(of: sum / Float(Self.rows))
  }

  private func bits(of loss: Float) -> [UInt32] {
    ([loss] + gradients.elements + errors.elements).map(\.bitPattern)
  }
}

/// A value head with a batch of one row.
struct ValueHeadCase {
  let head: any ValueHead

  init(_ head: any ValueHead) { self.head = head }

  func expectedReturn(_ outputs: [Float]) -> Float {
    let scratch = FloatBuffer(zeros: head.scratchCount)
    return head.expectedReturn(outputs, scratch: scratch.start)
  }

  /// The loss of a target with greedy next action 0, or with a soft policy.
  func loss(
    _ outputs: [Float], reward: Float, discount: Float, next: [Float],
    soft: (probabilities: [Float], bonuses: [Float])? = nil
  ) -> (loss: Float, error: Float, gradient: [Float]) {
    let scratch = FloatBuffer(zeros: head.scratchCount)
    let gradient = FloatBuffer(zeros: outputs.count)
    let learned = next.withUnsafeBufferPointer { next in
      (soft?.probabilities ?? []).withUnsafeBufferPointer { probabilities in
        (soft?.bonuses ?? []).withUnsafeBufferPointer { bonuses in
          var policy = NextPolicy.greedy(0)
          if soft != nil, let chance = probabilities.baseAddress, let bonus = bonuses.baseAddress {
            policy = .soft(SoftPolicy(probabilities: chance, bonuses: bonus))
          }
          return next.baseAddress.map { next in
            head.loss(
              of: outputs,
              target: ReturnTarget(
                reward: reward, discount: discount, nextOutputs: next,
                actionCount: max(1, probabilities.count), policy: policy),
              scratch: scratch.start, gradient: gradient.start)
          } ?? (.nan, .nan)
        }
      }
    }
    return (learned.loss, learned.error, Array(gradient.elements))
  }

  /// Compares the gradient with differences of the loss, at random outputs.
  func expectGradient(of count: Int) {
    var random = RandomSource(SeedSequence(entropy: 8))
    let outputs = (0..<count).map { _ in Float(random.uniform(-2, 2)) }
    let next = (0..<count).map { _ in Float(random.uniform(-2, 2)) }
    func value(_ outputs: [Float]) -> Double {
      Double(loss(outputs, reward: 0.3, discount: 0.9, next: next).loss)
    }
    let gradient = loss(outputs, reward: 0.3, discount: 0.9, next: next).gradient
    let largest = Double(gradient.map(abs).max() ?? 0)
    #expect(largest > 0)
    for index in outputs.indices {
      let step: Float = 1 / 64
      var (more, less) = (outputs, outputs)
      more[index] += step
      less[index] -= step
      let difference = (value(more) - value(less)) / Double(2 * step)
      #expect(abs(difference - Double(gradient[index])) < 0.02 * largest, "output \(index)")
    }
  }
}

/// Whether a number is what was worked out by hand, to six figures.
func near(_ value: Float, _ expected: Float) -> Bool {
  abs(value - expected) <= 2e-6 * max(1, abs(expected))
}
