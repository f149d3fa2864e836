extension RandomSource {
  /// Shuffles an array in place: NumPy's `Generator.shuffle` of a one-dimensional array (Fisher-Yates, from the end).
  ///
  /// - Complexity: O(n) in the array's count.
  public mutating func shuffle<Element>(_ values: inout [Element]) {
    for last in stride(from: values.count - 1, to: 0, by: -1) {
      values.swapAt(Int(upTo(UInt64(last))), last)
    }
  }

  /// Fills a buffer with uniform integers in `0..<population`, which may repeat: NumPy's `integers(population, size=n)`.
  ///
  /// - Precondition: `population` is positive, unless the buffer is empty.
  public mutating func sampleWithReplacement(
    from population: Int, into sample: UnsafeMutableBufferPointer<Int>
  ) {
    for index in sample.indices {
      sample[index] = integer(below: population)
    }
  }

  /// Fills a buffer with different integers in `0..<population`:
  /// NumPy's `choice(population, n, replace=False, shuffle=False)`.
  ///
  /// Every set of `n` integers is equally likely; their order is not random. Like NumPy, it shuffles the tail of the
  /// whole population when that has over 10 000 members and more than a twentieth of them are asked for, and else
  /// draws with Floyd's algorithm. The two draw different values from one state, so the rule is part of the format.
  ///
  /// - Precondition: the buffer is not longer than `population`.
  /// - Complexity: O(n) with Floyd's algorithm, without allocation up to 64 values (where finding a repeated value
  ///   costs O(n²) comparisons); O(`population`) for the tail shuffle.
  public mutating func sample(from population: Int, into sample: UnsafeMutableBufferPointer<Int>) {
    precondition(
      sample.count <= population, "cannot take \(sample.count) different values of \(population)")
    if population > 10_000, sample.count > population / 20 {
      shuffleTail(of: population, into: sample)
    } else if sample.count <= 64 {
      sampleFew(from: population, into: sample)
    } else {
      sampleMany(from: population, into: sample)
    }
  }

  // Floyd's algorithm: for each of the last n members j, draw from 0...j; take the value drawn, or j if it has been
  // taken already. R. W. Floyd in J. Bentley, "Programming Pearls: a sample of brilliance", CACM 30(9), 1987.

  private mutating func sampleFew(
    from population: Int, into sample: UnsafeMutableBufferPointer<Int>
  ) {
    for taken in sample.indices {
      let last = population - sample.count + taken
      let drawn = Int(upTo(UInt64(last)))
      // All values are looked at: a loop without an early exit is vectorised, and faster for few values.
      var isRepeated = false
      for index in 0..<taken {
        isRepeated = isRepeated || sample[index] == drawn
      }
      sample[taken] = isRepeated ? last : drawn
    }
  }

  private mutating func sampleMany(
    from population: Int, into sample: UnsafeMutableBufferPointer<Int>
  ) {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: (population + 63) / 64) { taken in
      taken.initialize(repeating: 0)
      for index in sample.indices {
        let last = population - sample.count + index
        let drawn = Int(upTo(UInt64(last)))
        let isRepeated = taken[drawn / 64] & (1 << UInt64(drawn % 64)) != 0
        let value = isRepeated ? last : drawn
        taken[value / 64] |= 1 << UInt64(value % 64)
        sample[index] = value
      }
    }
  }

  private mutating func shuffleTail(
    of population: Int, into sample: UnsafeMutableBufferPointer<Int>
  ) {
    let first = population - sample.count
    withUnsafeTemporaryAllocation(of: Int.self, capacity: population) { members in
      _ = members.initialize(from: 0..<population)
      for last in stride(from: population - 1, through: max(first, 1), by: -1) {
        members.swapAt(Int(upTo(UInt64(last))), last)
      }
      _ = sample.update(from: members[first...])
    }
  }
}
