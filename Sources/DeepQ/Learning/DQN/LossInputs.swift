/// The operands of the loss of some rows of a batch, and the buffers for its gradient; every pointer
/// is at the first of these rows.
struct LossInputs {
  /// Number of rows.
  let count: Int
  let head: HeadShape
  /// Outputs of the online network for the observations: `[count, stride]`.
  let outputs: UnsafePointer<Float>
  /// Outputs of the bootstrapping network for the next observations: `[count, stride]`.
  let nextOutputs: UnsafePointer<Float>
  /// Expected returns by which the next action is selected: `[count, stride]`.
  let selectingValues: UnsafePointer<Float>
  let actions: UnsafePointer<Int>
  let rewards: UnsafePointer<Float>
  let discounts: UnsafePointer<Float>
  /// Importance weight of each row.
  let weights: UnsafePointer<Float>
  /// The soft policy of the bootstrap; `nil` for the greedy one.
  let munchausen: MunchausenPolicy?
  /// Overwritten: `[count, stride]`.
  let gradients: UnsafeMutablePointer<Float>
  /// Overwritten: `[count]`.
  let errors: UnsafeMutablePointer<Float>
  let scratch: UnsafeMutablePointer<Float>

  /// Offset of the outputs of a row's action, in `outputs` and `gradients`.
  @inline(__always)
  func offset(of row: Int, _ outputsPerAction: Int) -> Int {
    row &* head.stride &+ actions[row] &* outputsPerAction
  }

  /// Makes the gradients of all outputs 0.
  func clearGradients() { gradients.update(repeating: 0, count: count * head.stride) }

  /// The greedy next action of a row.
  @inline(__always)
  func nextAction(of row: Int) -> Int {
    greedyAction(selectingValues + row &* head.stride, count: head.actionCount)
  }

  /// The target of a row whose next action is the greedy one.
  @inline(__always)
  func greedyTarget(of row: Int) -> ReturnTarget {
    target(of: row, policy: .greedy(nextAction(of: row)))
  }

  /// The target of a row whose next action is chosen by Munchausen's policy.
  @inline(__always)
  func target(of row: Int, by munchausen: MunchausenPolicy) -> ReturnTarget {
    let offset = row &* head.stride
    let reward = munchausen.reward(
      rewards[row], for: actions[row], offset: offset, actionCount: head.actionCount)
    var target = target(
      of: row,
      policy: munchausen.policy(over: selectingValues + offset, actionCount: head.actionCount))
    target.reward = reward
    return target
  }

  @inline(__always)
  private func target(of row: Int, policy: NextPolicy) -> ReturnTarget {
    ReturnTarget(
      reward: rewards[row], discount: discounts[row], nextOutputs: nextOutputs + row &* head.stride,
      actionCount: head.actionCount, policy: policy)
  }
}

/// The scratch memory of the loss of a batch.
struct LossWorkspace: ~Copyable {
  private let block: FloatBuffer
  private let valueCount: Int
  private let errorCount: Int
  private let scratchCount: Int

  /// A workspace for batches of at most `batch` rows.
  init(_ network: Network, _ valueHead: any ValueHead, batch: Int) {
    // A head whose outputs are expected returns copies none.
    valueCount = valueHead.outputsPerAction > 1 ? batch * network.valueStride : 0
    errorCount = paddedToVectors(batch)
    scratchCount = paddedToVectors(valueHead.scratchCount)
    block = FloatBuffer(
      zeros: 2 * valueCount + errorCount + scratchCount
        + MunchausenPolicy.scratchCount(actionCount: network.actionCount))
  }

  /// Expected returns by which the next action is selected: `[batch, stride]`.
  var selectingValues: UnsafeMutablePointer<Float> { block.start }
  /// Expected returns from which the probability of the action taken is computed: `[batch, stride]`.
  var likelihoodValues: UnsafeMutablePointer<Float> { block.start + valueCount }
  /// `[batch]`.
  var errors: UnsafeMutablePointer<Float> { block.start + 2 * valueCount }
  /// For the value head.
  var scratch: UnsafeMutablePointer<Float> { errors + errorCount }
  /// For Munchausen's policy.
  var policyScratch: UnsafeMutablePointer<Float> { scratch + scratchCount }
}
