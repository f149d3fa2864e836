/// The elements of an SVG picture or an HTML page, one a line.
///
/// Attributes and contents are escaped; only `append` takes markup as it is.
struct MarkupElements {
  private(set) var text = ""

  mutating func open(_ name: String, _ attributes: [(String, String)]) {
    text += "<" + Self.tag(name, attributes) + ">\n"
  }

  mutating func close(_ name: String) { text += "</\(name)>\n" }

  /// Adds markup as it is.
  mutating func append(_ markup: String) { text += markup }

  /// Adds an element; without content it is closed at once, as only elements of SVG and the void ones
  /// of HTML can be.
  mutating func element(
    _ name: String, _ attributes: [(String, String)], content: String? = nil
  ) {
    text += "<" + Self.tag(name, attributes)
    text += content.map { ">\(FigureText.escaped($0))</\(name)>\n" } ?? "/>\n"
  }

  mutating func text(_ content: String, x: Double, y: Double, style: String? = nil) {
    element(
      "text",
      (style.map { [("class", $0)] } ?? []) + [
        ("x", FigureText.coordinate(x)), ("y", FigureText.coordinate(y)),
      ], content: content)
  }

  mutating func line(x1: String, y1: String, x2: String, y2: String, style: String) {
    element("line", [("class", style), ("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2)])
  }

  private static func tag(_ name: String, _ attributes: [(String, String)]) -> String {
    name + attributes.map { " \($0)=\"\(FigureText.escaped($1))\"" }.joined()
  }
}
