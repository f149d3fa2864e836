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

  // Computed, so that it is a constant: a stored one would be asked for at each draw whether it
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
