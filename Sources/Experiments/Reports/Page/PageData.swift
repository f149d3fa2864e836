import Statistics

/// What the script of a page makes tables and details of: every trial and configuration, as compact
/// JSON.
///
/// A page of ten thousand trials has no element for each of them: rows are made when a reader asks for
/// them.
struct PageData {
  let ranking: Ranking
  let curves: TrialCurves
  /// The learning curves of the best configurations, as `CurvesSection.json`; `nil` if there are none.
  let curvesJSON: String?

  /// The whole document.
  var json: String {
    CompactJSON.object([
      ("name", CompactJSON.text(ranking.source.name)),
      ("folder", CompactJSON.text(ReproducibilitySection(ranking: ranking).folder)),
      ("hasExperiment", ranking.source.experiment == nil ? "false" : "true"),
      ("metric", CompactJSON.text(ranking.metric)),
      ("smallerIsBetter", ranking.isSmallerBetter ? "true" : "false"),
      ("threshold", CompactJSON.number(ranking.threshold)),
      ("ranks", CompactJSON.texts(columns.ranks)),
      ("configurations", CompactJSON.texts(ranking.entries.map(\.group.id))),
      ("axes", CompactJSON.list(columns.axes.map(axis))),
      ("scores", CompactJSON.list(columns.scores.map(numbers))),
      ("picture", picture),
      ("settings", settings),
      ("trials", trials),
      ("curves", curvesJSON ?? "null"),
    ])
  }

  private var columns: RankingColumns { RankingColumns(ranking: ranking) }

  // MARK: - Configurations

  /// An axis: its values once, and each configuration's as an index.
  private func axis(_ column: RankingColumn) -> String {
    let known = CompactJSON.repeated(column.texts)
    var keys = [Double?](repeating: nil, count: known.values.count)
    for (index, key) in zip(known.indices, column.keys) { keys[index] = key }
    return CompactJSON.object([
      ("title", CompactJSON.text(column.title)), ("meaning", CompactJSON.text(column.meaning)),
      ("numeric", column.isNumeric ? "true" : "false"),
      ("values", CompactJSON.texts(known.values)),
      ("keys", CompactJSON.list(keys.map(CompactJSON.number))),
      ("indices", CompactJSON.list(known.indices)),
    ])
  }

  private func numbers(_ column: RankingColumn) -> String {
    CompactJSON.object([
      ("title", CompactJSON.text(column.title)), ("meaning", CompactJSON.text(column.meaning)),
      ("descending", column.isDescending ? "true" : "false"),
      ("texts", CompactJSON.texts(column.texts)),
      ("keys", CompactJSON.list(column.keys.map(CompactJSON.number))),
    ])
  }

  /// What the pictures of scores are drawn from.
  private var picture: String {
    let range = ranking.scoreRange
    let intervals = ranking.entries.map { $0.statistics?.meanInterval }
    return CompactJSON.object([
      ("low", CompactJSON.number(range?.lowerBound)),
      ("high", CompactJSON.number(range?.upperBound)),
      ("from", CompactJSON.list(intervals.map { CompactJSON.number($0?.lowerBound) })),
      ("to", CompactJSON.list(intervals.map { CompactJSON.number($0?.upperBound) })),
      ("means", CompactJSON.list(ranking.entries.map { CompactJSON.number($0.statistics?.mean) })),
      (
        "scores",
        CompactJSON.list(
          ranking.entries.map { CompactJSON.list($0.group.scores.map(CompactJSON.number)) })
      ),
    ])
  }

  /// All hyperparameters: those that vary with an index for each configuration.
  private var settings: String {
    let summary = ranking.source.summary
    let varying = Set(SummaryTable.varyingHyperparameters(in: [summary]))
    let rows = ranking.entries.map(\.group.rows[0])
    let names = summary.columnNames
    return CompactJSON.list(
      summary.hyperparameters.map(\.name).compactMap { name in
        let column = names.firstIndex(of: name)
        let texts = (varying.contains(name) ? rows : Array(rows.prefix(1))).map {
          summary.value($0, column).text
        }
        let known = CompactJSON.repeated(texts)
        guard known.values != [""] else { return nil }
        return CompactJSON.object([
          ("name", CompactJSON.text(name)), ("values", CompactJSON.texts(known.values)),
          ("indices", known.values.count > 1 ? CompactJSON.list(known.indices) : "null"),
        ])
      })
  }

