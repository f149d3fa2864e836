import DeepQ

/// Draws from one random stream.
enum RandomCases {
  static let all: [Case] = [
    drawing("64 bits") { random, _ in random.next64() },
    drawing("a number in 0..<1") { random, _ in UInt64(random.uniform01() * 1e9) },
    drawing("an integer below 50 000") { random, _ in UInt64(random.integer(below: 50_000)) },
    drawing("32 integers below 50 000") { random, indices in
      random.sampleWithReplacement(from: 50_000, into: indices)
      return UInt64(indices[0])
    },
    drawing("32 different integers below 50 000") { random, indices in
      random.sample(from: 50_000, into: indices)
      return UInt64(indices[0])
    },
  ]

  @inline(__always)
  private static func drawing(
    _ name: String,
    _ draw:
      @escaping @Sendable (inout RandomSource, UnsafeMutableBufferPointer<Int>) -> UInt64
  ) -> Case {
    Case("Random draws", name) {
      var random = RandomSource(SeedSequence(entropy: 1))
      return Repeated { count in
        var local = random
        var sum: UInt64 = 0
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 32) { indices in
          indices.initialize(repeating: 0)
          for _ in 0..<count { sum &+= draw(&local, indices) }
        }
        random = local
        use(sum)
      }
    }
  }
}
