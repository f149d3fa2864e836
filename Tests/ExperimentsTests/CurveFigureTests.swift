import Foundation
import FoundationXML
import Statistics
import Testing

@testable import Experiments

struct CurveFigureTests {
  private func point(_ step: Int, _ mean: Double, half: Double? = nil) -> CurveFigure.Point {
    CurveFigure.Point(
      step: step, mean: mean, interval: half.map { (mean - $0)...(mean + $0) },
      scores: (mean - 1)...(mean + 1))
  }

  private func figure(
    lines: [CurveFigure.Line], columns: [String] = ["gamma"], threshold: Double? = nil,
    notes: [String] = []
  ) -> CurveFigure {
    CurveFigure(
      title: "title", verticalLabel: "return", horizontalLabel: "environment steps",
      columns: columns, lines: lines, threshold: threshold, notes: notes)
  }

  /// The elements of a picture with their attributes and texts.
  private final class Elements: NSObject, XMLParserDelegate {
    var names: [String] = []
    var attributes: [[String: String]] = []
    var texts: [String] = []

    init?(_ svg: String) {
      super.init()
      let parser = XMLParser(data: Data(svg.utf8))
      parser.delegate = self
      guard parser.parse() else { return nil }
    }

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      names.append(name)
      self.attributes.append(attributes)
      texts.append("")
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
      texts[texts.count - 1] += text
    }

