import Foundation
import Statistics

/// Heat maps of pairs of axes, as tables: the mean at each combination of their values.
struct PairsSection {
  let ranking: Ranking

  /// Heat maps at most.
  private static let pairLimit = 6
  /// Values of an axis that a heat map has room for.
  private static let valueLimit = 16

  /// The section; `nil` if there is no pair of axes.
  var section: PageSection? {
    let axes = ranking.axes.axes
    let pairs = pairs.filter {
      axes[$0.0].values.count <= Self.valueLimit && axes[$0.1].values.count <= Self.valueLimit
    }
    guard !pairs.isEmpty, ranking.entries.contains(where: { $0.statistics != nil }) else {
      return nil
    }
    let shown = Array(pairs.prefix(Self.pairLimit))
    let means = ranking.gridMeans
    let cells = shown.map { ranking.axes.means(of: means, along: [$0.0, $0.1]) }
    let all = cells.flatMap { $0 }.compactMap { $0 }
    guard let low = all.min(), let high = all.max() else { return nil }
    let count = axes.count * (axes.count - 1) / 2
    let which =
      shown.count < count
      ? "\(shown.count) of \(count) pairs\(ranking.effects == nil ? "" : ", the strongest interactions first")"
      : "Every pair of axes"
    let better = ranking.isSmallerBetter ? "smaller" : "larger"
    return PageSection(
      id: "pairs", title: "Pairs of axes", shortTitle: "Pairs",
      introduction: "\(which): the mean \(RankingText.metricTitle(of: ranking.metric)) over "
        + "everything else. A stronger colour is \(better), on one scale for all tables.",
      body: "<div class=\"grid heats\">\n"
        + zip(shown, cells).map { table(of: $0.0, $0.1, means: $1, range: low...high) }.joined()
        + "</div>\n")
  }

  /// The pairs of axes, those that interact most first.
  private var pairs: [(Int, Int)] {
    if let effects = ranking.effects {
      return effects.interactions.sorted {
        (-$0.share, $0.first, $0.second) < (-$1.share, $1.first, $1.second)
      }.map { ($0.first, $0.second) }
    }
    let axes = ranking.axes.axes.indices
    return axes.flatMap { first in axes.dropFirst(first + 1).map { (first, $0) } }
  }

  private func table(
    of first: Int, _ second: Int, means: [Double?], range: ClosedRange<Double>
  ) -> String {
    let axes = ranking.axes.axes
    // The longer axis runs downwards, where there is room.
    let isTurned = axes[second].values.count > axes[first].values.count
    let (rows, columns) = isTurned ? (second, first) : (first, second)
    func cell(_ row: Int, _ column: Int) -> Int {
      isTurned
        ? column * axes[second].values.count + row : row * axes[second].values.count + column
    }
    let names = [rows, columns].map { RankingText.title(of: axes[$0].name) }
    let texts = ScoreText.column(means, digits: 3)
    let (rowValues, columnValues) = (values(of: rows), values(of: columns))
    var page = MarkupElements()
    page.open("figure", [("class", "heat")])
    page.element("figcaption", [], content: "\(names[0]) \u{D7} \(names[1])")
    page.open("table", [])
    page.element(
      "caption", [("class", "hidden")],
      content: "Mean by \(names[0]) in rows, \(names[1]) in columns"
    )
    page.append("<thead>")
    page.open("tr", [])
    page.open("td", [("class", "corner")])
    page.element("span", [], content: "\(names[1]) \u{2192}")
    page.element("span", [], content: "\(names[0]) \u{2193}")
    page.close("td")
    for value in columnValues { page.element("th", [("scope", "col")], content: value) }
    page.close("tr")
    page.append("</thead><tbody>\n")
    for (row, rowValue) in rowValues.enumerated() {
      page.open("tr", [])
      page.element("th", [("scope", "row")], content: rowValue)
      for (column, columnValue) in columnValues.enumerated() {
        let index = cell(row, column)
        guard let mean = means[index] else {
          page.element("td", [("class", "none")], content: CurveFigure.absent)
          continue
        }
        let level = level(of: mean, in: range)
        page.element(
          "td",
          [
            ("class", level > 72 ? "deep deepest" : level > 56 ? "deep" : "pale"),
            ("style", "--level:\(level)%"),
            ("data-tip", "\(names[0]) \(rowValue), \(names[1]) \(columnValue): \(texts[index])"),
          ], content: texts[index])
      }
      page.close("tr")
    }
    page.append("</tbody>")
    page.close("table")
    page.close("figure")
    return page.text
  }

  private func values(of axis: Int) -> [String] {
    AxisValueText.shortened(ranking.axes.axes[axis].values).map {
      $0.isEmpty ? CurveFigure.absent : $0
    }
  }

  /// How dark a cell is, in per cent: the best mean is darkest.
  private func level(of mean: Double, in range: ClosedRange<Double>) -> Int {
    let width = range.upperBound / 2 - range.lowerBound / 2
    guard width > 0 else { return 50 }
    let share = (mean / 2 - range.lowerBound / 2) / width
    return Int(((ranking.isSmallerBetter ? 1 - share : share) * 100).rounded())
  }
}
