import Statistics

/// Learning curves as an SVG picture: a line and a band for each row of the legend.
///
/// The picture is as wide as a column of a paper (8.5 cm) or a telephone. Its bytes are a function of
/// the values here: no time, no path, coordinates with one decimal, and arithmetic of `+ - * /` only.
struct CurveFigure: Equatable {
  /// A mean over several scores at one step.
  struct Point: Equatable {
    var step: Int
    var mean: Double
    /// The interval of the mean; `nil` for a single score.
    var interval: ClosedRange<Double>?
    /// The lowest and the highest score.
    var scores: ClosedRange<Double>
  }

  /// One line of the figure.
  struct Line: Equatable {
    /// Its row in the legend: one text for each of the legend's columns.
    var cells: [String]
    /// Ascending steps; at least one.
    var points: [Point]
    /// The curves that it is the mean of, where they are drawn too.
    var seeds: [LearningCurve] = []
  }

  /// The heading.
  var title: String
  /// What the vertical axis shows.
  var verticalLabel: String
  /// What the horizontal axis shows.
  var horizontalLabel: String
  /// The headings of the legend's columns; none for a single line that needs no label.
  var columns: [String]
  /// The lines, the first one below the others; at least one.
  var lines: [Line]
  /// A score to reach.
  var threshold: Double?
  /// Sentences below the figure.
  var notes: [String]

  /// The cell of a column that does not apply to a line.
  static let absent = "\u{2013}"

  // MARK: - Geometry

  private static let width = 340.0
  private static let margin = 6.0
  private static let plotHeight = 184.0
  private static let textSize = 10.0
  private static let noteSize = 9.0
  private static let titleSize = 11.5
  private static let lineHeight = 13.0
  private static let noteHeight = 11.5
  /// Where the legend's first column begins.
  private static let swatchWidth = 26.0
  private static let columnGap = 9.0
  /// The picture's size where nothing else says how large it is to be, in CSS pixels for each unit.
  private static let pixels = 1.5

  private func plot(top: Double) -> PlotFrame {
    let vertical = AxisScale(covering: scoreRange, count: 5)
    let lastStep = lines.reduce(1) { last, line in
      line.seeds.reduce(max(last, line.points[line.points.count - 1].step)) {
        max($0, $1.points[$1.points.count - 1].step)
      }
    }
    let labels = vertical.ticks.map { FigureText.width(of: $0.label, size: Self.textSize) }
    return PlotFrame(
      vertical: vertical, horizontal: AxisScale(covering: 0...Double(lastStep), count: 6),
      range: 0...Double(lastStep), left: Self.margin + labels.reduce(0, max) + 4,
      right: Self.width - 12, top: top, bottom: top + Self.plotHeight)
  }

  private var scoreRange: ClosedRange<Double> {
    let range = Self.scoreRange(of: lines.flatMap(\.points), threshold: threshold)
    let scores = lines.flatMap(\.seeds).flatMap(\.points).map(\.score)
    return scores.reduce(range.lowerBound, min)...scores.reduce(range.upperBound, max)
  }

  /// The range to be seen: the threshold, the means, and the bands as far as there are scores.
  ///
  /// - Precondition: there is a point.
  static func scoreRange(of points: [Point], threshold: Double?) -> ClosedRange<Double> {
    let all = points.dropFirst().reduce(points[0].scores) { range, point in
      min(
        range.lowerBound, point.scores.lowerBound)...max(
          range.upperBound, point.scores.upperBound)
    }
    var seen = points.flatMap { point -> [Double] in
      guard let interval = point.interval else { return [point.mean] }
      return [
        point.mean, max(interval.lowerBound, all.lowerBound),
        min(interval.upperBound, all.upperBound),
      ]
    }
    if let threshold { seen.append(threshold) }
    return seen.reduce(seen[0], min)...seen.reduce(seen[0], max)
  }

  // MARK: - The picture

  /// The whole SVG file.
  func svg(_ theme: FigureTheme) -> String {
    var picture = MarkupElements()
    var y = Self.margin
    let inner = Self.width - 2 * Self.margin
    for line in FigureText.lines(of: title, width: inner * 0.95, size: Self.titleSize) {
      y += Self.lineHeight
      picture.text(line, x: Self.margin, y: y - 2, style: "title")
    }
    for line in FigureText.lines(of: verticalLabel, width: inner, size: Self.textSize) {
      y += Self.lineHeight
      picture.text(line, x: Self.margin, y: y, style: "muted")
    }
    let plot = plot(top: y + 9)
    draw(plot, into: &picture)
    y = plot.bottom + 14 + Self.lineHeight
    picture.text(
      horizontalLabel, x: (plot.left + plot.right) / 2, y: y, style: "middle muted")
    y += 6
    y = drawLegend(from: y, into: &picture)
    for note in notes {
      for line in FigureText.lines(of: note, width: inner, size: Self.noteSize) {
        y += Self.noteHeight
        picture.text(line, x: Self.margin, y: y, style: "note muted")
      }
    }
    let height = y + Self.margin
    return document(picture.text, height: height.rounded(.up), plot: plot, theme)
  }

