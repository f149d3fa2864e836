/// Finds the name that a user most likely meant.
public enum NameSuggestion {
  /// The nearest of some names to a text, if one is near enough to be meant.
  ///
  /// Names that differ in case, dots, dashes and underscores only are taken first; then a last part
  /// (`decay` for `epsilon.decay`) that fits only one name; then the smallest edit distance, the
  /// earlier name in case of a tie. Of several versions of a name, such as `CartPole-v0` and
  /// `CartPole-v1`, it is the newest, unless the text has another one's version.
  public static func nearest(to text: String, among names: [String]) -> String? {
    guard let name = anyVersion(nearestTo: text, among: names) else { return nil }
    guard bare(name) != bare(text), let (stem, number) = version(of: name),
      version(of: text)?.number != number
    else { return name }
    return names.filter { version(of: $0)?.stem == stem }
      .max { (version(of: $0)?.number ?? 0) < (version(of: $1)?.number ?? 0) }
  }

  /// The parts of a name with a version: `CartPole` and 1 of `CartPole-v1`.
  private static func version(of name: String) -> (stem: Substring, number: Int)? {
    guard let end = name.lastIndex(of: "-"), name[end...].hasPrefix("-v"),
      let number = Int(name[end...].dropFirst(2))
    else { return nil }
    return (name[..<end], number)
  }

  private static func anyVersion(nearestTo text: String, among names: [String]) -> String? {
    let wanted = bare(text)
    guard !wanted.isEmpty, wanted.count <= 64 else { return nil }
    if let same = names.first(where: { bare($0) == wanted }) { return same }
    let byLastPart = names.filter { name in
      name.contains(".") && name.split(separator: ".").last.map { bare(String($0)) } == wanted
    }
    if byLastPart.count == 1 { return byLastPart[0] }
    let limit = max(1, wanted.count / 3)
    var best: (name: String, distance: Int)?
    for name in names {
      let other = bare(name)
      guard abs(other.count - wanted.count) <= limit else { continue }
      let distance = editDistance(wanted, other)
      if distance <= limit, distance < (best?.distance ?? .max) { best = (name, distance) }
    }
    return best?.name
  }

  /// The letters and digits of a text as bytes, all of them small.
  private static func bare(_ text: String) -> [UInt8] {
    text.utf8.compactMap { byte in
      switch byte {
      case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: " "): nil
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
      default: byte
      }
    }
  }

  /// The insertions, deletions, substitutions and swaps of neighbours between two texts as bytes.
  ///
  /// No part is edited twice (optimal string alignment): F. J. Damerau, "A technique for computer
  /// detection and correction of spelling errors", Communications of the ACM 7(3), 1964.
  static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for row in 0..<left.count {
      var current = [row + 1] + [Int](repeating: 0, count: right.count)
      for column in 0..<right.count {
        let substitution = last[column] + (left[row] == right[column] ? 0 : 1)
        var distance = min(substitution, last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          distance = min(distance, beforeLast[column - 1] + 1)
        }
        current[column + 1] = distance
      }
      beforeLast = last
      last = current
    }
    return last[right.count]
  }
}

/// Names that other programs have for what this one does not have.
///
/// They are not typing errors: the nearest name of ours would be something else.
enum ForeignNames {
  private static let all: Set<String> = [
    // Optimisers.
    "adabelief", "adadelta", "adafactor", "adagrad", "adamax", "adamw", "amsgrad", "asgd", "ftrl",
    "lamb", "lars", "lbfgs", "lion", "muon", "nadam", "nadamw", "radam", "rprop", "sgdw",
    "sparseadam",
    "yogi",
    // Algorithms.
    "a2c", "a3c", "acktr", "actor-critic", "ddpg", "dreamer", "dreamerv3", "fqf", "impala", "iqn",
    "muzero", "ppo", "r2d2", "reinforce", "sac", "td3", "trpo",
    // Losses.
    "cross_entropy", "mae", "l1", "smooth_l1",
    // Environments.
    "bipedalwalker", "bipedalwalkerhardcore", "blackjack", "carracing", "halfcheetah", "hopper",
    "humanoid", "humanoidstandup", "inverteddoublependulum", "invertedpendulum", "lunarlander",
    "lunarlandercontinuous", "mountaincarcontinuous", "pendulum", "pusher", "reacher", "swimmer",
    "walker2d",
  ]

  /// Whether a text is such a name, in any case, with or without the version of an environment.
  static func contains(_ text: String) -> Bool {
    let name = text.lowercased()
    if all.contains(name) { return true }
    guard let dash = name.lastIndex(of: "-"), name[dash...].hasPrefix("-v") else { return false }
    return all.contains(String(name[..<dash]))
  }
}
