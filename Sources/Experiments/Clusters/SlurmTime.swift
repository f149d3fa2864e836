/// A duration as Slurm writes it: `minutes`, `minutes:seconds`, `hours:minutes:seconds`,
/// `days-hours`, `days-hours:minutes` or `days-hours:minutes:seconds`.
public struct SlurmTime: Equatable, Sendable {
  /// The whole duration in seconds, at least 1.
  public let seconds: Int

  /// More than any cluster grants.
  private static let maxSeconds = 10 * 366 * 86_400

  /// Reads a duration; `nil` if it has none of those forms, or is 0 or longer than ten years.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count),
      let numbers = Self.numbers(parts[parts.count - 1])
    else { return nil }
    let units: [Int]
    if parts.count == 2 {
      guard let days = Self.numbers(parts[0]), days.count == 1 else { return nil }
      units = [86_400] + [3_600, 60, 1].prefix(numbers.count)
      self.init(days + numbers, units)
    } else {
      units = numbers.count == 3 ? [3_600, 60, 1] : [60, 1]
      self.init(numbers, units)
    }
  }

  private init?(_ numbers: [Int], _ units: [Int]) {
    let total = zip(numbers, units).reduce(0) { $0 + $1.0 * $1.1 }
    guard (1...Self.maxSeconds).contains(total) else { return nil }
    seconds = total
  }

  /// One to three numbers, of at most nine digits each, between colons.
  private static func numbers(_ text: Substring) -> [Int]? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in
      part.utf8.count <= 9 && part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(part) : nil
    }
    return numbers.count == parts.count && numbers.count <= 3 ? numbers : nil
  }

  /// For example `2:00:00` or `1-12:30:00`.
  public var text: String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let days = seconds / 86_400
    let hours = seconds / 3_600 % 24
    let rest = ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60)
    return days > 0 ? "\(days)-" + two(hours) + rest : "\(hours)" + rest
  }
}
