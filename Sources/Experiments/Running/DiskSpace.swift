import Glibc

/// The disk space that a run may need, and whether it is available.
struct DiskSpace: Equatable {
  /// Bytes of the trials' files.
  let results: Int
  /// Bytes of the checkpoints of the trials that are under way at a time.
  let checkpoints: Int

  /// Estimates from above: two checkpoints a worker.
  init(results: Double, largestCheckpoint: Int, workers: Int) {
    // No disk is as large; a sum with the checkpoints stays a number.
    self.results = Int(min(results, 1e18))
    checkpoints = Int(min(2 * Double(largestCheckpoint) * Double(workers), 1e18))
  }

  /// A warning for the user; `nil` if the space suffices or is not known.
  func warning(for folder: String, free: Int?) -> String? {
    guard let free, results + checkpoints > free else { return nil }
    return """
      \(folder) may need \(QuantityText.bytes(results + checkpoints)) of disk, \
      \(QuantityText.bytes(checkpoints)) of them for checkpoints, and \(QuantityText.bytes(free)) are \
      free: a full disk ends the run, and it continues once there is space
      """
  }

  /// Bytes that this user may still write into a folder's file system; `nil` if it does not say.
  static func free(in folder: String) -> Int? {
    var status = statvfs()
    guard statvfs(folder, &status) == 0 else { return nil }
    let product = Int(status.f_bavail).multipliedReportingOverflow(by: Int(status.f_frsize))
    return product.overflow ? .max : product.partialValue
  }
}
