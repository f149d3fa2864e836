import DeepQ
import Statistics

/// The learning curves of the best configurations: means with bands, and each seed on demand.
struct CurvesSection {
  /// One configuration's curves.
  struct Line {
    /// Its rank, from 1.
    var rank: Int
    /// Its values of the axes.
    var label: String
    /// The thinned mean curve.
    var points: [CurveFigure.Point]
    /// The thinned curve of each seed.
    var seeds: [(trial: String, points: [LearningCurve.Point])]
  }

  /// The lines, the best configuration first.
  let lines: [Line]
  private let threshold: Double?
  private let verticalLabel: String
  private let total: Int

  /// Configurations in the figure at most.
  static let lineLimit = 8
  /// Columns of pixels of the wide figure.
  private static let columns = 640

  /// Reads the trials' files of the best configurations; `nil` if there are none, or no curves in them.
  ///
  /// - Parameters:
  ///   - ranking: the configurations.
  ///   - files: the ids of the trials whose file is right.
  /// - Throws: `FileError`, `HDF5Error` or `TrialFileError`.
  init?(_ ranking: Ranking, files: Set<String>) throws {
    let source = ranking.source
    guard let experiment = source.experiment, let folder = source.folder,
      source.summary.rows.count == experiment.trialCount
    else { return nil }
    var ranks: [Int: Int] = [:]
    for (rank, entry) in ranking.entries.enumerated() where entry.statistics != nil {
      guard ranks.count < Self.lineLimit else { break }
      ranks[entry.group.rows[0] / experiment.seeds.count] = rank
    }
    let done = Set(source.summary.rows.lazy.filter { $0.status == .done }.map(\.trial))
    var trials = FinishedTrials(
      of: experiment, configurations: ranks.keys.sorted(), in: folder,
      done: done.intersection(files), failed: [])
    let curves = try PlottedCurves(of: &trials, training: false) { ["\(ranks[$0] ?? 0)"] }
    let labels = RankingColumns(ranking: ranking).axes
    lines = curves.lines.compactMap { line in
      guard let rank = line.cells.first.flatMap({ Int($0) }) else { return nil }
      return Line(
        rank: rank + 1,
        label: labels.filter { !$0.texts[rank].isEmpty }.map { "\($0.title) \($0.texts[rank])" }
          .joined(separator: ", "),
        points: Self.thinned(line.curve.points),
        seeds: line.trialCurves.map { ($0.trial, Self.thinned($0.curve.points)) })
    }.sorted { $0.rank < $1.rank }
    threshold = experiment.solve.threshold.flatMap { abs($0) < AxisScale.limit ? $0 : nil }
    verticalLabel = curves.label(evaluationEpisodes: experiment.evaluation.episodes)
    total = ranking.entries.count
    if lines.isEmpty { return nil }
  }

  private static func thinned(_ points: [CurveFigure.Point]) -> [CurveFigure.Point] {
    let series = [
      points.map(\.mean), points.map { $0.interval?.lowerBound ?? $0.mean },
      points.map { $0.interval?.upperBound ?? $0.mean },
    ]
    return CurveThinning.indices(steps: points.map(\.step), series: series, columns: columns)
      .map { points[$0] }
  }

  private static func thinned(_ points: [LearningCurve.Point]) -> [LearningCurve.Point] {
    CurveThinning.indices(
      steps: points.map(\.step), series: [points.map(\.score)], columns: columns
    ).map { points[$0] }
  }

  /// The section.
  var section: PageSection {
    let hasBands = lines.contains { $0.points.contains { $0.interval != nil } }
    return PageSection(
      id: "curves", title: "Learning curves", shortTitle: "Curves",
      introduction: "\(which): \(verticalLabel) against environment steps. "
        + (hasBands
          ? "Lines are means over the seeds, bands their 95 % Student-t intervals"
            + (hasQuietBands ? "; choose a configuration to see its band." : ".")
          : "One seed each, so there are no intervals."),
      body: "<figure class=\"curves\">\n" + picture(width: 1_060, height: 400, name: "wide")
        + picture(width: 350, height: 260, name: "narrow") + legend + "</figure>\n" + numbers)
  }

  /// Which configurations are shown: not every one of the best need have a curve.
  private var which: String {
    if lines.count == total { return "All configurations" }
    let ranks = lines.map(\.rank)
    if ranks == Array(1...ranks.count) {
      return "The best \(counted(lines.count, "configuration")) of \(total)"
    }
    let named = ranks.map(String.init).joined(separator: ", ")
    return "The configurations of rank \(named), of \(total); better ones have no learning curve"
  }

  // MARK: - The picture

  private func frame(width: Double, height: Double) -> PlotFrame {
    let scores = CurveFigure.scoreRange(of: lines.flatMap(\.points), threshold: threshold)
    let vertical = AxisScale(covering: scores, count: height > 300 ? 6 : 5)
    let lastStep = lines.reduce(1) { max($0, $1.points[$1.points.count - 1].step) }
    let labels = vertical.ticks.map { FigureText.width(of: $0.label, size: 11) }
    return PlotFrame(
      vertical: vertical,
      horizontal: AxisScale(covering: 0...Double(lastStep), count: width > 500 ? 10 : 5),
      range: 0...Double(lastStep), left: labels.reduce(0, max) + 8, right: width - 14, top: 10,
      bottom: height - 34)
  }

