/// JSON without blanks, for the data that a page's script reads.
///
/// The text may be put into an HTML element: it has no `<`.
enum CompactJSON {
  /// A text.
  static func text(_ text: String) -> String {
    var json = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": json += "\\\""
      case "\\": json += "\\\\"
      case "<": json += "\\u003c"
      case "\u{2028}", "\u{2029}", "\0"..."\u{1F}":
        json += "\\u" + scalar.value.hexadecimal(digits: 4)
      default: json.unicodeScalars.append(scalar)
      }
    }
    return json + "\""
  }

  /// A number; null where there is none, and a text where it is not finite.
  static func number(_ number: Double?) -> String {
    guard let number else { return "null" }
    return number.isFinite ? shortest(number) : text(shortest(number))
  }

  /// A list of values that are JSON already.
  static func list(_ values: some Sequence<String>) -> String {
    "[" + values.joined(separator: ",") + "]"
  }

  /// A list of whole numbers.
  static func list(_ values: some Sequence<Int>) -> String { list(values.lazy.map(String.init)) }

  /// A list of texts.
  static func texts(_ values: some Sequence<String>) -> String { list(values.lazy.map(text)) }

  /// An object of values that are JSON already, in their order.
  static func object(_ members: [(name: String, value: String)]) -> String {
    "{" + members.map { text($0.name) + ":" + $0.value }.joined(separator: ",") + "}"
  }

  /// Texts of which many are the same: each once, and for every place its index.
  static func repeated(_ texts: [String]) -> (values: [String], indices: [Int]) {
    var values: [String] = []
    var known: [String: Int] = [:]
    let indices = texts.map { text in
      if let index = known[text] { return index }
      known[text] = values.count
      values.append(text)
      return values.count - 1
    }
    return (values, indices)
  }
}
