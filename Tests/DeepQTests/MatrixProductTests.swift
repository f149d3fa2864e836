import Testing

@testable import DeepQ

@Suite struct MatrixProductTests {
  @Test func `every shape agrees with the scalar loop bit for bit`() {
    var random = RandomSource(SeedSequence(entropy: 1))
    for _ in 0..<400 {
      let rows = 1 + random.integer(below: 40)
      let depth = random.integer(below: 50)
      let columns = 8 * (1 + random.integer(below: 12))
      expectTwinAgrees(rows: rows, depth: depth, columns: columns, using: &random)
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33])
  func `every tile border agrees with the scalar loop`(rows: Int) {
    var random = RandomSource(SeedSequence(entropy: 2))
    for columns in stride(from: 8, through: 80, by: 8) {
      expectTwinAgrees(rows: rows, depth: 5, columns: columns, using: &random)
    }
  }

  @Test func `a transposed operand is the same matrix with its strides exchanged`() {
    var random = RandomSource(SeedSequence(entropy: 3))
    let (rows, depth, columns) = (6, 11, 16)
    let left = random.floats(rows * depth)
    let transposed = (0..<depth).flatMap { d in (0..<rows).map { r in left[r * depth + d] } }
    let right = random.floats(depth * columns)
    let plain = product(
      rows: rows, depth: depth, columns: columns, left: left, strides: (depth, 1), right: right)
    let exchanged = product(
      rows: rows, depth: depth, columns: columns, left: transposed, strides: (1, rows), right: right
    )
    #expect(plain == exchanged)
  }

  @Test func `not a number is not rectified away`() {
    let output = product(
      rows: 1, depth: 1, columns: 8, left: [.nan], strides: (1, 1),
      right: Array(repeating: 1, count: 8), activation: .relu)
    #expect(output.allSatisfy { $0.isNaN })
  }

  private func expectTwinAgrees(
    rows: Int, depth: Int, columns: Int, using random: inout RandomSource
  ) {
    let left = random.floats(rows * depth)
    let right = random.floats(depth * columns)
    let initial = random.integer(below: 2) == 0 ? nil : random.floats(columns)
    let rectified = random.integer(below: 2) == 0
    let output = product(
      rows: rows, depth: depth, columns: columns, left: left, strides: (depth, 1), right: right,
      initial: initial, activation: rectified ? .relu : .linear)
    let twin = referenceProduct(
      rows: rows, depth: depth, columns: columns, left: left, right: right, initial: initial,
      rectified: rectified)
    #expect(output == twin, "\(rows) x \(depth) x \(columns)")
  }

  private func product(
    rows: Int, depth: Int, columns: Int, left: [Float], strides: (row: Int, depth: Int),
    right: [Float], initial: [Float]? = nil, activation: Activation = .linear
  ) -> [Float] {
    let left = FloatBuffer(left)
    let right = FloatBuffer(right)
    let start = FloatBuffer(initial ?? [])
    let output = FloatBuffer(zeros: rows * columns)
    multiply(
      rows: rows, depth: depth, columns: columns,
      left: ScalarOperand(
        start: left.start, rowStride: strides.row, depthStride: strides.depth),
      right: VectorOperand(start: UnsafePointer(right.start), stride: columns),
      initial: initial == nil ? nil : UnsafePointer(start.start), activation: activation,
      into: VectorOperand(start: output.start, stride: columns))
    return output.array
  }
}
