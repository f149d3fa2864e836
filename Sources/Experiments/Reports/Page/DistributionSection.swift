import Statistics

/// How scores are distributed: a histogram of all trials, and performance profiles of the best
/// configurations.
struct DistributionSection {
  let ranking: Ranking

  /// Profiles at most, besides that of all trials.
  private static let profileLimit = 6
  private static let width = 500.0
  private static let height = 270.0

  /// The section; `nil` if there are fewer than two scores, or only equal ones.
  var section: PageSection? {
    guard let range = ranking.scoreRange, range.lowerBound < range.upperBound,
      max(abs(range.lowerBound), abs(range.upperBound)) < AxisScale.limit,
      let all = SampleStatistics(ranking.entries.flatMap(\.group.scores))
    else { return nil }
    return PageSection(
      id: "distributions", title: "Distributions",
      introduction: "Scores of all \(counted(all.count, "trial")), and for each level the share of "
        + "seeds above it (performance profile).",
      body: "<div class=\"grid two\">\n" + histogram(of: all) + profiles(all, range) + "</div>\n")
  }

  private func frame(
    _ vertical: AxisScale, _ horizontal: AxisScale, _ range: ClosedRange<Double>
  ) -> PlotFrame {
    let labels = vertical.ticks.map { FigureText.width(of: $0.label, size: 11) }
    return PlotFrame(
      vertical: vertical, horizontal: horizontal, range: range,
      left: labels.reduce(0, max) + 8, right: Self.width - 12, top: 10, bottom: Self.height - 34)
  }

  private func axisLabel(_ frame: PlotFrame, into picture: inout MarkupElements) {
    picture.element(
      "text",
      [
        ("class", "middle muted"), ("x", FigureText.coordinate((frame.left + frame.right) / 2)),
        ("y", FigureText.coordinate(Self.height - 4)),
      ], content: RankingText.metricTitle(of: ranking.metric))
  }

  // MARK: - Histogram

  private func histogram(of all: SampleStatistics) -> String {
    let scale = AxisScale(covering: all.minimum...all.maximum, count: 24)
    let edges = scale.ticks.map(\.value)
    var counts = [Int](repeating: 0, count: max(edges.count - 1, 1))
    var bin = 0
    for score in all.sorted {
      while bin + 1 < counts.count, score >= edges[bin + 1] { bin += 1 }
      counts[bin] += 1
    }
    let most = counts.max() ?? 1
    let frame = frame(
      AxisScale(covering: 0...Double(most), count: min(4, most)),
      AxisScale(covering: scale.bounds, count: 5),
      scale.bounds)
    var picture = MarkupElements()
    frame.drawAxes(into: &picture)
    for (index, count) in counts.enumerated() where count > 0 {
      let (from, to) = (edges[index], edges[index + 1])
      picture.element(
        "path",
        [
          ("class", "bin"),
          (
            "d",
            "M\(frame.x(from)),\(FigureText.coordinate(frame.bottom))V\(frame.yText(Double(count)))H\(frame.x(to))V\(FigureText.coordinate(frame.bottom))Z"
          ),
          ("data-tip", "\(shortest(from)) to \(shortest(to)): \(counted(count, "trial"))"),
        ])
    }
    if let threshold = ranking.threshold, scale.bounds.contains(threshold) {
      picture.line(
        x1: frame.x(threshold), y1: FigureText.coordinate(frame.top), x2: frame.x(threshold),
        y2: FigureText.coordinate(frame.bottom), style: "threshold")
    }
    axisLabel(frame, into: &picture)
    let rows = counts.indices.map {
      [shortest(edges[$0]), shortest(edges[$0 + 1]), "\(counts[$0])"]
    }
    return "<figure>\n<figcaption>Trials by score</figcaption>\n"
      + PageMarkup.picture(
        style: "plot",
        label:
          "Histogram of \(counted(all.count, "score")) from \(ScoreText.value(all.minimum)) to "
          + "\(ScoreText.value(all.maximum)), median \(ScoreText.value(all.median))",
        width: Self.width, height: Self.height, picture.text)
      + PageMarkup.details(
        "The figure's numbers",
        PageMarkup.table(
          caption: "Trials by score", titles: ["from", "below", "trials"], rows: rows,
          numeric: [0, 1, 2]))
      + "</figure>\n"
  }

