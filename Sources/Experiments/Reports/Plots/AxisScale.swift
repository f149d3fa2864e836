/// The ticks of an axis: multiples of 1, 2 or 5 times a power of ten.
///
/// Ticks are whole numbers of steps, and labels are written from those, so that no label shows a
/// rounding error.
struct AxisScale: Equatable {
  /// A tick's position and label.
  struct Tick: Equatable {
    var value: Double
    var label: String
  }

  /// Numbers of this magnitude or more are not drawn: sums and differences of smaller ones are finite.
  static let limit = 1e100

  /// The step between ticks is `mantissa` · 10^`exponent`; the mantissa is 1, 2 or 5.
  private let mantissa: Int
  private let exponent: Int
  /// The ticks as multiples of the step.
  private let multiples: ClosedRange<Int>

  /// The scale whose ticks include a range, with at most `count` steps in the range.
  ///
  /// A range that is empty, or too small beside its ends to be divided, is widened.
  ///
  /// - Precondition: the ends are smaller than `limit` in magnitude.
  init(covering range: ClosedRange<Double>, count: Int) {
    var (low, high) = (range.lowerBound, range.upperBound)
    let magnitude = max(abs(low), abs(high))
    precondition(magnitude < Self.limit, "an axis from \(low) to \(high)")
    if high - low <= max(magnitude * 1e-9, 1 / Self.limit) {
      let margin = magnitude > 1 / Self.limit ? magnitude / 10 : 1
      (low, high) = (low - margin, high + margin)
    }
    (mantissa, exponent) = Self.step(atLeast: (high - low) / Double(count))
    let step = Self.number(mantissa, exponent: exponent)
    multiples =
      Self.multiple(low / step, rounded: .down)...Self.multiple(high / step, rounded: .up)
  }

  /// The first and the last tick.
  var bounds: ClosedRange<Double> { value(multiples.lowerBound)...value(multiples.upperBound) }

  /// All ticks, in ascending order.
  var ticks: [Tick] {
    multiples.map { multiple in
      Tick(
        value: value(multiple), label: Self.label(multiple * mantissa, exponent: exponent))
    }
  }

  private func value(_ multiple: Int) -> Double {
    Self.number(multiple * mantissa, exponent: exponent)
  }

  /// The smallest step of that form that is not smaller than a number.
  static func step(atLeast number: Double) -> (mantissa: Int, exponent: Int) {
    var exponent = 0
    while Self.number(1, exponent: exponent) > number { exponent -= 1 }
    while Self.number(1, exponent: exponent + 1) <= number { exponent += 1 }
    let mantissa = [1, 2, 5].first { Self.number($0, exponent: exponent) >= number }
    return mantissa.map { ($0, exponent) } ?? (1, exponent + 1)
  }

  /// A quotient as a whole number; one that is whole but for rounding errors is taken as whole.
  private static func multiple(
    _ quotient: Double, rounded rule: FloatingPointRoundingRule
  ) -> Int {
    let nearest = quotient.rounded()
    let isWhole = abs(quotient - nearest) <= 1e-9 * max(1, abs(nearest))
    return Int(isWhole ? nearest : quotient.rounded(rule))
  }

  /// `mantissa` · 10^`exponent`, by multiplications or one division, without a function of a C library.
  private static func number(_ mantissa: Int, exponent: Int) -> Double {
    let power = (0..<abs(exponent)).reduce(1.0) { power, _ in power * 10 }
    return exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
  }

  // MARK: - Labels

  /// A decimal number as a short text: `0`, `−20`, `0.25`, `1.5k`, `10k`, `2.5M`, `3e12`, `5e−6`.
  static func label(_ mantissa: Int, exponent: Int) -> String {
    guard mantissa != 0 else { return "0" }
    var (digits, exponent) = (mantissa.magnitude, exponent)
    while digits.isMultiple(of: 10) { (digits, exponent) = (digits / 10, exponent + 1) }
    let sign = mantissa < 0 ? minus : ""
    // The number is at least 10^order, and less than ten times that.
    let order = exponent + String(digits).count - 1
    switch order {
    case 12..., ..<(-4):
      return sign + "\(digits)e" + (exponent < 0 ? minus : "") + "\(exponent.magnitude)"
    case 6...: return sign + plain(digits, exponent: exponent - 6) + "M"
    case 3...: return sign + plain(digits, exponent: exponent - 3) + "k"
    default: return sign + plain(digits, exponent: exponent)
    }
  }

  /// A real number with one decimal: `−19.8`, `500.0`.
  static func tenths(_ number: Double) -> String {
    guard abs(number) < 1e12 else { return shortest(number) }
    let tenths = Int((number * 10).rounded())
    return (tenths < 0 ? minus : "") + "\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
  }

  private static let minus = "\u{2212}"

  private static func plain(_ digits: UInt, exponent: Int) -> String {
    let text = String(digits)
    guard exponent < 0 else { return text + String(repeating: "0", count: exponent) }
    let padding = String(repeating: "0", count: max(0, 1 - exponent - text.count))
    let padded = padding + text
    return padded.dropLast(-exponent) + "." + padded.suffix(-exponent)
  }
}
