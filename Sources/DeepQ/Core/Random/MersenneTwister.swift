/// The generator of NumPy's `RandomState`: MT19937, with that class's way of drawing from it.
///
/// Only for environments whose original draws from it; everything else draws from a
/// `RandomSource`. The same seed and draws give the values of NumPy 2.4.6, bit for bit.
///
/// Source: M. Matsumoto, T. Nishimura, "Mersenne Twister: a 623-dimensionally equidistributed uniform
/// pseudorandom number generator", ACM TOMACS 8(1), 1998, with the initialisation of 2002.
struct MersenneTwister: Equatable, Sendable {
  private(set) var words: [UInt32]
  /// The word that is drawn next; `words.count` if all have been drawn.
  private(set) var position: Int

  private static let length = 624
  private static let middle = 397

  /// The generator of a seed: `RandomState(seed)`, and for seeds that it does not take, 2³² and
  /// above, `RandomState([low, high])` of the seed's two words.
  init(seed: UInt64) {
    let low = UInt32(truncatingIfNeeded: seed)
    let high = UInt32(truncatingIfNeeded: seed >> 32)
    if high == 0 {
      self.init(word: low)
    } else {
      self.init(words: [low, high])
    }
  }

  /// A generator as it was; `nil` if there cannot be such a one.
  init?(words: [UInt32], position: Int) {
    guard words.count == Self.length, (0...Self.length).contains(position) else { return nil }
    self.words = words
    self.position = position
  }

  private init(word: UInt32) {
    words = [word]
    words.reserveCapacity(Self.length)
    var last = word
    for index in 1..<Self.length {
      last = 1_812_433_253 &* (last ^ last >> 30) &+ UInt32(index)
      words.append(last)
    }
    position = Self.length
  }

  private init(words key: [UInt32]) {
    self.init(word: 19_650_218)
    var index = 1
    for round in 0..<Self.length {
      let before = words[index - 1]
      let keyIndex = round % key.count
      words[index] =
        (words[index] ^ (before ^ before >> 30) &* 1_664_525) &+ key[keyIndex] &+ UInt32(keyIndex)
      advance(&index)
    }
    for _ in 1..<Self.length {
      let before = words[index - 1]
      words[index] = (words[index] ^ (before ^ before >> 30) &* 1_566_083_941) &- UInt32(index)
      advance(&index)
    }
    words[0] = 1 << 31
  }

  /// The next word of the seeding, which goes round without the first.
  private mutating func advance(_ index: inout Int) {
    index += 1
    if index == Self.length {
      words[0] = words[Self.length - 1]
      index = 1
    }
  }

  /// The next 32 random bits.
  mutating func next32() -> UInt32 {
    if position == Self.length { twist() }
    var word = words[position]
    position += 1
    word ^= word >> 11
    word ^= word << 7 & 0x9d2c_5680
    word ^= word << 15 & 0xefc6_0000
    return word ^ word >> 18
  }

  /// A uniform number in 0..<1, a multiple of 2⁻⁵³: `rand()`.
  mutating func uniform01() -> Double {
    let high = Double(next32() >> 5)
    let low = Double(next32() >> 6)
    return (high * 0x1p26 + low) * 0x1p-53
  }

  /// A uniform integer in a range of at most 2³²: `randint(low, high)`.
  ///
  /// As many low bits of a word as the largest outcome has are drawn until they are in range; none
  /// for a range of one.
  mutating func integer(in range: Range<Int>) -> Int {
    precondition(!range.isEmpty && range.count <= 1 << 32, "no integer of 32 bits is in \(range)")
    let largest = UInt32(truncatingIfNeeded: range.count - 1)
    if largest == 0 { return range.lowerBound }
    let mask = UInt32.max >> UInt32(largest.leadingZeroBitCount)
    while true {
      let value = next32() & mask
      if value <= largest { return range.lowerBound + Int(value) }
    }
  }

  private mutating func twist() {
    for index in 0..<Self.length {
      let next = words[(index + 1) % Self.length]
      let mixed = words[index] & 0x8000_0000 | next & 0x7fff_ffff
      words[index] =
        words[(index + Self.middle) % Self.length] ^ mixed >> 1
        ^ (mixed & 1 == 0 ? 0 : 0x9908_b0df)
    }
    position = 0
  }
}
