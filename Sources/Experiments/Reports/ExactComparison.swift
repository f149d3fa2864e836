import HDF5

/// Whether two summaries say exactly the same, and where not: `compare --exact`.
public struct ExactComparison: Sendable {
  typealias Difference = CellDifference

  /// A trial that is in both summaries with different cells.
  struct ChangedTrial: Equatable {
    var id: String
    var differences: [Difference]
    /// Where its stored curves part, in words; `nil` where there are no files to tell.
    var parting: String?
  }

  /// More trials than this are not listed one by one.
  static let maxTrials = 20

  let names: (first: String, second: String)
  let trials: Int
  let columnsOnlyInFirst: [String]
  let columnsOnlyInSecond: [String]
  let trialsOnlyInFirst: [String]
  let trialsOnlyInSecond: [String]
  private(set) var changed: [ChangedTrial]
  /// Whether the columns and the trials that both have stand in the same order in both.
  let isSameOrder: Bool

  /// Compares two summaries, trial by trial and column by column.
  ///
  /// - Throws: `SummaryError` if a trial has several rows.
  public init(_ first: SummaryTable, _ second: SummaryTable) throws(SummaryError) {
    let firstRows = try TrialRows(first)
    let secondRows = try TrialRows(second)
    names = (first.name, second.name)
    // Labels are no part of a trial: the same settings under another name are the same trial.
    let firstColumns = first.columnNames.filter { $0 != ArmLabel.key }
    let secondColumns = second.columnNames.filter { $0 != ArmLabel.key }
    columnsOnlyInFirst = firstColumns.filter { !secondColumns.contains($0) }
    columnsOnlyInSecond = secondColumns.filter { !firstColumns.contains($0) }
    trialsOnlyInFirst = firstRows.ids.filter { secondRows.rows[$0] == nil }
    trialsOnlyInSecond = secondRows.ids.filter { firstRows.rows[$0] == nil }
    let common = firstRows.ids.filter { secondRows.rows[$0] != nil }
    let columns = firstColumns.filter { secondColumns.contains($0) }
    trials = common.count
    isSameOrder =
      common == secondRows.ids.filter { firstRows.rows[$0] != nil }
      && columns == secondColumns.filter { firstColumns.contains($0) }
    let columnIndices = columns.map { column in
      (
        column, first.columnNames.firstIndex(of: column),
        second.columnNames.firstIndex(of: column)
      )
    }
    changed = common.compactMap { id in
      guard let a = firstRows.rows[id], let b = secondRows.rows[id] else { return nil }
      let differences = columnIndices.compactMap { column, inFirst, inSecond in
        let (own, other) = (first.value(a, inFirst), second.value(b, inSecond))
        return own.isWritten(as: other)
          ? nil : Difference(column: column, first: own.text, second: other.text)
      }
      return differences.isEmpty
        ? nil : ChangedTrial(id: id, differences: differences, parting: nil)
    }
  }

  /// Compares two results folders or summaries, and the files of the trials that differ where both
  /// are folders: the first episode and quantity at which they part.
  ///
  /// - Throws: `SummaryError`; `FileError` if a file cannot be read just now.
  public init(
    _ first: ReportSource, _ second: ReportSource, inspection: FileInspection?
  ) throws {
    try self.init(first.summary, second.summary)
    guard let first = first.folder, let second = second.folder else { return }
    let pairing = TrialPairing(first: first, second: second, inspection: inspection)
    for index in changed.indices.prefix(Self.maxTrials) {
      changed[index].parting = try pairing.parting(of: changed[index].id)
    }
  }

  /// Whether both say the same, in the same order.
  public var isIdentical: Bool {
    isSameOrder && changed.isEmpty && trialsOnlyInFirst.isEmpty && trialsOnlyInSecond.isEmpty
      && columnsOnlyInFirst.isEmpty && columnsOnlyInSecond.isEmpty
  }

  /// Every difference, at most 20 trials of a kind, and the verdict.
  public var text: String {
    var lines = ["A  \(names.first)", "B  \(names.second)", ""]
    lines += Self.list("column", columnsOnlyInFirst, in: "A")
    lines += Self.list("column", columnsOnlyInSecond, in: "B")
    lines += Self.list("trial", trialsOnlyInFirst, in: "A")
    lines += Self.list("trial", trialsOnlyInSecond, in: "B")
    if !isSameOrder { lines.append("the rows or columns stand in another order") }
    for trial in changed.prefix(Self.maxTrials) {
      lines.append("trial \(trial.id)\(trial.parting.map { ": \($0)" } ?? " differs:")")
      lines += trial.differences.map { difference in
        "  \(difference.column): A \(Self.shown(difference.first)), "
          + "B \(Self.shown(difference.second))"
      }
    }
    if changed.count > Self.maxTrials {
      lines.append("... and \(changed.count - Self.maxTrials) more trials that differ")
    }
    return (lines + [verdict]).joined(separator: "\n") + "\n"
  }

  private var verdict: String {
    if isIdentical { return "IDENTICAL: all \(trials) trials, in every column" }
    return """
      DIFFERENT: of \(trials) trials in both, \(changed.count) differ; \
      \(trialsOnlyInFirst.count) only in A, \(trialsOnlyInSecond.count) only in B
      """
  }

  private static func list(_ noun: String, _ names: [String], in file: String) -> [String] {
    guard !names.isEmpty else { return [] }
    let more = names.count > maxTrials ? ", ... and \(names.count - maxTrials) more" : ""
    let shown = names.prefix(maxTrials).joined(separator: ", ")
    return ["only in \(file): \(noun)\(names.count == 1 ? "" : "s") \(shown)\(more)"]
  }

  private static func shown(_ cell: String) -> String { cell.isEmpty ? "(empty)" : cell }
}

/// Two results folders whose files of a trial are compared.
private struct TrialPairing {
  let first: ResultsFolder
  let second: ResultsFolder
  let inspection: FileInspection?

  /// Where the stored curves of a trial part, in words; `nil` if a folder has no file of it.
  func parting(of id: String) throws -> String? {
    guard TrialID.isValid(id) else { return nil }
    var records: [Record] = []
    for (name, folder) in [("A", first), ("B", second)] {
      guard FolderListing.exists(folder.trialFile(id)) else { return nil }
      do {
        if let cause = try inspection?.fatalTrials(of: [id], in: folder, stop: StopFlag())[id] {
          throw TrialFileError(file: folder.trialFile(id), cause: cause)
        }
        records.append(try StoredTrial(file: folder.trialFile(id)).record)
      } catch let error as FileError where error.code != 0 {
        throw error
      } catch {
        return "the file of \(name) cannot be compared: \(error)"
      }
    }
    return records[0].differences(from: records[1]).first?.text(stored: "A", fresh: "B")
  }
}

/// The rows of a summary by trial.
private struct TrialRows {
  var ids: [String] = []
  var rows: [String: Int] = [:]

  init(_ summary: SummaryTable) throws(SummaryError) {
    for (row, trial) in summary.rows.enumerated() {
      let id = trial.trial
      guard rows.updateValue(row, forKey: id) == nil else {
        throw .repeatedTrial(id, file: summary.name)
      }
      ids.append(id)
    }
  }
}
