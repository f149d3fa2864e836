import Statistics

/// The area of a plot: its scales, where it lies in the picture, and the marks in it.
struct PlotFrame {
  /// The scale of the vertical axis, which covers the whole height.
  var vertical: AxisScale
  /// The ticks of the horizontal axis; those beyond the range are not drawn.
  var horizontal: AxisScale
  /// The values at the left and the right edge.
  var range: ClosedRange<Double>
  var left: Double
  var right: Double
  var top: Double
  var bottom: Double

  /// The horizontal position of a value.
  func x(_ value: Double) -> String {
    let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    return FigureText.coordinate(left + share * (right - left))
  }

  /// The vertical position of a value.
  func y(_ value: Double) -> Double {
    let bounds = vertical.bounds
    let share = (value - bounds.lowerBound) / (bounds.upperBound - bounds.lowerBound)
    // An infinite interval ends somewhere outside of the picture.
    return bottom - min(max(share, -9), 9) * (bottom - top)
  }

  /// The vertical position of a value, as a coordinate.
  func yText(_ value: Double) -> String { FigureText.coordinate(y(value)) }

  /// The element that cuts off what is outside of the area.
  func clipPath(id: String) -> String {
    let (top, bottom) = (top - 2, bottom + 2)
    return """
      <clipPath id="\(id)"><rect x="\(FigureText.coordinate(left))" \
      y="\(FigureText.coordinate(top))" width="\(FigureText.coordinate(right - left + 3))" \
      height="\(FigureText.coordinate(bottom - top))"/></clipPath>
      """
  }

  // MARK: - Axes

  /// Draws both axes with their ticks and labels.
  func drawAxes(into picture: inout MarkupElements) {
    let (left, right) = (FigureText.coordinate(left), FigureText.coordinate(right))
    for tick in vertical.ticks {
      let y = yText(tick.value)
      picture.line(x1: left, y1: y, x2: right, y2: y, style: "grid")
      picture.text(tick.label, x: self.left - 4, y: self.y(tick.value) + 3.5, style: "end")
    }
    let bottom = FigureText.coordinate(bottom)
    for tick in horizontal.ticks where range.contains(tick.value) {
      let x = x(tick.value)
      picture.line(
        x1: x, y1: bottom, x2: x, y2: FigureText.coordinate(self.bottom + 3), style: "axis")
      picture.element(
        "text",
        [("class", "middle"), ("x", x), ("y", FigureText.coordinate(self.bottom + 14))],
        content: tick.label)
    }
    picture.line(x1: left, y1: bottom, x2: right, y2: bottom, style: "axis")
  }

  /// Draws a horizontal line at a score to reach.
  func drawThreshold(_ threshold: Double, into picture: inout MarkupElements) {
    let y = yText(threshold)
    picture.line(
      x1: FigureText.coordinate(left), y1: y, x2: FigureText.coordinate(right), y2: y,
      style: "threshold")
  }

  /// Draws the label of the score to reach, above its line if it fits there.
  func drawLabel(ofThreshold threshold: Double, into picture: inout MarkupElements) {
    let y = y(threshold)
    let isBelow = y - top < 13
    picture.text(
      "solved at \(shortest(threshold))", x: left + 3, y: isBelow ? y + 11 : y - 4,
      style: "note muted halo")
  }

  // MARK: - Curves

  /// Draws the intervals of a curve's points: an area, or a line for a single interval.
  ///
  /// - Parameters:
  ///   - points: ascending steps.
  ///   - index: which line of the figure it is, which gives it its colour.
  ///   - opacity: the area's, from 0 to 1.
  ///   - picture: what it is added to.
  func drawBand(
    of points: [CurveFigure.Point], index: Int, opacity: String, into picture: inout MarkupElements
  ) {
    let ends = points.compactMap { point in
      point.interval.map { (x(Double(point.step)), $0) }
    }
    guard let first = ends.first else { return }
    let colour = FigureTheme.colourClass(ofLine: index)
    guard ends.count > 1 else {
      picture.element(
        "line",
        [
          ("class", "line \(colour)"), ("x1", first.0), ("y1", yText(first.1.lowerBound)),
          ("x2", first.0), ("y2", yText(first.1.upperBound)),
        ])
      return
    }
    let upper = ends.map { "\($0.0),\(yText($0.1.upperBound))" }
    let lower = ends.reversed().map { "\($0.0),\(yText($0.1.lowerBound))" }
    picture.element(
      "path",
      [
        ("class", "band \(colour)"), ("fill-opacity", opacity),
        ("d", "M" + (upper + lower).joined(separator: "L") + "Z"),
      ])
  }

  /// Draws one of the curves that a line is the mean of, as a thin line; nothing for a single point.
  func drawSeed(_ curve: LearningCurve, index: Int, into picture: inout MarkupElements) {
    guard curve.points.count > 1 else { return }
    let positions = curve.points.map { (x(Double($0.step)), yText($0.score)) }
    picture.element(
      "path", Self.path(positions, style: "line seed \(FigureTheme.colourClass(ofLine: index))"))
  }

  /// Draws the means of a curve's points as a line, or a single one as a dot.
  func drawLine(
    of points: [CurveFigure.Point], index: Int, into picture: inout MarkupElements
  ) {
    let positions = points.map { (x(Double($0.step)), yText($0.mean)) }
    let colour = FigureTheme.colourClass(ofLine: index)
    guard positions.count > 1 else {
      picture.element(
        "circle",
        [
          ("class", "dot \(colour)"), ("cx", positions[0].0), ("cy", positions[0].1), ("r", "2.4"),
        ])
      return
    }
    picture.element(
      "path",
      Self.path(positions, style: "line \(colour)") + FigureTheme.dashAttributes(ofLine: index))
  }

  /// The attributes of a path from one position to the next.
  private static func path(
    _ positions: [(String, String)], style: String
  ) -> [(String, String)] {
    let d = "M" + positions.map { "\($0),\($1)" }.joined(separator: "L")
    return [("class", style), ("d", d)]
  }
}
