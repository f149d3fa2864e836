// C51's losses, eight rows at a time: a row's sums over atoms wait for each other, those of eight rows
// do not.

extension CategoricalValueHead {
  /// The mean loss of a batch, eight rows at a time with the vector over rows: that of `loss` of each,
  /// bit for bit.
  func meanLoss(of inputs: LossInputs) -> Float {
    inputs.clearGradients()
    let wholeRows = inputs.munchausen == nil ? inputs.count & -vectorWidth : 0
    var sum: Float = 0
    for first in Swift.stride(from: 0, to: wholeRows, by: vectorWidth) {
      sum = sumOfEightLosses(of: inputs, first: first, from: sum)
    }
    sum = sumOfLosses(of: inputs, rows: wholeRows..<inputs.count, from: sum)
    return sum / Float(inputs.count)
  }

  /// Adds the weighted losses of eight rows to a sum, and writes their gradients and errors.
  private func sumOfEightLosses(of inputs: LossInputs, first: Int, from start: Float) -> Float {
    let block = vectorWidth * atomCount
    let (values, probabilities) = (inputs.scratch, inputs.scratch + block)
    let (next, projection) = (inputs.scratch + 2 * block, inputs.scratch + 3 * block)
    let rows = inputs.scratch + 4 * block
    let rowStride = paddedToVectors(atomCount)

    for lane in 0..<vectorWidth {
      let row = first + lane
      let outputs = row * inputs.head.stride + inputs.nextAction(of: row) * atomCount
      (rows + lane * rowStride).update(from: inputs.nextOutputs + outputs, count: atomCount)
    }
    readLanes(rows, stride: rowStride, into: next)
    softmaxOfLanes(next, count: atomCount, into: next)
    project(
      next, rewards: inputs.rewards.vector(at: first),
      discounts: inputs.discounts.vector(at: first), positions: rows, into: projection)

    for lane in 0..<vectorWidth {
      let outputs = inputs.outputs + inputs.offset(of: first + lane, atomCount)
      (rows + lane * rowStride).update(from: outputs, count: atomCount)
    }
    readLanes(rows, stride: rowStride, into: values)
    let (largest, powers) = softmaxOfLanes(values, count: atomCount, into: probabilities)
    var logarithmsOfSums = Vector()
    for lane in 0..<vectorWidth {
      logarithmsOfSums[lane] = Float(logarithm(Double(powers[lane])))
    }

    let weights = inputs.weights.vector(at: first)
    let batch = Vector(repeating: Float(inputs.count))
    var losses = Vector(repeating: 0)
    for index in Swift.stride(from: 0, to: block, by: vectorWidth) {
      let target = projection.vector(at: index)
      let logarithms = (values.vector(at: index) - largest) - logarithmsOfSums
      losses.addProduct(-target, logarithms)
      let gradient = probabilities.vector(at: index) - target
      probabilities.store(weights * gradient / batch, at: index)
    }

    transpose(
      probabilities, rows: atomCount, columns: vectorWidth, sourceStride: vectorWidth, into: rows,
      targetStride: rowStride)
    var sum = start
    for lane in 0..<vectorWidth {
      let row = first + lane
      (inputs.gradients + inputs.offset(of: row, atomCount)).update(
        from: rows + lane * rowStride, count: atomCount)
      inputs.errors[row] = error(of: losses[lane], projection + lane, step: vectorWidth)
      sum += weights[lane] * losses[lane]
    }
    return sum
  }

  /// Writes eight rows of outputs as `[atoms, 8]`.
  private func readLanes(
    _ rows: UnsafePointer<Float>, stride: Int, into lanes: UnsafeMutablePointer<Float>
  ) {
    transpose(
      rows, rows: vectorWidth, columns: atomCount, sourceStride: stride, into: lanes,
      targetStride: vectorWidth)
  }

  /// Projects the distributions of eight greedy targets onto the atoms.
  ///
  /// - Parameters:
  ///   - next: the probabilities of the next actions' atoms, `[atoms, 8]`.
  ///   - rewards: those of the rows.
  ///   - discounts: those of the rows.
  ///   - positions: eight floats, overwritten.
  ///   - projection: overwritten: `[atoms, 8]`.
  private func project(
    _ next: UnsafePointer<Float>, rewards: Vector, discounts: Vector,
    positions: UnsafeMutablePointer<Float>, into projection: UnsafeMutablePointer<Float>
  ) {
    projection.update(repeating: 0, count: atomCount * vectorWidth)
    let (lowest, highest) = (Vector(repeating: vMin), Vector(repeating: vMax))
    for index in 0..<atomCount {
      var values = rewards.addingProduct(discounts, Vector(repeating: atom(index)))
      values.replace(with: lowest, where: lowest .>= values)
      values.replace(with: highest, where: highest .< values)
      positions.store((values - lowest) / Vector(repeating: step), at: 0)
      for lane in 0..<vectorWidth {
        let position = positions[lane]
        let lower = lowerNeighbour(of: position)
        let fraction = position - Float(lower)
        let mass = next[index &* vectorWidth &+ lane]
        let place = projection + (lower &* vectorWidth &+ lane)
        place[0].addProduct(mass, 1 - fraction)
        place[vectorWidth].addProduct(mass, fraction)
      }
    }
  }
}
