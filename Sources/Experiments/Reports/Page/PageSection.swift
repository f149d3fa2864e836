/// A section of a page: a heading, a sentence on what is shown, and the markup below.
struct PageSection: Equatable {
  /// The name that links and the script know it by.
  var id: String
  /// The heading.
  var title: String
  /// The heading in a word, for the list of sections; `nil` for the heading itself.
  var shortTitle: String?
  /// What is to be seen, in a sentence or two; plain text.
  var introduction: String
  /// The markup below.
  var body: String

  /// What the list of sections calls it.
  var link: String { shortTitle ?? title }

  /// The whole section as markup.
  var markup: String {
    var page = MarkupElements()
    page.open("section", [("id", id), ("aria-labelledby", "\(id)-title")])
    page.element("h2", [("id", "\(id)-title")], content: title)
    if !introduction.isEmpty {
      page.element("p", [("class", "introduction")], content: introduction)
    }
    page.append(body)
    page.close("section")
    return page.text
  }
}

/// Parts that several sections are made of.
enum PageMarkup {
  /// A table that scrolls sideways by itself where it is too wide.
  ///
  /// - Parameters:
  ///   - caption: what it shows, for screen readers; plain text.
  ///   - titles: the headings; those of `numeric` columns are right-aligned.
  ///   - rows: the cells, as plain text; the first of a row is its heading.
  ///   - numeric: the indices of columns of numbers.
  /// - Returns: the markup.
  static func table(
    caption: String, titles: [String], rows: [[String]], numeric: Set<Int> = []
  ) -> String {
    func attributes(_ column: Int) -> [(String, String)] {
      numeric.contains(column) ? [("class", "number")] : []
    }
    var page = MarkupElements()
    page.open(
      "div",
      [("class", "scroll"), ("tabindex", "0"), ("role", "region")]
        + [("aria-label", caption)])
    page.open("table", [])
    page.element("caption", [("class", "hidden")], content: caption)
    page.append("<thead>")
    page.open("tr", [])
    for (column, title) in titles.enumerated() {
      page.element("th", [("scope", "col")] + attributes(column), content: title)
    }
    page.close("tr")
    page.append("</thead><tbody>\n")
    for row in rows {
      page.open("tr", [])
      for (column, cell) in row.enumerated() {
        if column == 0 {
          page.element("th", [("scope", "row")] + attributes(column), content: cell)
        } else {
          page.element("td", attributes(column), content: cell)
        }
      }
      page.close("tr")
    }
    page.append("</tbody>")
    page.close("table")
    page.close("div")
    return page.text
  }

  /// Markup that is unfolded by a click on its summary.
  static func details(_ summary: String, _ body: String) -> String {
    "<details><summary>\(FigureText.escaped(summary))</summary>\n\(body)</details>\n"
  }

  /// Lines of text as they are, such as commands.
  static func preformatted(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      FigureText.escaped(String($0.replacing("\t", with: "  ")))
    }
    return "<pre tabindex=\"0\"><code>" + lines.joined(separator: "\n") + "</code></pre>\n"
  }

  /// A picture of the page: it takes its colours from the page's style sheet.
  ///
  /// - Parameters:
  ///   - style: its classes.
  ///   - label: what it shows, for screen readers.
  ///   - width: in units that are about as large as a pixel.
  ///   - height: in the same units.
  ///   - attributes: further ones.
  ///   - elements: its content.
  /// - Returns: the markup.
  static func picture(
    style: String, label: String, width: Double, height: Double,
    attributes: [(String, String)] = [], _ elements: String
  ) -> String {
    var page = MarkupElements()
    page.open(
      "svg",
      [
        ("class", style), ("role", "img"), ("aria-label", label),
        ("viewBox", "0 0 \(FigureText.coordinate(width)) \(FigureText.coordinate(height))"),
      ] + attributes)
    page.append(elements)
    page.close("svg")
    return page.text
  }

  /// A share as a percentage without decimals: `12 %`, `<1 %`.
  static func percent(_ share: Double) -> String {
    share > 0 && share < 0.005 ? "<1 %" : "\(Int((share * 100).rounded())) %"
  }
}
