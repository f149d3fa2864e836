import Statistics

/// Parallel coordinates: a line for each configuration through its values and its score.
struct ParallelSection {
  let ranking: Ranking

  /// Lines at most.
  static let lineLimit = 400
  private static let axisLimit = 10
  /// How far the lines of one value are spread, best on top.
  private static let spread = 12.0

  /// The section; `nil` if fewer than two axes vary.
  var section: PageSection? {
    guard (2...Self.axisLimit).contains(ranking.axes.axes.count), !shown.isEmpty else { return nil }
    let scored = ranking.entries.count { $0.statistics != nil }
    let which =
      shown.count < scored
      ? "\(shown.count) of \(scored) configurations: the best \(Self.lineLimit / 2), and others at equal distances in the ranking"
      : "All \(counted(scored, "configuration"))"
    return PageSection(
      id: "parallel", title: "Parallel coordinates", shortTitle: "Parallel",
      introduction:
        "\(which). Each line is a configuration; its colour is its place in the ranking, "
        + "from the best fifth (thick) to the last (thin).",
      body: "<figure>\n" + picture(width: 1_040, height: 330, name: "wide")
        + picture(width: 350, height: 300, name: "narrow") + "</figure>\n")
  }

  /// The ranks of the configurations that are shown.
  var shown: [Int] {
    let ranks = ranking.entries.indices.filter { ranking.entries[$0].statistics != nil }
    guard ranks.count > Self.lineLimit else { return ranks }
    let half = Self.lineLimit / 2
    let rest = ranks.count - half
    return Array(ranks.prefix(half)) + (0..<half).map { ranks[half + $0 * rest / half] }
  }

  private func picture(width: Double, height: Double, name: String) -> String {
    guard let scores, max(abs(scores.lowerBound), abs(scores.upperBound)) < AxisScale.limit else {
      return ""
    }
    let axes = ranking.axes.axes
    let (top, bottom) = (34.0, height - 14)
    let margin = name == "wide" ? 70.0 : 34.0
    let scale = AxisScale(covering: scores, count: 5)
    let step = (width - 2 * margin) / Double(axes.count)
    func x(_ axis: Int) -> Double { margin + Double(axis) * step }
    func y(_ axis: Int, _ position: Int) -> Double {
      let count = axes[axis].values.count
      let inset = Self.spread
      return bottom - inset - Double(position) / Double(count - 1) * (bottom - top - 2 * inset)
    }
    func y(ofScore score: Double) -> Double {
      let bounds = scale.bounds
      return bottom - (score - bounds.lowerBound) / (bounds.upperBound - bounds.lowerBound)
        * (bottom - top)
    }
    let positions = ranking.gridPositions
    let count = Double(max(ranking.entries.count - 1, 1))
    var picture = MarkupElements()
    picture.open("g", [("class", "lines")])
    for rank in shown.reversed() {
      let entry = ranking.entries[rank]
      guard let mean = entry.statistics?.mean else { continue }
      let shift = (Double(rank) / count - 0.5) * Self.spread
      var points = axes.indices.map { axis in
        let position = axes[axis].positions[positions[rank]]
        return
          "\(FigureText.coordinate(x(axis))),\(FigureText.coordinate(y(axis, position) + shift))"
      }
      points.append(
        "\(FigureText.coordinate(x(axes.count))),\(FigureText.coordinate(y(ofScore: mean)))")
      let fifth = min(4, Int(Double(rank) / count * 5))
      picture.element(
        "path",
        [
          ("class", "q\(fifth)"), ("data-rank", "\(rank)"),
          ("d", "M" + points.joined(separator: "L")),
        ])
    }
    picture.close("g")
    for axis in 0...axes.count {
      let position = FigureText.coordinate(x(axis))
      picture.line(
        x1: position, y1: FigureText.coordinate(top), x2: position,
        y2: FigureText.coordinate(bottom), style: "axis")
      let title =
        axis < axes.count
        ? RankingText.title(of: axes[axis].name) : "mean"
      let fitting = FigureText.lines(of: title, width: step * 0.96, size: 11).prefix(2)
      for (line, text) in fitting.enumerated() {
        picture.text(
          text, x: x(axis), y: 22 - Double(fitting.count - 1 - line) * 12, style: "middle strong")
      }
      if axis == axes.count {
        for tick in scale.ticks {
          picture.text(tick.label, x: x(axis) + 6, y: y(ofScore: tick.value) + 3.5, style: "halo")
        }
      } else {
        let values = AxisValueText.shortened(axes[axis].values)
        for (index, value) in values.enumerated() where values.count <= 20 {
          picture.text(
            value.isEmpty ? CurveFigure.absent : value, x: x(axis) + 6, y: y(axis, index) + 3.5,
            style: "halo")
        }
      }
    }
    let label =
      "Parallel coordinates of \(counted(shown.count, "configuration")) over "
      + axes.map { RankingText.title(of: $0.name) }.joined(separator: ", ")
      + " and their mean; the ranking has the same numbers."
    return PageMarkup.picture(
      style: "plot parallel \(name)", label: label, width: width, height: height, picture.text)
  }

  private var scores: ClosedRange<Double>? {
    let means = shown.compactMap { ranking.entries[$0].statistics?.mean }
    guard let first = means.first else { return nil }
    return means.reduce(first...first) { min($0.lowerBound, $1)...max($0.upperBound, $1) }
  }
}
