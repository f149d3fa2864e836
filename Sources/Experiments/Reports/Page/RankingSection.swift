import Statistics

/// The table of configurations, the best first, with a picture of each one's scores.
///
/// The first rows are markup; the script makes the others of the page's data when a reader asks for
/// them.
struct RankingSection {
  let ranking: Ranking

  /// Rows that are there before the script asks for more.
  static let rowLimit = 12

  private static let pictureWidth = 190.0
  private static let pictureHeight = 20.0
  private static let pictureMargin = 5.0

  /// The section; `nil` if there are no configurations.
  var section: PageSection? {
    guard !ranking.entries.isEmpty else { return nil }
    let metric = RankingText.metricTitle(of: ranking.metric)
    let better = ranking.isSmallerBetter ? "the smallest" : "the largest"
    let seeds = ranking.commonCount.map { ", \(counted($0, "seed")) each" } ?? ""
    var introduction =
      "\(counted(ranking.entries.count, "configuration"))\(seeds), \(better) mean \(metric) first. "
      + "Dots are seeds, bars 95 % Student-t intervals of the mean."
    if ranking.entries.contains(where: \.isTied) {
      introduction += " = marks those that cannot be told from the best."
    }
    return PageSection(
      id: "ranking", title: "Ranking", introduction: introduction, body: filters + table)
  }

  /// Where the script puts the choices; without it there is nothing to choose.
  private var filters: String {
    """
    <div class="filters needs-script" id="filters" role="group" aria-label="Filter by hyperparameter"></div>

    """
  }

  private var table: String {
    let columns = RankingColumns(ranking: ranking)
    let (axes, scores, ranks) = (columns.axes, columns.scores, columns.ranks)
    var page = MarkupElements()
    page.open(
      "div",
      [
        ("class", "scroll"), ("tabindex", "0"), ("role", "region"),
        ("aria-label", "Ranking of the configurations"),
      ])
    page.open("table", [("id", "ranking-table")])
    page.element("caption", [("class", "hidden")], content: "Configurations, the best first")
    page.append("<thead>")
    page.open("tr", [])
    heading("#", "rank", isNumeric: true, into: &page)
    for column in axes { heading(of: column, into: &page) }
    page.element("th", [("scope", "col"), ("class", "picture")], content: pictureTitle)
    for column in scores { heading(of: column, into: &page) }
    page.close("tr")
    page.append("</thead><tbody>\n")
    for row in ranking.entries.indices.prefix(Self.rowLimit) {
      page.open("tr", [("data-row", "\(row)")])
      page.element("th", [("scope", "row"), ("class", "number")], content: ranks[row])
      for column in axes { cell(row, of: column, into: &page) }
      page.append("<td class=\"picture\">\(picture(of: ranking.entries[row]))</td>\n")
      for column in scores { cell(row, of: column, into: &page) }
      page.close("tr")
    }
    page.append("</tbody>")
    page.close("table")
    page.close("div")
    if ranking.entries.count > Self.rowLimit {
      page.append(
        """
        <p class="more"><span id="ranking-count">The best \(Self.rowLimit) of \
        \(ranking.entries.count) configurations.</span> \
        <button type="button" class="needs-script" id="ranking-more">Show more</button></p>

        """)
    }
    return page.text
  }

  private var pictureTitle: String {
    guard let range = ranking.scoreRange else { return "scores" }
    return
      "scores \(ScoreText.value(range.lowerBound)) \u{2026} \(ScoreText.value(range.upperBound))"
  }

  private func heading(of column: RankingColumn, into page: inout MarkupElements) {
    heading(column.title, column.meaning, isNumeric: column.isNumeric, into: &page)
  }

  private func heading(
    _ title: String, _ meaning: String, isNumeric: Bool, into page: inout MarkupElements
  ) {
    page.element(
      "th",
      [("scope", "col"), ("title", meaning)] + (isNumeric ? [("class", "number")] : []),
      content: title)
  }

  private func cell(_ row: Int, of column: RankingColumn, into page: inout MarkupElements) {
    page.element("td", column.isNumeric ? [("class", "number")] : [], content: column.texts[row])
  }

  // MARK: - The picture of a configuration's scores

  private func picture(of entry: Ranking.Entry) -> String {
    guard let range = ranking.scoreRange, let statistics = entry.statistics else { return "" }
    func x(_ score: Double) -> String {
      let width = range.upperBound - range.lowerBound
      let share =
        width > 0
        ? (min(max(score, range.lowerBound), range.upperBound) - range.lowerBound) / width : 0.5
      return FigureText.coordinate(
        Self.pictureMargin + share * (Self.pictureWidth - 2 * Self.pictureMargin))
    }
    let middle = FigureText.coordinate(Self.pictureHeight / 2)
    let (left, right) = (Self.pictureMargin, Self.pictureWidth - Self.pictureMargin)
    var marks =
      "<path class=\"guide\" d=\"M\(FigureText.coordinate(left)),\(middle)H\(FigureText.coordinate(right))\"/>"
    if let interval = statistics.meanInterval {
      marks +=
        "<path class=\"interval\" d=\"M\(x(interval.lowerBound)),\(middle)H\(x(interval.upperBound))\"/>"
    }
    for score in statistics.sorted {
      marks += "<circle cx=\"\(x(score))\" cy=\"\(middle)\" r=\"2.6\"/>"
    }
    let mean = x(statistics.mean)
    marks += "<path class=\"mean\" d=\"M\(mean),3V17\"/>"
    return """
      <svg class="strip" viewBox="0 0 \(FigureText.coordinate(Self.pictureWidth)) \
      \(FigureText.coordinate(Self.pictureHeight))" aria-hidden="true">\(marks)</svg>
      """
  }
}
