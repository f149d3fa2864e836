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

  /// A uniform integer in `0...largest`, from as many low bits as `largest` has, drawn until they
  /// are in range.
  ///
  /// What NumPy calls `random_interval`. One `largest` gives other values than `upTo` does.
  mutating func maskedUpTo(_ largest: UInt64) -> UInt64 {
    if largest == 0 { return 0 }
    let mask = UInt64.max >> UInt64(largest.leadingZeroBitCount)
    let isShort = largest <= UInt64(UInt32.max)
    while true {
      let value = (isShort ? UInt64(next32()) : next64()) & mask
      if value <= largest { return value }
    }
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