  private func picture(width: Double, height: Double, name: String) -> String {
    let frame = frame(width: width, height: height)
    var picture = MarkupElements()
    picture.append(frame.clipPath(id: "area-\(name)") + "\n")
    frame.drawAxes(into: &picture)
    if let threshold { frame.drawThreshold(threshold, into: &picture) }
    picture.element(
      "text",
      [
        ("class", "middle muted"), ("x", FigureText.coordinate((frame.left + frame.right) / 2)),
        ("y", FigureText.coordinate(height - 4)),
      ], content: "environment steps")
    picture.open("g", [("clip-path", "url(#area-\(name))")])
    for index in lines.indices.reversed() {
      picture.open(
        "g",
        [
          ("class", "seeds \(FigureTheme.colourClass(ofLine: index))"), ("data-line", "\(index)"),
        ])
      for seed in lines[index].seeds where seed.points.count > 1 {
        let path = seed.points.map { "\(frame.x(Double($0.step))),\(frame.yText($0.score))" }
        picture.element("path", [("d", "M" + path.joined(separator: "L"))])
      }
      picture.close("g")
    }
    let opacity = lines.count > 4 ? "0.1" : "0.16"
    for index in lines.indices.reversed() {
      let style = hasQuietBands && index > 0 ? "curve quiet" : "curve"
      picture.open("g", [("class", style), ("data-line", "\(index)")])
      frame.drawBand(of: lines[index].points, index: index, opacity: opacity, into: &picture)
      frame.drawLine(of: lines[index].points, index: index, into: &picture)
      picture.close("g")
    }
    picture.close("g")
    if let threshold { frame.drawLabel(ofThreshold: threshold, into: &picture) }
    picture.element(
      "line",
      [
        ("class", "cursor"), ("y1", FigureText.coordinate(frame.top)),
        ("y2", FigureText.coordinate(frame.bottom)),
      ])
    return PageMarkup.picture(
      style: "plot \(name)", label: description, width: width, height: height,
      attributes: [
        ("tabindex", "0"), ("data-left", FigureText.coordinate(frame.left)),
        ("data-right", FigureText.coordinate(frame.right)),
        ("data-top", FigureText.coordinate(frame.top)),
        ("data-bottom", FigureText.coordinate(frame.bottom)),
        ("data-last", shortest(frame.range.upperBound)),
        ("data-low", shortest(frame.vertical.bounds.lowerBound)),
        ("data-high", shortest(frame.vertical.bounds.upperBound)),
      ], picture.text)
  }

  /// Whether there are so many bands that only that of the best is shown at once.
  private var hasQuietBands: Bool { lines.count > 4 }

  /// What the picture shows, for those who do not see it.
  private var description: String {
    let rows = lines.map { line in
      let (first, last) = (line.points[0], line.points[line.points.count - 1])
      return "Rank \(line.rank), \(line.label): \(AxisScale.tenths(first.mean)) at step "
        + "\(first.step), \(AxisScale.tenths(last.mean)) at step \(last.step)."
    }
    return (["Learning curves: \(verticalLabel) against environment steps."] + rows)
      .joined(separator: " ")
  }

  private var legend: String {
    var page = MarkupElements()
    page.open("ul", [("class", "legend")])
    for (index, line) in lines.enumerated() {
      page.open("li", [])
      page.open(
        "button", [("type", "button"), ("data-line", "\(index)"), ("aria-pressed", "false")])
      page.open("svg", [("viewBox", "0 0 26 10"), ("aria-hidden", "true")])
      page.element(
        "path",
        [("class", "line \(FigureTheme.colourClass(ofLine: index))"), ("d", "M1,5H25")]
          + FigureTheme.dashAttributes(ofLine: index))
      page.close("svg")
      page.element("span", [], content: "\(line.rank). \(line.label)")
      page.close("button")
      page.close("li")
    }
    page.close("ul")
    return page.text
  }

  private var numbers: String {
    let rows = lines.flatMap { line in
      line.points.map { point in
        ["\(line.rank)", "\(point.step)"]
          + ScoreText.column([point.mean, point.interval?.lowerBound, point.interval?.upperBound])
      }
    }
    guard rows.count <= 400 else { return "" }
    return PageMarkup.details(
      "The figure's numbers",
      PageMarkup.table(
        caption: "Learning curves: means and 95 % intervals",
        titles: ["rank", "step", "mean", "from", "to"], rows: rows, numeric: [0, 1, 2, 3, 4]))
  }

  /// The numbers that the script shows under the pointer.
  var json: String {
    CompactJSON.list(
      lines.map { line in
        CompactJSON.object([
          ("rank", "\(line.rank)"), ("label", CompactJSON.text(line.label)),
          ("steps", CompactJSON.list(line.points.map(\.step))),
          ("means", CompactJSON.list(line.points.map { CompactJSON.number($0.mean) })),
          (
            "low", CompactJSON.list(line.points.map { CompactJSON.number($0.interval?.lowerBound) })
          ),
          (
            "high",
            CompactJSON.list(line.points.map { CompactJSON.number($0.interval?.upperBound) })
          ),
          (
            "seeds",
            CompactJSON.list(
              line.seeds.map { seed in
                CompactJSON.object([
                  ("trial", CompactJSON.text(seed.trial)),
                  ("steps", CompactJSON.list(seed.points.map(\.step))),
                  ("scores", CompactJSON.list(seed.points.map { CompactJSON.number($0.score) })),
                ])
              })
          ),
        ])
      })
  }
}
