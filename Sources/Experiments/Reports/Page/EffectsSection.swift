import Statistics

/// How much each axis matters: its share of the variance, and the mean at each of its values.
struct EffectsSection {
  let ranking: Ranking

  private static let width = 340.0
  private static let height = 150.0
  /// Values of an axis that a figure has room for.
  private static let valueLimit = 24

  /// The section; `nil` if nothing varies, or nothing has a score.
  var section: PageSection? {
    let axes = ranking.axes.axes
    guard !axes.isEmpty, ranking.entries.contains(where: { $0.statistics != nil }) else {
      return nil
    }
    let metric = RankingText.metricTitle(of: ranking.metric)
    var introduction = "The mean \(metric) over all configurations with each value."
    if ranking.effects != nil {
      introduction +=
        " Shares are of the variance over the grid and the seeds (functional analysis of variance)."
    } else if axes.count > 1 {
      introduction +=
        " The grid is not full, or a configuration has no score, so that values also "
        + "differ by what they were combined with, and shares of the variance are not defined."
    }
    let order = axes.indices.sorted {
      guard let effects = ranking.effects else { return $0 < $1 }
      return (-effects.mains[$0].share, $0) < (-effects.mains[$1].share, $1)
    }
    return PageSection(
      id: "effects", title: "Axis effects", shortTitle: "Effects", introduction: introduction,
      body: shares(order) + "<div class=\"grid\">\n" + order.map(figure(ofAxis:)).joined()
        + "</div>\n"
        + numbers(order))
  }

  /// The means of an axis' values, in their order.
  func means(ofAxis axis: Int) -> [Double?] {
    ranking.effects.map { $0.mains[axis].means }
      ?? ranking.axes.means(of: ranking.gridMeans, along: [axis])
  }

  private func title(ofAxis axis: Int) -> String {
    RankingText.title(of: ranking.axes.axes[axis].name)
  }

  // MARK: - Shares

  private func shares(_ order: [Int]) -> String {
    guard let effects = ranking.effects else { return "" }
    var rows = order.map { (name: title(ofAxis: $0), share: effects.mains[$0].share) }
    let pairs = effects.interactions.filter { $0.share >= 0.01 }.sorted {
      ($0.share, $1.first, $1.second) > ($1.share, $0.first, $0.second)
    }
    rows += pairs.prefix(4).map {
      (name: "\(title(ofAxis: $0.first)) \u{D7} \(title(ofAxis: $0.second))", share: $0.share)
    }
    let rest = pairs.dropFirst(4).reduce(0) { $0 + $1.share }
    if rest >= 0.005 { rows.append((name: "other pairs", share: rest)) }
    if effects.higherOrderShare >= 0.005 {
      rows.append((name: "three and more axes together", share: effects.higherOrderShare))
    }
    rows.append((name: "noise of the seeds", share: effects.noiseShare))
    var page = MarkupElements()
    page.open("table", [("class", "bars")])
    page.element("caption", [("class", "hidden")], content: "Shares of the variance")
    page.append("<thead class=\"hidden\">")
    page.open("tr", [])
    for heading in ["part", "share", "bar"] {
      page.element("th", [("scope", "col")], content: heading)
    }
    page.close("tr")
    page.append("</thead><tbody>\n")
    for (index, row) in rows.enumerated() {
      let isNoise = index == rows.count - 1
      page.open("tr", isNoise ? [("class", "noise")] : [])
      page.element("th", [("scope", "row")], content: row.name)
      page.element("td", [("class", "number")], content: PageMarkup.percent(row.share))
      page.append(
        """
        <td class="bar" aria-hidden="true"><span style="width:\
        \(FigureText.coordinate(row.share * 100))%"></span></td>

        """)
      page.close("tr")
    }
    page.append("</tbody>")
    page.close("table")
    return page.text
  }

  // MARK: - Means

  /// The range of all axes' means, so that their figures can be compared.
  private var range: ClosedRange<Double>? {
    let means = ranking.axes.axes.indices.flatMap { self.means(ofAxis: $0) }.compactMap { $0 }
    guard let first = means.first else { return nil }
    return means.reduce(first...first) { min($0.lowerBound, $1)...max($0.upperBound, $1) }
  }