  // MARK: - Trials

  /// The columns of results that have no place of their own.
  private static let ownColumns: Set<String> = [
    "trial", "configuration", "replicate", "seed", "status", "weights_sha256", "result_sha256",
  ]

  private var trials: String {
    let summary = ranking.source.summary
    var ranks = [Int](repeating: 0, count: summary.rows.count)
    for (rank, entry) in ranking.entries.enumerated() {
      for row in entry.group.rows { ranks[row] = rank }
    }
    let statuses = SummaryRow.Status.allCases
    let failures = CompactJSON.repeated(
      summary.rows.map { curves[$0.trial]?.failure ?? "" })
    return CompactJSON.object([
      ("ids", CompactJSON.texts(summary.rows.map(\.trial))),
      ("ranks", CompactJSON.list(ranks)),
      ("replicates", CompactJSON.list(summary.rows.map { $0["replicate"].text })),
      ("seed", CompactJSON.text("\(ranking.source.seed)")),
      ("statusNames", CompactJSON.texts(statuses.map(\.rawValue))),
      (
        "statuses",
        CompactJSON.list(
          summary.rows.map { row in statuses.firstIndex(of: row.status) ?? 0 })
      ),
      ("failures", CompactJSON.texts(failures.values)),
      ("failureIndices", CompactJSON.list(failures.indices)),
      ("results", CompactJSON.list(results(of: summary))),
      ("weights", CompactJSON.texts(summary.rows.map { $0["weights_sha256"].text })),
      ("digests", CompactJSON.texts(summary.rows.map { $0["result_sha256"].text })),
      ("curves", curvesOfTrials(summary)),
    ])
  }

  /// The measured columns, as numbers; those that no row has are left out.
  private func results(of summary: SummaryTable) -> [String] {
    summary.resultIndices.compactMap { index in
      let column = ResultColumn.all[index]
      guard !Self.ownColumns.contains(column.name) else { return nil }
      let cells = summary.rows.map { $0[column.name] }
      guard cells.contains(where: { $0 != .empty }) else { return nil }
      let values = cells.map { cell in
        switch cell {
        case .empty: "null"
        case .real(let number): CompactJSON.number(number)
        case .integer, .unsigned: cell.text
        case .text(let text): Double(text).map { CompactJSON.number($0) } ?? CompactJSON.text(text)
        }
      }
      return CompactJSON.object([
        ("name", CompactJSON.text(column.name)), ("units", CompactJSON.text(column.units)),
        (
          "meaning",
          CompactJSON.text(
            column.meaning.replacing("\\|", with: "|").replacing("`", with: ""))
        ), ("values", CompactJSON.list(values)),
      ])
    }
  }

  /// The thinned curves: evaluations, or training episodes where nothing but the end was evaluated.
  private func curvesOfTrials(_ summary: SummaryTable) -> String {
    let entries = summary.rows.map { curves[$0.trial] }
    let isTraining = !entries.contains { $0?.evaluations.count ?? 0 > 1 }
    let points = entries.map { (isTraining ? $0?.episodes : $0?.evaluations) ?? [] }
    guard let text = CurveText(of: points) else { return "null" }
    return CompactJSON.object([
      ("of", CompactJSON.text(isTraining ? "training episodes" : "evaluations")),
      ("lastStep", "\(text.lastStep)"),
      ("low", CompactJSON.number(text.scores.lowerBound)),
      ("high", CompactJSON.number(text.scores.upperBound)),
      ("points", CompactJSON.texts(points.map { text.text(of: $0) })),
    ])
  }
}
