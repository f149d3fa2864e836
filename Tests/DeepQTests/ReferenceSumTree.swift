/// The naive twin of `SumTree`: no sum is kept, each is added up anew from the leaves, in halves.
struct ReferenceSumTree {
  var leaves: [Double]

  var total: Double { sum(0..<width) }

  func index(at mass: Double) -> Int {
    var mass = mass
    var range = 0..<width
    while range.count > 1 {
      let middle = range.lowerBound + range.count / 2
      let left = sum(range.lowerBound..<middle)
      if mass < left || sum(middle..<range.upperBound) == 0 {
        range = range.lowerBound..<middle
      } else {
        mass -= left
        range = middle..<range.upperBound
      }
    }
    return range.lowerBound
  }

  /// The place in which the running sum passes `mass`: the same where no sum is rounded.
  func indexByLinearScan(at mass: Double) -> Int? {
    var sum = 0.0
    return leaves.indices.first {
      sum += leaves[$0]
      return mass < sum
    }
  }

  private var width: Int {
    var width = 1
    while width < leaves.count { width *= 2 }
    return width
  }

  private func sum(_ range: Range<Int>) -> Double {
    if range.count == 1 { return range.lowerBound < leaves.count ? leaves[range.lowerBound] : 0 }
    let middle = range.lowerBound + range.count / 2
    return sum(range.lowerBound..<middle) + sum(middle..<range.upperBound)
  }
}
