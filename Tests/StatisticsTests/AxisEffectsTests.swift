import Testing

@testable import Statistics

struct AxisEffectsTests {
  @Test func `two axes, worked by hand`() throws {
    // Means 1 3 / 5 11 of scores one below and one above: the noise's variance is 1.
    // Grand mean 5. Rows 2, 8: variance 9. Columns 3, 7: variance 4.
    // Deviations −4 −2 0 6: variance (16 + 4 + 0 + 36) / 4 = 14, so the interaction's is 1.
    let effects = AxisEffects(
      sizes: [2, 2],
      cells: [try sample([0, 2]), try sample([2, 4]), try sample([4, 6]), try sample([10, 12])])
    #expect(effects.mains.map(\.means) == [[2, 8], [3, 7]])
    #expect(effects.mains.map(\.share) == [9 / 15.0, 4 / 15.0])
    #expect(effects.interactions.map(\.share) == [1 / 15.0])
    #expect(effects.higherOrderShare == 0)
    #expect(effects.noiseShare == 1 / 15.0)
  }

  @Test func `an interaction of three axes is of higher order`() throws {
    // The sign of the product of three signs: no axis and no pair explains anything.
    let cells = try (0..<8).map { index in
      try sample([index.nonzeroBitCount.isMultiple(of: 2) ? 1 : -1])
    }
    let effects = AxisEffects(sizes: [2, 2, 2], cells: cells)
    #expect(effects.mains.allSatisfy { $0.share == 0 && $0.means == [0, 0] })
    #expect(effects.interactions.allSatisfy { $0.share == 0 })
    #expect(effects.higherOrderShare == 1 && effects.noiseShare == 0)
  }

  @Test func `axes of other sizes are told apart`() throws {
    // Only the second of three axes matters: 0, 1 or 5.
    let cells = try (0..<12).map { index in try sample([[0, 1, 5][index / 2 % 3]]) }
    let effects = AxisEffects(sizes: [2, 3, 2], cells: cells)
    #expect(effects.mains[1].means == [0, 1, 5])
    #expect(effects.mains.map { abs($0.share) < 1e-15 } == [true, false, true])
    #expect(agree(effects.mains[1].share, 1))
    #expect(effects.interactions.map(\.first) == [0, 0, 1])
    #expect(effects.interactions.map(\.second) == [1, 2, 2])
  }

  @Test func `where nothing varies nothing has a share`() throws {
    let effects = AxisEffects(sizes: [2], cells: [try sample([5, 5]), try sample([5])])
    #expect(effects.mains[0].share == 0 && effects.noiseShare == 0)
  }

  @Test func `scores as large as there are have shares`() throws {
    let large = Double.greatestFiniteMagnitude
    let effects = AxisEffects(sizes: [2], cells: [try sample([-large]), try sample([large])])
    #expect(effects.mains[0].share == 1 && effects.noiseShare == 0)
  }
}
