import Foundation

/// Returns the shortest decimal text that reads back as the same number, without a trailing `.0`.
///
/// This is how numbers are written in every CSV file and in a trial's canonical text: `500`,
/// `0.001`, `1e-05`. Edge cases: `-0`, `nan`, `inf`, `-inf`.
public func shortest(_ number: Double) -> String {
  withoutPointZero(number.description)
}

/// Returns the shortest decimal text that reads back as the same `Float`, without a trailing `.0`.
public func shortest(_ number: Float) -> String {
  withoutPointZero(number.description)
}

private func withoutPointZero(_ text: String) -> String {
  text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// A number of things: `1 trial`, `2 trials`.
public func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}

/// Quantities for people: two or three digits and a unit.
public enum QuantityText {
  /// A number of bytes: `512 B`, `1.5 MiB`, `23.0 GiB`.
  public static func bytes(_ bytes: Int) -> String {
    var amount = Double(bytes)
    guard amount >= 1024 else { return "\(bytes) B" }
    var unit = ""
    for next in ["KiB", "MiB", "GiB", "TiB", "PiB"] where amount >= 1023.95 {
      amount /= 1024
      unit = next
    }
    return String(format: "%.1f ", amount) + unit
  }

  /// A duration: `under 1 s`, `42 s`, `3 min 20 s`, `25 min`, `3 h 20 min`, `5 d 3 h`.
  public static func duration(_ seconds: Double) -> String {
    guard seconds >= 1 else { return "under 1 s" }
    guard seconds < 1e12 else { return "over 30000 years" }
    let whole = Int(seconds.rounded())
    let minutes = Int((seconds / 60).rounded())
    let hours = Int((seconds / 3600).rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 600 { return "\(whole / 60) min" + rest(whole % 60, "s") }
    if minutes < 60 { return "\(minutes) min" }
    if minutes < 48 * 60 { return "\(minutes / 60) h" + rest(minutes % 60, "min") }
    return "\(hours / 24) d" + rest(hours % 24, "h")
  }

  /// A duration that is not known exactly: `about 42 s`, but `under 1 s`.
  public static func estimate(_ seconds: Double) -> String {
    (seconds < 1 ? "" : "about ") + duration(seconds)
  }

  /// A large count: `950`, `9.5k`, `84k`, `1.2M`.
  public static func count(_ count: Double) -> String {
    switch count {
    case ..<999.5: String(format: "%.0f", count)
    case ..<9_950: String(format: "%.1fk", count / 1e3)
    case ..<999_500: String(format: "%.0fk", count / 1e3)
    case ..<9_950_000: String(format: "%.1fM", count / 1e6)
    default: String(format: "%.0fM", count / 1e6)
    }
  }

  private static func rest(_ count: Int, _ unit: String) -> String {
    count == 0 ? "" : " \(count) \(unit)"
  }
}

extension BinaryInteger {
  /// The number in hexadecimal, with leading zeros up to a number of digits.
  ///
  /// - Precondition: it is not negative.
  public func hexadecimal(digits: Int, uppercase: Bool = false) -> String {
    let text = String(self, radix: 16, uppercase: uppercase)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}

extension String {
  /// Whether the text is a number of lower-case hexadecimal digits.
  func isHexadecimal(digits: Int) -> Bool {
    utf8.count == digits
      && utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}
