import Testing

@testable import DeepQ

@Suite struct PanelLayoutTests {
  @Test(arguments: [
    (8, [8]), (16, [16]), (24, [24]), (32, [16, 16]), (40, [16, 24]), (48, [16, 16, 16]),
  ])
  func `panels are 16 columns wide but for the last`(columns: Int, widths: [Int]) {
    let layout = PanelLayout(rows: 3, columns: columns)
    #expect((0..<layout.panelCount).map { layout.panel($0).width } == widths)
  }

  @Test(arguments: [8, 16, 24, 32, 40, 56])
  func `every element has a place of its own`(columns: Int) {
    let layout = PanelLayout(rows: 5, columns: columns)
    let places = (0..<5).flatMap { row in
      (0..<columns).map { layout.offset(row: row, column: $0) }
    }
    #expect(places.sorted() == Array(0..<layout.count))
  }

  @Test func `the rows of a panel follow one another`() {
    let layout = PanelLayout(rows: 3, columns: 40)
    #expect(layout.offset(row: 2, column: 1) == 2 * 16 + 1)
    #expect(layout.offset(row: 0, column: 16) == 3 * 16)
    #expect(layout.offset(row: 1, column: 39) == 3 * 16 + 24 + 23)
  }
}

@Suite struct PanelProductTests {
  @Test(arguments: [8, 16, 24])
  func `every shape agrees with the scalar loop bit for bit`(width: Int) {
    var random = RandomSource(SeedSequence(entropy: 1))
    for rows in 1...40 {
      for finish in [Finish.linear, .relu, .reluMask] {
        let product = Case(
          rows: rows, depth: random.integer(below: 50), width: width, finish: finish,
          using: &random)
        #expect(product.output() == product.twin(), "\(rows) rows, \(finish)")
      }
    }
  }

  @Test func `a strides in two levels goes through one depth after the other`() {
    var random = RandomSource(SeedSequence(entropy: 3))
    let left = FloatBuffer(random.floats(100))
    let right = FloatBuffer(random.floats(100 * 8))
    let output = FloatBuffer(zeros: 8)
    let strides = ReductionStrides(
      outerCount: 3, outerLeft: 20, outerRight: 80, innerCount: 4, innerLeft: 2, innerRight: 16)
    PanelProduct(
      strides: strides, right: right.start, width: 8, output: output.start, outputStride: 8
    ).compute(rows: 1, left: EvenRows(left.start, step: 0))
    var sum: Float = 0
    for outer in 0..<3 {
      for inner in 0..<4 {
        sum.addProduct(
          left.start[outer * 20 + inner * 2], right.start[outer * 80 + inner * 16 + 5])
      }
    }
    #expect(output.start[5] == sum)
  }

  @Test func `rows on a grid jump at the end of each line`() {
    let numbers = FloatBuffer((0..<100).map { Float($0) })
    var cursor = GridRows(numbers.start, columns: 3, columnStep: 2, lineStep: 10)
    let places = (0..<8).map { _ in cursor.next().pointee }
    #expect(places == [0, 2, 4, 10, 12, 14, 20, 22])
  }

  @Test func `not a number is not rectified away`() {
    let left = FloatBuffer([.nan])
    let right = FloatBuffer(Array(repeating: 1, count: 8))
    let output = FloatBuffer(zeros: 8)
    PanelProduct(
      strides: ReductionStrides(innerCount: 1, innerLeft: 1, innerRight: 8), right: right.start,
      width: 8,
      finish: .relu, output: output.start, outputStride: 8
    ).compute(rows: 1, left: EvenRows(left.start, step: 1))
    #expect(output.array.allSatisfy { $0.isNaN })
  }
}

private enum Finish { case linear, relu, reluMask }

/// A product of random numbers that starts at zero, at a row or at what stands in the output.
private struct Case {
  let rows: Int
  let depth: Int
  let width: Int
  let finish: Finish
  let left: [Float]
  let right: [Float]
  let start: [Float]
  let startKind: Int
  /// Whether the scalars of a row are adjacent, or those of a step.
  let areStepsAdjacent: Bool
  let mask: [Float]

  init(rows: Int, depth: Int, width: Int, finish: Finish, using random: inout RandomSource) {
    self.rows = rows
    self.depth = depth
    self.width = width
    self.finish = finish
    left = random.floats(rows * depth)
    right = random.floats(depth * width)
    mask = random.floats(rows * width)
    startKind = random.integer(below: 3)
    areStepsAdjacent = random.integer(below: 2) == 0
    switch startKind {
    case 0: start = Array(repeating: 0, count: rows * width)
    case 1:
      let row = random.floats(width)
      start = (0..<rows).flatMap { _ in row }
    default: start = random.floats(rows * width)
    }
  }

  func output() -> [Float] {
    let left = FloatBuffer(left)
    let right = FloatBuffer(right)
    let mask = FloatBuffer(mask)
    let row = FloatBuffer(start)
    let output = FloatBuffer(startKind == 2 ? start : Array(repeating: .nan, count: start.count))
    var product = PanelProduct(
      strides: ReductionStrides(
        innerCount: depth, innerLeft: areStepsAdjacent ? 1 : rows, innerRight: width),
      right: right.start, width: width, output: output.start, outputStride: width)
    product.start = [SumStart.zero, .row(row.start), .output][startKind]
    switch finish {
    case .linear: product.finish = .linear
    case .relu: product.finish = .relu
    case .reluMask: product.finish = .reluMask(mask.start)
    }
    product.compute(rows: rows, left: EvenRows(left.start, step: areStepsAdjacent ? depth : 1))
    return output.array
  }

  func twin() -> [Float] {
    (0..<(rows * width)).map { index in
      let (row, column) = (index / width, index % width)
      var sum = start[index]
      for d in 0..<depth {
        let scalar = left[areStepsAdjacent ? row * depth + d : d * rows + row]
        sum.addProduct(scalar, right[d * width + column])
      }
      switch finish {
      case .linear: return sum
      case .relu: return sum < 0 ? 0 : sum
      case .reluMask: return mask[index] > 0 ? sum : 0
      }
    }
  }
}
