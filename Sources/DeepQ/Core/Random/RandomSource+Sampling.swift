extension RandomSource {
  /// Shuffles an array in place: NumPy's `Generator.shuffle` of a one-dimensional array.
  ///
  /// Fisher-Yates, from the end. NumPy draws its indices by masking and rejection, not as
  /// `integers` draws.
  ///
  /// - Complexity: O(n) in the array's count.
  public mutating func shuffle<Element>(_ values: inout [Element]) {
    for last in stride(from: values.count - 1, to: 0, by: -1) {
      values.swapAt(Int(maskedUpTo(UInt64(last))), last)
    }
  }

  /// Fills a buffer with uniform integers in `0..<population`, which may repeat: NumPy's
  /// `integers(population, size=n)`.
  ///
  /// - Parameters:
  ///   - population: how many integers there are to draw from.
  ///   - sample: overwritten.
  ///   - drawn: is given each integer as soon as it is drawn.
  /// - Precondition: `population` is positive, unless the buffer is empty.
  @inline(__always)
  public mutating func sampleWithReplacement(
    from population: Int, into sample: UnsafeMutableBufferPointer<Int>,
    drawn: (Int) -> Void = { _ in }
  ) {
    for index in sample.indices {
      sample[index] = integer(below: population)
      drawn(sample[index])
    }
  }

  /// Fills a buffer with different integers in `0..<population`:
  /// NumPy's `choice(population, n, replace=False, shuffle=False)`.
  ///
  /// Every set of `n` integers is equally likely; their order is not random. Like NumPy, it
  /// shuffles the tail of the whole population when that has over 10 000 members and more than a
  /// twentieth of them are asked for, and else draws with Floyd's algorithm. The two draw different
  /// values from one state, so the rule is part of the format.
  ///
  /// - Precondition: the buffer is not longer than `population`.
  /// - Complexity: O(n) with Floyd's algorithm, without allocation on the heap up to 64 values;
  ///   O(`population`) for the tail shuffle.
  public mutating func sample(from population: Int, into sample: UnsafeMutableBufferPointer<Int>) {
    precondition(
      sample.count <= population, "cannot take \(sample.count) different values of \(population)")
    if population > 10_000, sample.count > population / 20 {
      shuffleTail(of: population, into: sample)
    } else {
      sampleByFloyd(from: population, into: sample)
    }
  }

  // Floyd's algorithm: for each of the last n members j, draw from 0...j; take the value drawn, or
  // j if it has been taken already. R. W. Floyd in J. Bentley, "Programming Pearls: a sample of
  // brilliance", CACM 30(9), 1987.

  private mutating func sampleByFloyd(
    from population: Int, into sample: UnsafeMutableBufferPointer<Int>
  ) {
    // A hash table at most half full, with linear probing; values are random enough to be their own
    // hashes.
    let capacity = 1 << (Int.bitWidth - (2 * sample.count - 1).leadingZeroBitCount)
    withUnsafeTemporaryAllocation(of: Int.self, capacity: capacity) { table in
      table.initialize(repeating: -1)
      func inserts(_ value: Int) -> Bool {
        var slot = value & (capacity - 1)
        while table[slot] != -1 {
          if table[slot] == value { return false }
          slot = (slot + 1) & (capacity - 1)
        }
        table[slot] = value
        return true
      }
      for taken in sample.indices {
        let last = population - sample.count + taken
        let drawn = Int(upTo(UInt64(last)))
        sample[taken] = drawn
        if !inserts(drawn) {
          sample[taken] = last
          _ = inserts(last)
        }
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
