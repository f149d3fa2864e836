import DeepQ
import Statistics

/// What a page says of a run under way: how far it has come, and the curves of the trials under way.
struct LiveSection {
  let snapshot: RunSnapshot
  /// When the page was made, in milliseconds since 1970.
  let updated: Int
  /// Labels of configurations by their id.
  let labels: [String: String]

  private static let curveWidth = 220.0
  private static let curveHeight = 44.0

  /// The section.
  var markup: String {
    var page = MarkupElements()
    page.open("section", [("id", "live"), ("aria-label", "Progress of the run")])
    page.open("p", [("class", "state"), ("role", "status")])
    page.element("strong", [("id", "live-state")], content: stateText)
    page.element("span", [("id", "live-age")], content: "")
    page.close("p")
    let share = snapshot.total > 0 ? Double(snapshot.done) / Double(snapshot.total) : 1
    page.append(
      """
      <div class="progress" role="progressbar" aria-label="Trials" aria-valuemin="0" \
      aria-valuemax="\(snapshot.total)" aria-valuenow="\(snapshot.done)">\
      <span style="width:\(FigureText.coordinate(share * 100))%"></span></div>

      """)
    page.element("p", [("class", "note")], content: progressText)
    page.append(underWay)
    page.close("section")
    return page.text
  }

  private var stateText: String {
    switch snapshot.state {
    case .running: "Running"
    case .stopped: "Stopped: the same command continues"
    }
  }

  private var progressText: String {
    var parts = ["\(snapshot.done) of \(counted(snapshot.total, "trial")) done"]
    if snapshot.failed > 0 { parts.append("\(snapshot.failed) of them failed") }
    parts.append("running for \(QuantityText.duration(snapshot.elapsed))")
    if let speed = snapshot.stepsPerSecond { parts.append("\(QuantityText.count(speed)) steps/s") }
    if snapshot.state == .running, let left = snapshot.secondsLeft {
      parts.append("about \(QuantityText.duration(left)) left")
    }
    return parts.joined(separator: ", ") + "."
  }

  private var underWay: String {
    guard !snapshot.underWay.isEmpty else { return "" }
    var page = MarkupElements()
    page.open("ul", [("class", "under-way")])
    for trial in snapshot.underWay {
      page.open("li", [])
      let label = labels[trial.configuration] ?? trial.configuration
      let length = trial.length.map { " of \($0)" } ?? ""
      page.element("strong", [], content: trial.id)
      page.element(
        "span", [], content: "\(label)\(label.isEmpty ? "" : ", ")step \(trial.steps)\(length)")
      page.append(curve(of: trial))
      page.close("li")
    }
    page.close("ul")
    return page.text
  }

  private func curve(of trial: RunSnapshot.Trial) -> String {
    guard let result = trial.result else { return "" }
    let evaluations = TrialCurves.thinned(result, from: .evaluations, columns: 100)
    let points =
      evaluations.count > 1
      ? evaluations : TrialCurves.thinned(result, from: .episodes, columns: 100)
    guard points.count > 1, let last = points.last else { return "" }
    let scores = points.map(\.score)
    let low = scores.reduce(scores[0], min)
    let height = max(scores.reduce(scores[0], max) - low, 1e-9)
    let end = Double(max(trial.length ?? last.step, last.step))
    let path = points.map { point in
      let x = Double(point.step) / end * (Self.curveWidth - 4) + 2
      let y = Self.curveHeight - 3 - (point.score - low) / height * (Self.curveHeight - 6)
      return "\(FigureText.coordinate(x)),\(FigureText.coordinate(y))"
    }
    var picture = MarkupElements()
    picture.element("path", [("class", "line c0"), ("d", "M" + path.joined(separator: "L"))])
    return PageMarkup.picture(
      style: "sparkline",
      label:
        "Returns so far, from \(ScoreText.value(low)) to \(ScoreText.value(low + height)), last "
        + ScoreText.value(last.score),
      width: Self.curveWidth, height: Self.curveHeight, picture.text)
  }

  /// What the script needs to say how old the page is, and to load it again.
  var json: String {
    CompactJSON.object([
      ("updated", "\(updated)"),
      ("interval", CompactJSON.number(snapshot.interval.rounded(.up))),
      ("isRunning", snapshot.state == .running ? "true" : "false"),
      ("done", "\(snapshot.done)"), ("total", "\(snapshot.total)"),
    ])
  }
}
