/// A Markdown table that also reads well as it stands.
struct Table {
  private var rows: [[String]]

  init(_ headings: [String]) {
    rows = [headings]
  }

  mutating func add(_ cells: [String]) { rows.append(cells) }

  /// The first column is set to the left, all others to the right.
  var text: String {
    let widths = rows[0].indices.map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    var lines = rows.map { row in
      "|"
        + widths.indices.map { column in
          let cell = column < row.count ? row[column] : ""
          let padding = String(repeating: " ", count: widths[column] - cell.count)
          return column == 0 ? " \(cell)\(padding) |" : " \(padding)\(cell) |"
        }.joined()
    }
    let rule = widths.indices.map { column in
      column == 0
        ? " \(String(repeating: "-", count: widths[column])) |"
        : " \(String(repeating: "-", count: widths[column] - 1)): |"
    }
    lines.insert("|" + rule.joined(), at: 1)
    return lines.joined(separator: "\n")
  }
}

/// A duration with three digits, in the unit that suits it.
func durationText(_ seconds: Double) -> String {
  switch seconds {
  case ..<1e-6: "\(threeDigits(seconds * 1e9)) ns"
  case ..<1e-3: "\(threeDigits(seconds * 1e6)) µs"
  case ..<1: "\(threeDigits(seconds * 1e3)) ms"
  default: "\(threeDigits(seconds)) s"
  }
}

/// A rate as a whole number, with a space before each three digits.
func rateText(_ rate: Double) -> String {
  if rate < 100 { return threeDigits(rate) }
  let digits = Array(String(Int(rate.rounded())))
  var text = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { text += " " }
    text.append(digit)
  }
  return text
}

/// A share in per cent.
func percentText(_ share: Double) -> String {
  let percent = share * 100
  return percent < 10 ? "\((percent * 10).rounded() / 10) %" : "\(Int(percent.rounded())) %"
}

/// Three digits: 1.23, 12.3, 123.
func threeDigits(_ number: Double) -> String {
  if number == 0 { return "0" }
  if number >= 100 { return String(Int(number.rounded())) }
  let scale: Double = number >= 10 ? 10 : 100
  return String((number * scale).rounded() / scale)
}
