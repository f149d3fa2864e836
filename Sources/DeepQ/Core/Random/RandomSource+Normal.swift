// The polar method: a point drawn uniformly from the unit disc has a direction that is independent
// of its squared distance s from the centre, and s is uniform in 0...1. So −2 · ln s, exponentially
// distributed, can be the squared distance of two independent normal draws, and the direction
// theirs. A point of the square −1..<1 is in the disc with chance π/4, so a pair takes 2.55 uniform
// draws on average.

extension RandomSource {
  /// Two independent draws from the standard normal distribution.
  ///
  /// Points (u, v), u = 2 · `uniform01()` − 1 and then v likewise, are drawn until 0 < s < 1 with
  /// s = u² + v². The draws are u · f and v · f with f = √(−2 · ln s / s). Each operation is
  /// rounded, in this order.
  ///
  /// Source: G. Marsaglia, T. A. Bray, "A convenient method for generating normal variables", SIAM
  /// Review 6(3), 1964.
  @inline(__always)
  mutating func normalPair() -> (Double, Double) {
    while true {
      let u = 2 * uniform01() - 1
      let v = 2 * uniform01() - 1
      let s = u * u + v * v
      if s > 0, s < 1 {
        let factor = (-2 * logarithm(s) / s).squareRoot()
        return (u * factor, v * factor)
      }
    }
  }

  /// Fills a buffer with independent draws from the standard normal distribution, each rounded to
  /// the nearest float.
  ///
  /// The draws are those of `normalPair`, one pair after the other. A buffer of odd count wastes
  /// the second draw of its last pair, so that nothing is left over for the next buffer.
  mutating func fillNormal(_ buffer: UnsafeMutableBufferPointer<Float>) {
    for first in stride(from: 0, to: buffer.count, by: 2) {
      let pair = normalPair()
      buffer[first] = Float(pair.0)
      if first + 1 < buffer.count { buffer[first + 1] = Float(pair.1) }
    }
  }
}
