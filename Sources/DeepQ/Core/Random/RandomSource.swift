/// A generator of random numbers: PCG64 with NumPy's way of drawing from it.
///
/// A 128-bit linear congruential generator whose output is its state's halves xored and rotated
/// (XSL-RR), of period 2¹²⁸. The same seed sequence and the same draws give the same values as
/// `numpy.random.Generator(numpy.random.PCG64(sequence))` of NumPy 2.4.6, bit for bit; the buffered
/// half of 32-bit draws is part of the state.
///
/// Reference: M. E. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good
/// Algorithms for Random Number Generation", Harvey Mudd College HMC-CS-2014-0905, 2014.
public struct RandomSource: Equatable, Sendable {
  private var state: UInt128
  private let increment: UInt128
  private var hasBuffered = false
  private var buffered: UInt32 = 0

  // Computed, so that it is a constant: a stored one would be checked at each draw whether it
  // has been initialised.
  private static var multiplier: UInt128 {
    UInt128(2_549_297_995_355_413_924) << 64 | 4_865_540_595_714_422_341
  }

  /// Creates the generator of a seed sequence.
  public init(_ seed: SeedSequence) {
    let words = seed.generateState64(4)
    increment = (UInt128(words[2]) << 64 | UInt128(words[3])) << 1 | 1
    // Two steps from state 0, the seed added in between.
    state = increment &+ (UInt128(words[0]) << 64 | UInt128(words[1]))
    advance()
  }

  /// Restores a generator from its `words`; `nil` if no generator has such words.
  public init?(words: [UInt64]) {
    guard words.count == 6, words[3] & 1 == 1, words[4] <= 1, words[5] <= UInt64(UInt32.max) else {
      return nil
    }
    state = UInt128(words[0]) << 64 | UInt128(words[1])
    increment = UInt128(words[2]) << 64 | UInt128(words[3])
    hasBuffered = words[4] == 1
    buffered = UInt32(words[5])
  }

  /// The whole state: state high, state low, increment high, increment low, whether a 32-bit half
  /// is buffered (1 or 0), and the half that was buffered last.
  public var words: [UInt64] {
    [
      UInt64(truncatingIfNeeded: state >> 64), UInt64(truncatingIfNeeded: state),
      UInt64(truncatingIfNeeded: increment >> 64), UInt64(truncatingIfNeeded: increment),
      hasBuffered ? 1 : 0, UInt64(buffered),
    ]
  }

  /// The next 64 random bits.
  @inline(__always)
  public mutating func next64() -> UInt64 {
    advance()
    let folded = UInt64(truncatingIfNeeded: state >> 64) ^ UInt64(truncatingIfNeeded: state)
    let rotation = UInt64(truncatingIfNeeded: state >> 122)
    return folded &>> rotation | folded &<< (0 &- rotation)
  }

  /// The next 32 random bits: the low half of a 64-bit draw, then, at the next call, its high half.
  ///
  /// Draws of 64 bits in between leave the buffered half where it is.
  @inline(__always)
  public mutating func next32() -> UInt32 {
    if hasBuffered {
      hasBuffered = false
      return buffered
    }
    let bits = next64()
    hasBuffered = true
    buffered = UInt32(truncatingIfNeeded: bits >> 32)
    return UInt32(truncatingIfNeeded: bits)
  }

  /// A uniform number in 0..<1, a multiple of 2⁻⁵³: NumPy's `random()`.
  @inline(__always)
  public mutating func uniform01() -> Double {
    Double(next64() >> 11) * 0x1p-53
  }

  /// A uniform number from `low` to `high`: NumPy's `uniform(low, high)`.
  ///
  /// The product and the sum are rounded one after the other, so `high` itself is possible when the
  /// range is small beside its ends.
  @inline(__always)
  public mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * uniform01()
  }

  @inline(__always)
  private mutating func advance() {
    state = state &* Self.multiplier &+ increment
  }
}

// MARK: - Integers

