/// Holm's correction for several tests.
public enum Holm {
  /// Returns adjusted p-values in the order of `pValues`: the k-th smallest of m times m − k + 1, at
  /// least the one before it and at most 1.
  ///
  /// A hypothesis whose adjusted value is at most α may be rejected; the probability of rejecting
  /// any true one is then at most α. Source: S. Holm, "A simple sequentially rejective multiple test
  /// procedure", Scandinavian Journal of Statistics 6(2), 1979.
  public static func adjusted(_ pValues: [Double]) -> [Double] {
    let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
    var adjusted = pValues
    var largest = 0.0
    for (rank, index) in order.enumerated() {
      largest = max(largest, min(1, pValues[index] * Double(pValues.count - rank)))
      adjusted[index] = largest
    }
    return adjusted
  }
}
