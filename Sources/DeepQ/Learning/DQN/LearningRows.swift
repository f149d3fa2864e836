/// The room that the rows of a batch need to learn.
struct LearningRows: ~Copyable {
  private let block: FloatBuffer
  private let valueCount: Int
  private let errorCount: Int
  private let scratchCount: Int

  /// Room for batches of at most `batch` rows.
  init(_ network: Network, _ model: any ReturnModel, batch: Int) {
    // A model whose outputs are expected returns needs no room for them.
    valueCount = model.outputsPerAction > 1 ? batch * network.valueStride : 0
    errorCount = paddedToVectors(batch)
    scratchCount = paddedToVectors(model.scratchCount)
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
  /// For the model.
  var scratch: UnsafeMutablePointer<Float> { errors + errorCount }
  /// For Munchausen's policy.
  var policyScratch: UnsafeMutablePointer<Float> { scratch + scratchCount }
}