extension RandomSource {
  /// A uniform integer in `0..<bound`: NumPy's `integers(bound)`.
  ///
  /// - Precondition: `bound` is positive.
  @inline(__always)
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "no integer is in 0..<\(bound)")
    return Int(truncatingIfNeeded: upTo(UInt64(bound - 1)))
  }

  /// A uniform integer in `range`: NumPy's `integers(range.lowerBound, range.upperBound)`.
  ///
  /// - Precondition: `range` is not empty.
  @inline(__always)
  public mutating func integer(in range: Range<Int>) -> Int {
    precondition(!range.isEmpty, "no integer is in \(range)")
    let low = UInt64(bitPattern: Int64(range.lowerBound))
    let largest = UInt64(bitPattern: Int64(range.upperBound)) &- 1 &- low
    return Int(truncatingIfNeeded: low &+ upTo(largest))
  }

  /// A uniform integer in `0...largest`, from as few bits as NumPy takes: none for 0, 32 where they
  /// suffice.
  @inline(__always)
  mutating func upTo(_ largest: UInt64) -> UInt64 {
    if largest == 0 { return 0 }
    if largest < UInt64(UInt32.max) { return UInt64(upTo32(UInt32(largest))) }
    if largest == UInt64(UInt32.max) { return UInt64(next32()) }
    return largest == UInt64.max ? next64() : upTo64(largest)
  }

  // A product of `bits` random bits and the number of outcomes has the outcome in its upper half.
  // Products whose lower half is under 2^bits mod outcomes would make some outcomes more likely and
  // are drawn again. D. Lemire, "Fast Random Integer Generation in an Interval", ACM TOMACS 29(1),
  // 2019.

  @inline(__always)
  private mutating func upTo32(_ largest: UInt32) -> UInt32 {
    let outcomes = largest &+ 1
    var product = next32().multipliedFullWidth(by: outcomes)
    if product.low < outcomes {
      let threshold = (0 &- outcomes) % outcomes
      while product.low < threshold {
        product = next32().multipliedFullWidth(by: outcomes)
      }
    }
    return product.high
  }

  private mutating func upTo64(_ largest: UInt64) -> UInt64 {
    let outcomes = largest &+ 1
    var product = next64().multipliedFullWidth(by: outcomes)
    if product.low < outcomes {
      let threshold = (0 &- outcomes) % outcomes
      while product.low < threshold {
        product = next64().multipliedFullWidth(by: outcomes)
      }
    }
    return product.high
  }
}

// MARK: - Sampling

extension RandomSource {
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
  /// twentieth of them are drawn, and else draws with Floyd's algorithm. The two draw different
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

// MARK: - Normal distribution

// The polar method: a point drawn uniformly from the unit disc has a direction that is independent
// of its squared distance s from the centre, and s is uniform in 0...1. So −2 · ln s, exponentially
// distributed, can be the squared distance of two independent normal draws, and the direction
// theirs. A point of the square −1..<1 is in the disc with chance π/4, so a pair takes 2.55 uniform
// draws on average.

/// A point of the unit disc, not its centre, and its squared distance s = u² + v² from there.
///
/// Two independent draws from the standard normal distribution are u · f and v · f with
/// f = √(−2 · ln s / s); each operation is rounded, in this order.
///
/// Source: G. Marsaglia, T. A. Bray, "A convenient method for generating normal variables", SIAM
/// Review 6(3), 1964.
struct DiscPoint {
  let (u, v, s): (Double, Double, Double)

  /// f of four points.
  @inline(__always)
  fileprivate static func factors(
    _ a: DiscPoint, _ b: DiscPoint, _ c: DiscPoint, _ d: DiscPoint
  ) -> SIMD4<Double> {
    let s = SIMD4(a.s, b.s, c.s, d.s)
    return (SIMD4(-2) * logarithm(s) / s).squareRoots
  }
}

extension RandomSource {
  /// A uniform point of the unit disc: points (u, v), u = 2 · `uniform01()` − 1 and then v likewise,
  /// are drawn until 0 < s < 1.
  @inline(__always)
  mutating func discPoint() -> DiscPoint {
    while true {
      let u = 2 * uniform01() - 1
      let v = 2 * uniform01() - 1
      let s = u * u + v * v
      if s > 0, s < 1 { return DiscPoint(u: u, v: v, s: s) }
    }
  }

  /// Fills a buffer with independent draws from the standard normal distribution, each rounded to
  /// the nearest float.
  ///
  /// The draws are pairs of one `discPoint` after the other. A buffer of odd count wastes the second
  /// draw of its last pair, so that nothing is left over for the next buffer.
  mutating func fillNormal(_ buffer: UnsafeMutableBufferPointer<Float>) {
    // Points in blocks, and then their pairs: a point that is drawn again holds up no logarithm.
    let blockSize = 32
    withUnsafeTemporaryAllocation(of: DiscPoint.self, capacity: blockSize) { points in
      points.initialize(repeating: DiscPoint(u: 0, v: 0, s: 1))
      var next = 0
      while next < buffer.count {
        let pairs = min(blockSize, (buffer.count - next + 1) / 2)
        for index in 0..<pairs { points[index] = discPoint() }
        for first in stride(from: 0, to: pairs, by: 4) {
          let factors = DiscPoint.factors(
            points[first], points[first + 1], points[first + 2], points[first + 3])
          for lane in 0..<min(4, pairs - first) {
            let point = points[first + lane]
            buffer[next] = Float(point.u * factors[lane])
            if next + 1 < buffer.count { buffer[next + 1] = Float(point.v * factors[lane]) }
            next += 2
          }
        }
      }
    }
  }
}
