/// A number as an experiment file may write it: `1e-4`, `.5`, `50_000`, `200k`, `10M`; nothing else
/// is one.
///
/// What other programs would read differently or silently (`010`, `0x10`, `1:30`, `.inf`) is not a
/// number here.
struct Numeral: Equatable, Sendable {
  /// The nearest double to the decimal number.
  var real: Double
  /// The magnitude, if it is a whole number below 2^64.
  var magnitude: UInt64?
  /// Whether it has a minus sign.
  var isNegative: Bool

  /// The number, if it is whole and fits.
  var integer: Int? {
    guard let magnitude else { return nil }
    return isNegative
      ? Int(exactly: magnitude).map { -$0 } : Int(exactly: magnitude)
  }

  init?(_ text: String) {
    var parts = Parts(rest: text.utf8[...])
    guard parts.read() else { return nil }
    let decimal = "\(parts.whole).\(parts.fraction)0e\(parts.exponent)"
    guard let magnitude = Double(decimal), magnitude.isFinite else { return nil }
    let isZero = (parts.whole + parts.fraction).allSatisfy { $0 == "0" }
    // A number too small for a double is not silently 0; and there is one zero, not two.
    guard isZero || magnitude > 0 else { return nil }
    isNegative = parts.isNegative && !isZero
    real = isNegative ? -magnitude : magnitude
    self.magnitude = Self.wholeNumber(parts)
  }

  private static func wholeNumber(_ parts: Parts) -> UInt64? {
    var digits = Substring(parts.whole + parts.fraction)
    var exponent = parts.exponent - parts.fraction.count
    while digits.last == "0" {
      digits.removeLast()
      exponent += 1
    }
    guard !digits.isEmpty else { return 0 }
    guard (0...19).contains(exponent) else { return nil }
    return UInt64(digits + String(repeating: "0", count: exponent))
  }

  /// A hint for a text that is not a number.
  static func hint(for text: String) -> String? {
    let lower = text.lowercased()
    let unsigned = lower.drop { $0 == "+" || $0 == "-" }
    if unsigned.hasPrefix("0x") || unsigned.hasPrefix("0o") || unsigned.hasPrefix("0b") {
      return "write the number in decimal"
    }
    if [".inf", "inf", "infinity", ".nan", "nan"].contains(String(unsigned)) {
      return "it has to be finite"
    }
    if unsigned.first == "0", unsigned.dropFirst().first?.isNumber == true {
      return "a leading zero means octal to some programs: leave it out"
    }
    if unsigned.contains(":"), unsigned.allSatisfy({ $0.isNumber || $0 == ":" || $0 == "." }) {
      return "some programs count this in sixties: write the number out"
    }
    if unsigned.contains(","), unsigned.allSatisfy({ $0.isNumber || $0 == "," || $0 == "." }) {
      return "write thousands as 1_000 and decimals as 0.5"
    }
    if unsigned.first?.isNumber == true, unsigned.contains("_") {
      return "an underscore must be between two digits"
    }
    return nil
  }

  /// The pieces of a numeral.
  private struct Parts {
    var rest: Substring.UTF8View
    var isNegative = false
    var whole = ""
    var fraction = ""
    var exponent = 0

    init(rest: Substring.UTF8View) { self.rest = rest }

    /// Reads sign, digits, fraction, and an exponent or a suffix; false if the syntax is wrong.
    mutating func read() -> Bool {
      if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
        isNegative = sign == UInt8(ascii: "-")
        rest.removeFirst()
      }
      guard let whole = digits() else { return false }
      self.whole = whole
      var hasPoint = false
      if rest.first == UInt8(ascii: ".") {
        hasPoint = true
        rest.removeFirst()
        guard let fraction = digits() else { return false }
        self.fraction = fraction
      }
      guard !(whole.isEmpty && fraction.isEmpty), whole.count == 1 || !whole.hasPrefix("0") else {
        return false
      }
      // `5.` is a number; a bare `.` is not, and neither is `_`.
      guard !hasPoint || !(whole.isEmpty && fraction.isEmpty) else { return false }
      return scale() && rest.isEmpty
    }

    /// Digits with single underscores between them; `nil` if an underscore is elsewhere.
    private mutating func digits() -> String? {
      var found = ""
      var lastIsUnderscore = false
      while let byte = rest.first {
        if byte == UInt8(ascii: "_") {
          if found.isEmpty || lastIsUnderscore { return nil }
          lastIsUnderscore = true
        } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
          found.unicodeScalars.append(Unicode.Scalar(byte))
          lastIsUnderscore = false
        } else {
          break
        }
        rest.removeFirst()
      }
      return lastIsUnderscore ? nil : found
    }

    /// The exponent, or the suffix that stands for one.
    private mutating func scale() -> Bool {
      guard let byte = rest.first else { return true }
      rest.removeFirst()
      switch byte {
      case UInt8(ascii: "k"): exponent = 3
      case UInt8(ascii: "M"): exponent = 6
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        guard let text = digits(), (1...4).contains(text.count), let value = Int(text) else {
          return false
        }
        exponent = isNegative ? -value : value
      default: return false
      }
      return true
    }
  }
}
