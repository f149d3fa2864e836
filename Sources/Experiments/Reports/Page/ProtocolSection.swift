import DeepQ
import Foundation
import Statistics

/// What was run, and what the scores were measured by.
struct ProtocolSection {
  let ranking: Ranking

  /// The section.
  var section: PageSection {
    PageSection(
      id: "protocol", title: "What was run", introduction: "",
      body: facts + fixedSettings + experimentFile)
  }

  private var facts: String {
    var page = MarkupElements()
    page.open("dl", [("class", "facts")])
    for (name, value) in parts {
      page.open("div", [])
      page.element("dt", [], content: name)
      page.element("dd", [], content: value)
      page.close("div")
    }
    page.close("dl")
    return page.text
  }

  /// Names and values, in the order of the page.
  var parts: [(name: String, value: String)] {
    let source = ranking.source
    var parts: [(name: String, value: String)] = []
    // The environment with all its settings, and the evaluation.
    if let experiment = source.experiment {
      let conditions = ScoreTable.conditions(of: experiment)
      let (environment, rest) = (conditions.prefix(1), conditions.dropFirst())
      let settings = rest.filter { !$0.name.hasPrefix("evaluation ") }
        .map { "\($0.name) \($0.value)" }.joined(separator: ", ")
      parts += environment.map {
        (name: $0.name, value: $0.value + (settings.isEmpty ? "" : ": \(settings)"))
      }
    }
    if let algorithms = constants.first(where: { $0.name == "algorithm" }) {
      parts.append((name: "algorithm", value: algorithms.value))
    }
    for axis in ranking.axes.axes {
      let values = AxisValueText.shortened(axis.values).map {
        $0.isEmpty ? CurveFigure.absent : $0
      }
      let shown = values.prefix(12).joined(separator: " \u{B7} ")
      parts.append(
        (
          name: RankingText.title(of: axis.name),
          value: values.count > 12 ? "\(shown) \u{2026} (\(values.count) values)" : shown
        ))
    }
    let replicates = Set(source.summary.rows.map { $0["replicate"].text }).count
    parts.append(
      (
        name: "seeds",
        value: "\(replicates), the same random streams for every configuration, from root seed "
          + "\(source.seed)"
      ))
    if let experiment = source.experiment {
      let evaluation = experiment.evaluation
      let when =
        evaluation.every > 0 ? "every \(evaluation.every) steps and at the end" : "at the end"
      parts.append(
        (
          name: "evaluation",
          value: "\(when): \(counted(evaluation.episodes, "episode")) at epsilon "
            + shortest(evaluation.epsilon)
        ))
      if let threshold = experiment.solve.threshold {
        parts.append(
          (
            name: "solved in training",
            value: "mean return of \(experiment.solve.window) episodes at least "
              + shortest(threshold)
          ))
      }
    }
    parts.append((name: "score", value: score))
    return parts
  }

  private var score: String {
    let column = ResultColumn.all.first { $0.name == ranking.metric }
    let meaning = column.map { ": \($0.meaning)" } ?? ""
    return ranking.metric + meaning.replacing("\\|", with: "|").replacing("`", with: "")
  }

  /// The hyperparameters that have one value everywhere.
  private var constants: [(name: String, value: String)] {
    let summary = ranking.source.summary
    guard !summary.rows.isEmpty else { return [] }
    let varying = Set(SummaryTable.varyingHyperparameters(in: [summary]))
    let names = summary.hyperparameters.map(\.name).filter { !varying.contains($0) }
    return zip(names, summary.texts(0, of: names)).filter { !$1.isEmpty }.map {
      (name: $0, value: $1)
    }
  }

  private var fixedSettings: String {
    let rows = constants.map { [$0.name, $0.value] }
    guard !rows.isEmpty else { return "" }
    return PageMarkup.details(
      "\(counted(rows.count, "hyperparameter")) that all configurations share",
      PageMarkup.table(
        caption: "Hyperparameters that all configurations share",
        titles: ["hyperparameter", "value"], rows: rows))
  }

  private var experimentFile: String {
    ranking.source.experiment.map {
      PageMarkup.details("The experiment file", PageMarkup.preformatted($0.resolvedText))
    } ?? ""
  }
}