  // MARK: - Performance profiles

  private func profiles(_ all: SampleStatistics, _ range: ClosedRange<Double>) -> String {
    let axes = RankingColumns(ranking: ranking).axes
    var lines = ranking.entries.enumerated().compactMap { rank, entry in
      entry.statistics.map { statistics in
        let label = axes.filter { !$0.texts[rank].isEmpty }.map { "\($0.title) \($0.texts[rank])" }
        return (label: "\(rank + 1). " + label.joined(separator: ", "), statistics: statistics)
      }
    }
    let others = lines.count > 1
    lines = Array(lines.prefix(Self.profileLimit))
    if others { lines.append((label: "all trials", statistics: all)) }
    let horizontal = AxisScale(covering: range, count: 5)
    let frame = frame(
      AxisScale(covering: 0...1, count: 4), horizontal, horizontal.bounds)
    var picture = MarkupElements()
    frame.drawAxes(into: &picture)
    if let threshold = ranking.threshold, horizontal.bounds.contains(threshold) {
      picture.line(
        x1: frame.x(threshold), y1: FigureText.coordinate(frame.top), x2: frame.x(threshold),
        y2: FigureText.coordinate(frame.bottom), style: "threshold")
    }
    for (index, line) in lines.enumerated().reversed() {
      let profile = PerformanceProfile(tasks: [line.statistics])
      var path = "M\(frame.x(frame.range.lowerBound)),\(frame.yText(1))"
      // The share falls at each score: 300 levels are as many as the picture shows.
      for level in levels(of: line.statistics) {
        path += "H\(frame.x(level))V\(frame.yText(profile.share(above: level)))"
      }
      path += "H\(frame.x(frame.range.upperBound))"
      picture.element(
        "path",
        [
          ("class", "line \(FigureTheme.colourClass(ofLine: colour(of: index, of: lines.count)))"),
          ("d", path), ("data-tip", line.label),
        ] + FigureTheme.dashAttributes(ofLine: index))
    }
    axisLabel(frame, into: &picture)
    return "<figure>\n<figcaption>Share of seeds above each score</figcaption>\n"
      + PageMarkup.picture(
        style: "plot",
        label: "Performance profiles: "
          + lines.map { "\($0.label): median \(ScoreText.value($0.statistics.median))" }
          .joined(separator: "; "),
        width: Self.width, height: Self.height, picture.text)
      + legend(lines.map(\.label)) + "</figure>\n"
  }

  /// The scores of a sample at which its profile falls: each once, thinned to what a picture shows.
  private func levels(of statistics: SampleStatistics) -> [Double] {
    var levels: [Double] = []
    for score in statistics.sorted where score != levels.last { levels.append(score) }
    let every = (levels.count + 299) / 300
    return levels.indices.filter { $0.isMultiple(of: every) || $0 == levels.count - 1 }
      .map { levels[$0] }
  }

  /// The profile of all trials is grey.
  private func colour(of index: Int, of count: Int) -> Int {
    count > 1 && index == count - 1 ? 7 : index
  }

  private func legend(_ labels: [String]) -> String {
    var page = MarkupElements()
    page.open("ul", [("class", "legend")])
    for (index, label) in labels.enumerated() {
      page.open("li", [])
      page.open("svg", [("viewBox", "0 0 26 10"), ("aria-hidden", "true")])
      let colour = FigureTheme.colourClass(ofLine: colour(of: index, of: labels.count))
      page.element(
        "path",
        [("class", "line \(colour)"), ("d", "M1,5H25")] + FigureTheme.dashAttributes(ofLine: index))
      page.close("svg")
      page.element("span", [], content: label)
      page.close("li")
    }
    page.close("ul")
    return page.text
  }
}