    func of(_ style: String) -> [[String: String]] {
      attributes.filter {
        $0["class"]?.split(separator: " ").contains(Substring(style)) == true
      }
    }
  }

  private func elements(_ figure: CurveFigure) throws -> Elements {
    let svg = figure.svg(.auto)
    for word in ["nan", "inf", "NaN"] {
      #expect(svg.contains(" \(word)") == false && svg.contains("\"\(word)") == false)
    }
    return try #require(Elements(svg))
  }

  @Test(arguments: FigureTheme.allCases)
  func `a picture is well-formed XML for screen readers too`(theme: FigureTheme) throws {
    let lines = [CurveFigure.Line(cells: ["0.9"], points: [point(10, 1), point(20, 3)])]
    let elements = try #require(Elements(figure(lines: lines).svg(theme)))
    #expect(elements.names.first == "svg")
    #expect(elements.attributes[0]["role"] == "img")
    #expect(elements.attributes[0]["aria-labelledby"] == "figure-title figure-text")
    #expect(Array(elements.names[1...2]) == ["title", "desc"])
    #expect(elements.texts[1] == "title\n")
    #expect(
      elements.texts[2]
        == "return against environment steps. gamma 0.9: 1.0 at step 10, 3.0 at step 20.\n")
  }

  @Test func `the reader's system chooses the colours, or an option does`() {
    let lines = [CurveFigure.Line(cells: ["0.9"], points: [point(10, 1), point(20, 3)])]
    let figure = figure(lines: lines)
    #expect(figure.svg(.auto).contains("@media (prefers-color-scheme: dark)"))
    #expect(!figure.svg(.light).contains("@media"))
    #expect(figure.svg(.light).contains(".background { fill: #ffffff; }"))
    #expect(!figure.svg(.dark).contains("#ffffff"))
  }

  @Test func `names are escaped`() throws {
    var figure = figure(
      lines: [CurveFigure.Line(cells: ["]]><&\""], points: [point(10, 1), point(20, 3)])],
      columns: ["<key>&\""], notes: ["a < b & \"c\""])
    figure.title = "<script>alert(\"x\")</script>"
    let elements = try elements(figure)
    #expect(!elements.names.contains("script"))
    #expect(elements.texts.contains { $0.hasPrefix("<script>alert(\"x\")</script>") })
    #expect(elements.texts.contains { $0.hasPrefix("]]><&\"") })
  }

  @Test func `lines without intervals have no bands`() throws {
    let alone = CurveFigure.Line(cells: ["a"], points: [point(10, 1), point(20, 3)])
    let several = CurveFigure.Line(
      cells: ["b"], points: [point(10, 2, half: 1), point(20, 4, half: 1)])
    #expect(try elements(figure(lines: [alone])).of("band").isEmpty)
    #expect(try elements(figure(lines: [alone, several])).of("band").count == 1)
  }

  @Test func `the seeds of a line are thin lines, which the axes cover`() throws {
    let seeds = [
      try #require(LearningCurve([.init(step: 10, score: -80), .init(step: 40, score: 4)])),
      try #require(LearningCurve([.init(step: 10, score: 3)])),
    ]
    let line = CurveFigure.Line(cells: ["a"], points: [point(10, 2), point(20, 4)], seeds: seeds)
    let elements = try elements(figure(lines: [line]))
    #expect(elements.of("seed").map { $0["class"] } == ["line seed c0"])
    #expect(elements.texts.contains("\u{2212}80\n"))
    #expect(elements.texts.contains("40\n"))
    #expect(figure(lines: [line]).svg(.auto).contains("\n.seed {"))
    var alone = line
    alone.seeds = []
    #expect(!figure(lines: [alone]).svg(.auto).contains("seed"))
  }

  @Test func `a line of one point is a dot with its interval`() throws {
    let elements = try elements(
      figure(lines: [CurveFigure.Line(cells: ["a"], points: [point(10, 2, half: 1)])]))
    #expect(elements.names.count { $0 == "circle" } == 1)
    #expect(elements.of("band").isEmpty)
  }

  @Test func `more lines than colours have other dashes`() throws {
    let lines = (0..<20).map { index in
      CurveFigure.Line(cells: ["\(index)"], points: [point(10, 1), point(20, Double(index))])
    }
    let drawn = try elements(figure(lines: lines)).of("line").filter { $0["d"] != nil }
    let styles = drawn.map { "\($0["class"] ?? "") \($0["stroke-dasharray"] ?? "")" }
    #expect(styles.count == 20)
    #expect(Set(styles).count == 20)
  }

  @Test func `an interval beyond all scores does not squeeze the curves`() throws {
    let wide = point(20, 4, half: 1e6)
    let elements = try elements(
      figure(lines: [CurveFigure.Line(cells: ["a"], points: [point(10, 2, half: 1), wide])]))
    #expect(elements.texts.contains("5\n"))
    #expect(!elements.texts.contains { $0.hasSuffix("M\n") || $0.hasSuffix("k\n") })
  }

  @Test func `the threshold is in the picture, with its label`() throws {
    let lines = [CurveFigure.Line(cells: ["a"], points: [point(10, 2), point(20, 4)])]
    let elements = try elements(figure(lines: lines, threshold: 475))
    #expect(elements.of("threshold").count == 1)
    #expect(elements.texts.contains("solved at 475\n"))
    #expect(elements.texts.contains("500\n"))
  }

  @Test func `extreme scores and equal ones are drawn`() throws {
    let pairs: [(Double, Double)] = [(0, 0), (-9e99, 9e99), (1e-300, 2e-300), (1e15, 1e15 + 1)]
    for values in pairs {
      let lines = [
        CurveFigure.Line(
          cells: ["a"],
          points: [point(1, values.0, half: .infinity), point(1 << 53, values.1, half: 1)])
      ]
      #expect(try elements(figure(lines: lines)).of("line").count == 2)
    }
  }

  /// The legend is in columns, with broken headings, or one text a line, whatever fits.
  @Test func `legends stay within the picture`() throws {
    let points = [point(10, 1), point(20, 3)]
    for count in [1, 3, 5, 8] {
      let columns = (0..<count).map { "learning_rate.\($0)" }
      let lines = [
        CurveFigure.Line(cells: columns.map { _ in "[64, 64]" }, points: points),
        CurveFigure.Line(cells: columns.map { _ in "[24, 24]" }, points: points),
      ]
      let elements = try elements(figure(lines: lines, columns: columns))
      for (text, attributes) in zip(elements.texts, elements.attributes) {
        guard let x = attributes["x"].flatMap(Double.init), attributes["class"] != "end",
          attributes["class"]?.contains("middle") != true
        else { continue }
        let width = FigureText.width(of: text.trimmingCharacters(in: .newlines), size: 10)
        #expect(x + width < 341, "\(text)")
      }
    }
  }
}
