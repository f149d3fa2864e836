import DeepQ

/// One trial's line in `summary.csv`.
public struct SummaryRow: Equatable, Sendable {
  /// What became of a trial.
  public enum Status: String, CaseIterable, Sendable {
    /// It ran to its end.
    case done
    /// It ran, and ended before its time for a reason that its file holds.
    case failed
    /// It has not been run, or not to its end.
    case missing
  }

  /// A cell for each row of `ResultColumn.all`.
  private var cells: PackedCells
  /// The cells of the hyperparameter columns, which the replicates of a configuration share.
  var settings: PackedCells

  /// The line of a trial whose cells are known.
  ///
  /// - Precondition: `results` has a value for each row of `ResultColumn.all`.
  init(results: [SummaryValue], settings: PackedCells) {
    precondition(
      results.count == ResultColumn.all.count,
      "\(results.count) cells for \(ResultColumn.all.count) columns of results")
    cells = PackedCells(results)
    self.settings = settings
  }

  init(results: [SummaryValue], hyperparameters: [SummaryValue]) {
    self.init(results: results, settings: PackedCells(hyperparameters))
  }

  /// One value for each row of `ResultColumn.all`.
  var results: [SummaryValue] { cells.values }

  /// The value of the row of `ResultColumn.all` at an index.
  func result(_ column: Int) -> SummaryValue { cells[column] }

  /// The cells of the hyperparameter columns; empty where one does not apply.
  public var hyperparameters: [SummaryValue] {
    get { settings.values }
    set { settings = PackedCells(newValue) }
  }

  init(_ source: SummarySource, hyperparameters: [SummaryValue]) {
    self.init(
      results: ResultColumn.all.map { $0.value(source) }, hyperparameters: hyperparameters)
  }

  /// The line of a trial that has not been run.
  public init(
    missing trial: String, configuration: String, replicate: Int, seed: UInt64,
    hyperparameters: [SummaryValue]
  ) {
    self.init(
      SummarySource(trial: trial, configuration: configuration, replicate: replicate, seed: seed),
      hyperparameters: hyperparameters)
  }

  /// The line of a trial that has.
  ///
  /// - Parameters:
  ///   - record: The trial.
  ///   - resultDigest: The hash of all that its file holds; computed if it is `nil`.
  ///   - hyperparameters: The cells of the hyperparameter columns.
  public init(
    _ record: TrialRecord, resultDigest: String? = nil, hyperparameters: [SummaryValue]
  ) {
    self.init(
      SummarySource(
        trial: record.id, configuration: record.configuration, replicate: record.replicate,
        seed: record.rootSeed, record: record,
        resultDigest: resultDigest ?? record.resultDigest),
      hyperparameters: hyperparameters)
  }

  /// Takes the results of a trial, and keeps the cells of the hyperparameters.
  mutating func takeResults(of row: SummaryRow) { cells = row.cells }

  /// The cell of the column of results of that name.
  ///
  /// - Precondition: there is such a column.
  subscript(name: String) -> SummaryValue {
    get { cells[ResultColumn.index(of: name)] }
    set { cells = cells.replacing(ResultColumn.index(of: name), with: newValue) }
  }

  private static let trialIndex = ResultColumn.index(of: "trial")
  private static let configurationIndex = ResultColumn.index(of: "configuration")
  private static let statusIndex = ResultColumn.index(of: "status")

  /// The trial's id.
  public var trial: String { cells[Self.trialIndex].text }
  /// The configuration's id.
  public var configuration: String { cells[Self.configurationIndex].text }
  /// Whether the trial was run and made no update.
  public var hasNoUpdates: Bool { self["updates"] == .integer(0) }
  /// What became of it.
  public var status: Status { Status(rawValue: cells[Self.statusIndex].text) ?? .missing }
}

/// What the cells of a row are taken from.
struct SummarySource {
  let trial: String
  let configuration: String
  let replicate: Int
  let seed: UInt64
  /// The trial, if it has been run.
  var record: TrialRecord?
  /// The hash of all that its file holds.
  var resultDigest: String?

  var result: TrialResult? { record?.result }

  var status: SummaryRow.Status {
    guard let result else { return .missing }
    return result.failure == nil ? .done : .failed
  }

  /// The result of a trial that had experience: any but planning.
  var training: TrialResult? { result?.planning == nil ? result : nil }

  /// The returns of the training episodes.
  var returns: [Double] { result?.episodes.returns ?? [] }

  /// The evaluation at the end, of a trial that came to its end.
  var finalEvaluation: Evaluation? { status == .done ? result?.evaluations.last : nil }
}

/// The value of one cell of a summary.
public enum SummaryValue: Equatable, Sendable {
  /// Nothing: the column does not apply.
  case empty
  /// Words, lists, ids and hashes; also every hyperparameter that was read from a CSV file, which
  /// does not say of which type it is.
  case text(String)
  /// A whole number.
  case integer(Int)
  /// A seed.
  case unsigned(UInt64)
  /// A real number.
  case real(Double)

  init(_ number: Int?) { self = number.map { .integer($0) } ?? .empty }
  init(_ number: Double?) { self = number.map { .real($0) } ?? .empty }
  init(_ text: String?) { self = text.map { .text($0) } ?? .empty }

  /// The cell in a CSV file; numbers are the shortest that read back the same.
  public var text: String {
    switch self {
    case .empty: ""
    case .text(let text): text
    case .integer(let number): String(number)
    case .unsigned(let number): String(number)
    case .real(let number): shortest(number)
    }
  }

  /// Whether a CSV file has the same cell for both; one of them may have been read from such a
  /// file.
  func isWritten(as other: SummaryValue) -> Bool { self == other || text == other.text }
}