  private func document(
    _ elements: String, height unitHeight: Double, plot: PlotFrame, _ theme: FigureTheme
  ) -> String {
    let (width, height) = (FigureText.coordinate(Self.width), FigureText.coordinate(unitHeight))
    let pixelWidth = FigureText.coordinate(Self.width * Self.pixels)
    let pixelHeight = FigureText.coordinate(unitHeight * Self.pixels)
    return """
      <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="figure-title figure-text" \
      viewBox="0 0 \(width) \(height)" width="\(pixelWidth)" height="\(pixelHeight)">
      <title id="figure-title">\(FigureText.escaped(title))</title>
      <desc id="figure-text">\(FigureText.escaped(description))</desc>
      <style>
      \(theme.styleSheet)\(seedStyle)</style>
      \(plot.clipPath(id: "plot-area"))
      <rect class="background" width="\(width)" height="\(height)"/>
      \(elements)</svg>

      """
  }

  private var seedStyle: String {
    lines.allSatisfy(\.seeds.isEmpty) ? "" : FigureTheme.seedStyle
  }

  /// What the picture shows, for those who do not see it.
  private var description: String {
    let head = "\(verticalLabel) against \(horizontalLabel)."
    let rows = lines.map { line -> String in
      let last = line.points[line.points.count - 1]
      let label = label(of: line)
      let values =
        "\(AxisScale.tenths(line.points[0].mean)) at step \(line.points[0].step), "
        + "\(AxisScale.tenths(last.mean)) at step \(last.step)."
      return label.isEmpty ? values : "\(label): \(values)"
    }
    let solved = threshold.map { ["Solved at \(shortest($0))."] } ?? []
    return ([head] + rows + solved + notes).joined(separator: " ")
  }

  /// A line's label in one text: the columns that have a value.
  private func label(of line: Line) -> String {
    zip(columns, line.cells).filter { $0.1 != Self.absent }.map { "\($0) \($1)" }
      .joined(separator: ", ")
  }

  // MARK: - Axes and curves

  private func draw(_ plot: PlotFrame, into picture: inout MarkupElements) {
    plot.drawAxes(into: &picture)
    if let threshold { plot.drawThreshold(threshold, into: &picture) }
    picture.open("g", [("clip-path", "url(#plot-area)")])
    let opacity = lines.count > 4 ? "0.08" : "0.16"
    for (index, line) in lines.enumerated() {
      plot.drawBand(of: line.points, index: index, opacity: opacity, into: &picture)
    }
    for (index, line) in lines.enumerated() {
      for seed in line.seeds { plot.drawSeed(seed, index: index, into: &picture) }
    }
    // The first line is solid: it is seen between the dashes of those on top of it.
    for (index, line) in lines.enumerated() {
      plot.drawLine(of: line.points, index: index, into: &picture)
    }
    picture.close("g")
    if let threshold { plot.drawLabel(ofThreshold: threshold, into: &picture) }
  }

  // MARK: - The legend

  /// Draws a row for each line, in columns if they fit.
  ///
  /// - Returns: where it ends.
  private func drawLegend(from start: Double, into picture: inout MarkupElements) -> Double {
    guard !columns.isEmpty else { return start }
    var y = start
    let positions = columnPositions
    if let positions {
      for row in 0..<positions.headingLines {
        y += Self.lineHeight - 1.5
        for (x, heading) in zip(positions.x, positions.headings) {
          // Short headings are aligned at the bottom.
          let line = row - (positions.headingLines - heading.count)
          if line >= 0 { picture.text(heading[line], x: x, y: y, style: "muted") }
        }
      }
      y += 1
    }
    for (index, line) in lines.enumerated() {
      drawSwatch(of: index, y: y + Self.lineHeight - 3.5, into: &picture)
      if let positions {
        y += Self.lineHeight
        for (x, cell) in zip(positions.x, line.cells) { picture.text(cell, x: x, y: y) }
      } else {
        let label = label(of: line)
        let x = Self.margin + Self.swatchWidth
        let room = Self.width - Self.margin - x
        for text in FigureText.lines(of: label, width: room, size: Self.textSize) {
          y += Self.lineHeight
          picture.text(text, x: x, y: y)
        }
      }
    }
    return y + 6
  }

  private func drawSwatch(of index: Int, y: Double, into picture: inout MarkupElements) {
    let height = FigureText.coordinate(y)
    let (left, right) = (Self.margin, Self.margin + Self.swatchWidth - 5)
    picture.element(
      "line",
      [
        ("class", "line \(FigureTheme.colourClass(ofLine: index))"),
        ("x1", FigureText.coordinate(left)), ("y1", height),
        ("x2", FigureText.coordinate(right)), ("y2", height),
      ] + FigureTheme.dashAttributes(ofLine: index))
  }

  private struct ColumnPositions {
    var x: [Double]
    /// The lines of each heading.
    var headings: [[String]]

    var headingLines: Int { headings.reduce(0) { max($0, $1.count) } }
  }

  /// Where the legend's columns begin; `nil` if they are too wide together.
  private var columnPositions: ColumnPositions? {
    let left = Self.margin + Self.swatchWidth
    for headings in [columns.map { [$0] }, columns.map(FigureText.parts(ofKey:))] {
      var x: [Double] = []
      var end = left
      for (column, heading) in headings.enumerated() {
        x.append(end)
        let texts = heading + lines.map { $0.cells[column] }
        end += texts.reduce(0) { max($0, FigureText.width(of: $1, size: Self.textSize)) }
        end += Self.columnGap
      }
      if end - Self.columnGap <= Self.width - Self.margin {
        return ColumnPositions(x: x, headings: headings)
      }
    }
    return nil
  }
}
