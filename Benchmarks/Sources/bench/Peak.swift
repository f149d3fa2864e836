import CMeasurement

/// The fastest that this core multiplies and adds.
enum Peak {
  /// Floating-point operations a second, from the fastest of several runs.
  static func measure() -> Double {
    (0..<40).map { _ in rate() }.max() ?? 0
  }

  /// Floating-point operations a second now, from one run of two milliseconds or so.
  static func rate() -> Double {
    let start = measurement_seconds()
    let sum = chains(rounds)
    let rate = Double(rounds * flopsOfRound) / (measurement_seconds() - start)
    // Nothing comes out infinite; asking makes the work needed.
    return sum.isFinite ? rate : 0
  }

  private static let rounds = 1_000_000
  private static let flopsOfRound = 12 * 8 * 2

  /// Twelve chains of fused multiply-adds that do not wait for each other: enough for two units with a latency of
  /// five cycles, and few enough for sixteen registers.
  @inline(never)
  private static func chains(_ rounds: Int) -> Float {
    let factor = SIMD8<Float>(repeating: 0.999)
    let term = SIMD8<Float>(repeating: 0.001)
    var (a, b, c, d) = (term, term + 1, term + 2, term + 3)
    var (e, f, g, h) = (term + 4, term + 5, term + 6, term + 7)
    var (i, j, k, l) = (term + 8, term + 9, term + 10, term + 11)
    for _ in 0..<rounds {
      a = term.addingProduct(a, factor)
      b = term.addingProduct(b, factor)
      c = term.addingProduct(c, factor)
      d = term.addingProduct(d, factor)
      e = term.addingProduct(e, factor)
      f = term.addingProduct(f, factor)
      g = term.addingProduct(g, factor)
      h = term.addingProduct(h, factor)
      i = term.addingProduct(i, factor)
      j = term.addingProduct(j, factor)
      k = term.addingProduct(k, factor)
      l = term.addingProduct(l, factor)
    }
    return (a + b + c + d + e + f + g + h + i + j + k + l).sum()
  }
}
