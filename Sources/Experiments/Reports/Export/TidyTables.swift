import DeepQ

extension ExportFormat {
  /// Two tables with a row for each observation.
  static let csv = ExportFormat(
    name: "csv", summary: "tidy tables: a row for each training or evaluation episode",
    documents: TidyTable.all.map { table in
      ExportDocument(name: table.name, fileName: table.name + ".csv", isOwn: table.isHeading)
    },
    writer: { try TidyTables($0, files: $1) })
}

/// Writes long tables, of which every row says what trial it is of.
private struct TidyTables: ExportWriter {
  private let subject: ExportedExperiment
  private let tables: [(table: TidyTable, file: ExportFile)]

  init(_ subject: ExportedExperiment, files: ExportFiles) throws {
    self.subject = subject
    tables = try files.documents.compactMap { document in
      try TidyTable.all.first { $0.name == document.name }.map { ($0, try files.open(document)) }
    }
    for (table, file) in tables {
      try file.write(CSVText.line(TidyTable.identity + subject.axes + table.columns))
    }
  }

  func add(_ trial: ExportedTrial) throws {
    let record = trial.record
    let identity = CSVText.cells(
      [
        record.id, record.configuration, "\(record.replicate)", "\(record.rootSeed)",
        trial.row.status.rawValue,
      ] + subject.axisTexts(of: trial.configuration))
    for (table, file) in tables {
      var text = ""
      table.forEachRow(record.result) { cells in
        text += identity
        for cell in cells {
          text += ","
          text += cell
        }
        text += "\n"
      }
      try file.write(text)
    }
  }

  func finish() throws { for (_, file) in tables { try file.close() } }
}

/// One of the tables: its columns behind those that identify the trial, and its rows.
struct TidyTable: Sendable {
  /// What `--table` takes.
  let name: String
  /// The columns of measurements; none has the name of a hyperparameter's column.
  let columns: [String]
  /// Calls a function with the cells of each row of a trial.
  let forEachRow: @Sendable (TrialResult, (_ cells: [String]) -> Void) -> Void

  /// The first columns, as in `summary.csv`; those of the axes follow.
  static let identity = ["trial", "configuration", "replicate", "seed", "status"]

  static let all = [episodes, evaluations]

  private static let episodes = TidyTable(
    name: "episodes",
    columns: [
      "episode", "step", "return", "length", "epsilon", "mean_loss", "terminated", "truncated",
    ]
  ) { result, row in
    let curves = result.episodes
    for index in curves.returns.indices {
      row([
        "\(index + 1)", "\(curves.steps[index])", number(curves.returns[index]),
        "\(curves.lengths[index])", number(curves.epsilons[index]), number(curves.losses[index]),
        "\(curves.terminated[index])", "\(curves.truncated[index])",
      ])
    }
  }

  private static let evaluations = TidyTable(
    name: "evaluations", columns: ["step", "episode", "return", "value_error", "regret"]
  ) { result, row in
    for evaluation in result.evaluations {
      let measures = [evaluation.valueError, evaluation.regret].map { $0.map(number) ?? "" }
      for (index, score) in evaluation.returns.enumerated() {
        row(["\(evaluation.step)", "\(index + 1)", number(score)] + measures)
      }
    }
  }

  /// Whether a line is the table's heading, with whatever axes.
  @Sendable func isHeading(_ line: String) -> Bool {
    line.hasPrefix(Self.identity.joined(separator: ",") + ",")
      && line.hasSuffix("," + columns.joined(separator: ","))
  }

  /// A number's cell: empty where there is none.
  private static func number(_ number: Double) -> String {
    number.isNaN ? "" : shortest(number)
  }
}