  /// The indices of an axis' values from left to right: numbers by their size, others as the file
  /// has them.
  private func valueOrder(ofAxis axis: Int) -> [Int] {
    let values = ranking.axes.axes[axis].values
    let numbers = values.compactMap(Double.init)
    guard numbers.count == values.count else { return Array(values.indices) }
    return values.indices.sorted { numbers[$0] < numbers[$1] }
  }

  private func figure(ofAxis axis: Int) -> String {
    let order = valueOrder(ofAxis: axis)
    let texts = AxisValueText.shortened(ranking.axes.axes[axis].values)
    let values = order.map { texts[$0].isEmpty ? CurveFigure.absent : texts[$0] }
    guard let range, values.count <= Self.valueLimit,
      max(abs(range.lowerBound), abs(range.upperBound)) < AxisScale.limit
    else { return "" }
    let unordered = means(ofAxis: axis)
    let means = order.map { unordered[$0] }
    let vertical = AxisScale(covering: range, count: 4)
    let labels = vertical.ticks.map { FigureText.width(of: $0.label, size: 11) }
    let frame = PlotFrame(
      vertical: vertical, horizontal: AxisScale(covering: 0...1, count: 1),
      range: -0.5...(Double(values.count) - 0.5), left: labels.reduce(0, max) + 8,
      right: Self.width - 8, top: 12, bottom: Self.height - 26)
    var picture = MarkupElements()
    for tick in vertical.ticks {
      let y = frame.yText(tick.value)
      picture.line(
        x1: FigureText.coordinate(frame.left), y1: y, x2: FigureText.coordinate(frame.right),
        y2: y, style: "grid")
      picture.text(tick.label, x: frame.left - 4, y: frame.y(tick.value) + 3.5, style: "end")
    }
    let known = means.enumerated().compactMap { index, mean in mean.map { (index, $0) } }
    // A line between values that are no numbers would show a trend where there is none.
    if ranking.axes.axes[axis].values.allSatisfy({ Double($0) != nil }) {
      let path = known.map { "\(frame.x(Double($0.0))),\(frame.yText($0.1))" }
      picture.element("path", [("class", "line c0"), ("d", "M" + path.joined(separator: "L"))])
    }
    let scores = ScoreText.column(means, digits: 3)
    let room = (frame.right - frame.left) / Double(values.count)
    // Labels that would run into each other: every second, third and so on.
    let widest = values.reduce(0) { max($0, FigureText.width(of: $1, size: 11)) } + 6
    let every = max(1, Int((widest / room).rounded(.up)))
    for (index, mean) in known {
      picture.element(
        "circle",
        [
          ("class", "dot c0"), ("cx", frame.x(Double(index))), ("cy", frame.yText(mean)),
          ("r", "4"), ("data-tip", "\(title(ofAxis: axis)) \(values[index]): \(scores[index])"),
        ])
    }
    for (index, value) in values.enumerated() where index.isMultiple(of: every) {
      picture.element(
        "text",
        [
          ("class", "middle"), ("x", frame.x(Double(index))),
          ("y", FigureText.coordinate(Self.height - 8)),
        ], content: value)
    }
    let label =
      "Means by \(title(ofAxis: axis)): "
      + zip(values, scores).map { "\($0): \($1.isEmpty ? "none" : $1)" }.joined(separator: ", ")
    let others = ranking.companions[axis]
    let note =
      others.isEmpty
      ? ""
      : "<p class=\"note\">changes with it: \(FigureText.escaped(others.joined(separator: ", ")))</p>\n"
    return "<figure>\n<figcaption>\(FigureText.escaped(title(ofAxis: axis)))</figcaption>\n"
      + PageMarkup.picture(
        style: "plot", label: label, width: Self.width, height: Self.height, picture.text)
      + note + "</figure>\n"
  }

  private func numbers(_ order: [Int]) -> String {
    let rows = order.flatMap { axis in
      zip(ranking.axes.axes[axis].values, means(ofAxis: axis)).map { value, mean in
        [title(ofAxis: axis), value.isEmpty ? CurveFigure.absent : value]
          + ScoreText.column([mean])
      }
    }
    return PageMarkup.details(
      "The figures' numbers",
      PageMarkup.table(
        caption: "Mean of each value of each axis", titles: ["axis", "value", "mean"], rows: rows,
        numeric: [2]))
  }
}
