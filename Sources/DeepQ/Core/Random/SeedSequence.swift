/// A seed from which any number of independent generators can be derived, as NumPy's
/// `SeedSequence`.
///
/// The entropy and the spawn key are hashed into a pool of four 32-bit words, in which every input
/// bit can affect every word; `generateState32` hashes the pool again, word by word. Similar seeds
/// thus give unrelated states.
///
/// The algorithm is M. E. O'Neill's `seed_seq_fe` with R. Kern's changes, as in
/// `numpy/random/bit_generator.pyx` of NumPy 2.4.6: same entropy and spawn key, same words.
public struct SeedSequence: Equatable, Sendable {
  /// The seed itself, as 32-bit words, the least significant first; never empty.
  public let entropyWords: [UInt32]
  /// The path from the root to this sequence: one number for each generation.
  public let spawnKey: [UInt32]
  /// Children made by `spawn` so far.
  public private(set) var spawnedCount = 0

  private let pool: [UInt32]

  /// Creates the sequence of a seed of up to 64 bits.
  public init(entropy: UInt64, spawnKey: [UInt32] = []) {
    let low = UInt32(truncatingIfNeeded: entropy)
    let high = UInt32(truncatingIfNeeded: entropy >> 32)
    self.init(entropyWords: high == 0 ? [low] : [low, high], spawnKey: spawnKey)
  }

  /// Creates the sequence of a seed of any size.
  ///
  /// - Parameters:
  ///   - entropyWords: the seed, the least significant word first. Leading zero words are dropped,
  ///     as NumPy's conversion of an integer drops them; no words mean 0.
  ///   - spawnKey: the path from the root; empty for the root itself.
  public init(entropyWords: [UInt32], spawnKey: [UInt32] = []) {
    var words = entropyWords
    while let last = words.last, last == 0 { words.removeLast() }
    self.entropyWords = words.isEmpty ? [0] : words
    self.spawnKey = spawnKey
    pool = Self.mixed(entropy: self.entropyWords, spawnKey: spawnKey)
  }

  /// The first `count` words of the sequence's state.
  public func generateState32(_ count: Int) -> [UInt32] {
    var hash = Hash(constant: 0x8b51_f9dd, multiplier: 0x58f3_8ded)
    return (0..<count).map { hash.mix(pool[$0 % Self.poolSize]) }
  }

  /// The first `count` double words of the state: pairs of 32-bit words, the low one first.
  public func generateState64(_ count: Int) -> [UInt64] {
    let words = generateState32(2 * count)
    return (0..<count).map { UInt64(words[2 * $0]) | UInt64(words[2 * $0 + 1]) << 32 }
  }

  /// Makes the next `count` children, which differ from one another and from all made before.
  public mutating func spawn(_ count: Int) -> [SeedSequence] {
    let first = spawnedCount
    spawnedCount += count
    return (first..<spawnedCount).map { index in
      precondition(index <= Int(UInt32.max), "a seed sequence has at most 2³² children")
      return SeedSequence(entropyWords: entropyWords, spawnKey: spawnKey + [UInt32(index)])
    }
  }

  // MARK: - Mixing

  private static let poolSize = 4

  private static func mixed(entropy: [UInt32], spawnKey: [UInt32]) -> [UInt32] {
    var words = entropy
    if !spawnKey.isEmpty {
      // Without the zeros, a short seed with a spawn key would equal a longer seed without one.
      words += [UInt32](repeating: 0, count: max(0, poolSize - words.count)) + spawnKey
    }

    var hash = Hash(constant: 0x43b0_d7e5, multiplier: 0x931e_8875)
    var pool = (0..<poolSize).map { hash.mix($0 < words.count ? words[$0] : 0) }
    for source in 0..<poolSize {
      for target in 0..<poolSize where target != source {
        pool[target] = combine(pool[target], hash.mix(pool[source]))
      }
    }
    for word in words.dropFirst(poolSize) {
      for target in 0..<poolSize {
        pool[target] = combine(pool[target], hash.mix(word))
      }
    }
    return pool
  }

  private static func combine(_ x: UInt32, _ y: UInt32) -> UInt32 {
    let result = 0xca01_f9dd &* x &- 0x4973_f715 &* y
    return result ^ result >> 16
  }

  /// A multiplicative hash whose constant changes with every word.
  private struct Hash {
    var constant: UInt32
    let multiplier: UInt32

    mutating func mix(_ word: UInt32) -> UInt32 {
      var value = word ^ constant
      constant &*= multiplier
      value &*= constant
      return value ^ value >> 16
    }
  }
}
