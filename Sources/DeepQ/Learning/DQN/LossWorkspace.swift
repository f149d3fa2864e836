/// The memory that the loss of a batch needs.
struct LossWorkspace: ~Copyable {
  private let block: FloatBuffer
  private let valueCount: Int
  private let errorCount: Int
  private let scratchCount: Int

  /// Room for batches of at most `batch` rows.
  init(_ network: Network, _ valueHead: any ValueHead, batch: Int) {
    // A head whose outputs are expected returns needs no room for them.
    valueCount = valueHead.outputsPerAction > 1 ? batch * network.valueStride : 0
    errorCount = paddedToVectors(batch)
    scratchCount = paddedToVectors(valueHead.scratchCount)
    block = FloatBuffer(
      zeros: 2 * valueCount + errorCount + scratchCount
        + MunchausenPolicy.scratchCount(actionCount: network.actionCount))
  }

  /// Expected returns that the next action is chosen by: `[batch, stride]`.
  var selectingValues: UnsafeMutablePointer<Float> { block.start }
  /// Expected returns that say how likely the action taken was: `[batch, stride]`.
  var likelihoodValues: UnsafeMutablePointer<Float> { block.start + valueCount }
  /// `[batch]`.
  var errors: UnsafeMutablePointer<Float> { block.start + 2 * valueCount }
  /// For the value head.
  var scratch: UnsafeMutablePointer<Float> { errors + errorCount }
  /// For Munchausen's policy.
  var policyScratch: UnsafeMutablePointer<Float> { scratch + scratchCount }
}
