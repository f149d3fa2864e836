import Foundation

/// The values that `linspace(a, b, n)`, `logspace(a, b, n)` and `range(a, b[, step])` generate.
///
/// Values are part of a trial's identity, so they may not depend on the CPU: only the basic
/// operations are used (no `pow` or `exp` of the C library), and values are rounded in decimal to
/// what a person would have written.
enum GridGenerator: String, CaseIterable {
  case linspace, logspace, range

  /// More values than this in one axis are a mistake.
  static let maxValues = 100_000

  /// The form that each is written in.
  var form: String {
    switch self {
    case .linspace: "linspace(first, last, count)"
    case .logspace: "logspace(first, last, count), both above 0"
    case .range: "range(first, end) or range(first, end, step); the end is left out"
    }
  }

  /// Whether a text looks like one of the generators, right or wrong.
  static func isCall(_ text: String) -> Bool {
    guard let open = text.firstIndex(of: "("), text.hasSuffix(")") else { return false }
    return text[..<open].allSatisfy { $0.isLetter || $0 == "_" } && open != text.startIndex
  }

  /// The values that a call generates.
  static func values(of text: String) throws(ValueProblem) -> [Double] {
    let name = text.prefix { $0 != "(" }
    guard let generator = GridGenerator(rawValue: String(name)) else {
      throw ValueProblem.generator(
        text, "there is no '\(Quotation.plain(String(name)))'",
        form: ValueKind.choices(allCases.map(\.rawValue)))
    }
    func refusal(_ reason: String) -> ValueProblem {
      .generator(text, reason, form: generator.form)
    }
    var arguments: [Double] = []
    for part in text.dropFirst(name.count + 1).dropLast().split(
      separator: ",", omittingEmptySubsequences: false)
    {
      let argument = part.trimmingCharacters(in: .whitespaces)
      guard let numeral = Numeral(argument) else {
        throw refusal("\(Quotation.quoted(argument)) is not a number")
      }
      arguments.append(numeral.real)
    }
    let accepted = generator == .range ? 2...3 : 3...3
    guard accepted.contains(arguments.count) else {
      throw refusal("\(arguments.count) is a wrong number of arguments")
    }
    switch generator {
    case .linspace: return try linear(arguments, refusal)
    case .logspace: return try geometric(arguments, refusal)
    case .range: return try range(arguments, refusal)
    }
  }

  private typealias Refusal = (String) -> ValueProblem

  private static func count(_ argument: Double, _ refusal: Refusal) throws(ValueProblem) -> Int {
    guard argument.rounded() == argument, (2...Double(maxValues)).contains(argument) else {
      throw refusal("the count has to be a whole number from 2 to \(maxValues)")
    }
    return Int(argument)
  }

  /// Equal differences; the end points are exact, and the rest is rounded to the 15th digit of the
  /// larger of them.
  private static func linear(
    _ arguments: [Double], _ refusal: Refusal
  ) throws(ValueProblem) -> [Double] {
    let (first, last) = (arguments[0], arguments[1])
    let count = try count(arguments[2], refusal)
    guard (last - first).isFinite, first != last else {
      throw refusal("first and last have to differ, and by a finite number")
    }
    let places = decimalPlaces(fifteenDigitsOf: max(abs(first), abs(last)))
    return (0..<count).map { index in
      if index == 0 { return first }
      if index == count - 1 { return last }
      return rounded(
        first + (last - first) * Double(index) / Double(count - 1), decimalPlaces: places)
    }
  }

  /// Equal ratios; the end points are exact, and the rest is rounded to 6 digits, so that
  /// `logspace(1e-4, 1e-2, 3)` is 1e-4, 1e-3, 1e-2.
  private static func geometric(
    _ arguments: [Double], _ refusal: Refusal
  ) throws(ValueProblem) -> [Double] {
    let (first, last) = (arguments[0], arguments[1])
    let count = try count(arguments[2], refusal)
    guard first > 0, last > 0, first != last, (last / first).isFinite, last / first > 0 else {
      throw refusal("first and last have to be above 0, and to differ")
    }
    let ratio = root(of: last / first, degree: count - 1)
    return (0..<count).map { index in
      if index == 0 { return first }
      if index == count - 1 { return last }
      return rounded(first * power(ratio, index), significantDigits: 6)
    }
  }

  /// From the first, in steps, up to but without the end, as in Python.
  private static func range(
    _ arguments: [Double], _ refusal: Refusal
  ) throws(ValueProblem) -> [Double] {
    let (first, end) = (arguments[0], arguments[1])
    let step = arguments.count > 2 ? arguments[2] : 1
    guard step != 0 else { throw refusal("the step may not be 0") }
    let steps = (end - first) / step
    guard steps > 0 else { throw refusal("it has no values") }
    guard steps <= Double(maxValues) else {
      throw refusal("it has more than \(maxValues) values")
    }
    let places = decimalPlaces(fifteenDigitsOf: max(abs(first), abs(end), abs(step)))
    // Rounded before it is compared: 0.1 + 3 · 0.1 is 0.4, and the end, not just below it.
    return (0...Int(steps)).map {
      rounded(first + step * Double($0), decimalPlaces: places)
    }.filter { step > 0 ? $0 < end : $0 > end }
  }

  // MARK: - Arithmetic

  /// `base` to the power of a whole number, by squaring.
  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var result = 1.0
    var square = base
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      rest >>= 1
      if rest > 0 { square *= square }
    }
    return result
  }

  /// The largest double whose power is at most `value`: bisection over the doubles themselves,
  /// which are ordered as their bits are.
  private static func root(of value: Double, degree: Int) -> Double {
    var low = min(1, value).bitPattern
    var high = max(1, value).bitPattern
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if power(Double(bitPattern: middle), degree) <= value { low = middle } else { high = middle }
    }
    return power(Double(bitPattern: high), degree) <= value
      ? Double(bitPattern: high) : Double(bitPattern: low)
  }

  /// Decimal conversions of the C library are correctly rounded, so they are the same everywhere.
  private static func rounded(_ value: Double, significantDigits: Int) -> Double {
    Double(String(format: "%.\(significantDigits - 1)e", value)) ?? value
  }

  private static func rounded(_ value: Double, decimalPlaces: Int) -> Double {
    let result = Double(String(format: "%.\(decimalPlaces)f", value)) ?? value
    return result == 0 ? 0 : result
  }

  /// Places after the point that a number's 15 leading digits take.
  private static func decimalPlaces(fifteenDigitsOf value: Double) -> Int {
    let text = String(format: "%.0e", value)
    let exponent = text.split(separator: "e").last.flatMap { Int($0) } ?? 0
    return max(0, 14 - exponent)
  }
}
