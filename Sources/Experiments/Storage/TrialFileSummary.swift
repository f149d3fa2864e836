import DeepQ
import Hashing

/// What a trial's file says, without its curves and weights: all that a run, its summary and its
/// status need.
struct TrialFileSummary: Equatable, Sendable {
  /// SHA-256 of the whole file, in lower-case hexadecimal.
  var fileDigest: String
  /// Why the trial failed, in one printable line; `nil` if it ran to its end.
  var failure: String?
  /// The trial's line in the summary, without the cells of hyperparameters.
  var row: SummaryRow

  /// The summary of a trial whose file has those bytes.
  ///
  /// The hash of all that the file holds is taken from `resultDigest` where it is known: computing
  /// it is most of the work.
  init(_ record: TrialRecord, fileBytes: [UInt8], resultDigest: String? = nil) {
    fileDigest = Self.digest(of: fileBytes)
    failure = record.result.failure.map(Self.line)
    row = SummaryRow(record, resultDigest: resultDigest, hyperparameters: [])
  }

  /// SHA-256 of a file's bytes, in lower-case hexadecimal.
  static func digest(of bytes: [UInt8]) -> String { SHA256.hash(bytes).hexadecimal }

  /// A text that may come from an untrusted file, in one line.
  static func line(_ text: String) -> String {
    text.printable.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}

/// A trial whose file was written.
struct WrittenTrial {
  /// What the file says.
  var summary: TrialFileSummary
  /// The file's identity.
  var identity: FileIdentity?
}

// MARK: - As a line of text

extension TrialFileSummary {
  /// The headings of the cells: those of the summary, behind what the summary has no column for.
  static let columns = ownColumns + ResultColumn.all.map(\.name)

  private static let ownColumns = ["file_sha256", "failure"]

  /// The cells of one line of CSV.
  var cells: [String] { [fileDigest, failure ?? ""] + row.results.map(\.text) }

  /// Takes a summary out of a line of CSV.
  ///
  /// - Throws: `CSVError` if it is not one.
  init(_ line: CSVText.Line, file: String) throws(CSVError) {
    guard line.cells.count == Self.columns.count else {
      throw CSVError(
        file: file, line: line.number, column: nil,
        cause: "it has \(line.cells.count) cells instead of \(Self.columns.count)")
    }
    guard case .text(let digest)? = ResultColumn.Kind.digest.value(of: line.cells[0]) else {
      throw CSVError(
        file: file, line: line.number, column: "file_sha256", cause: "there is no hash")
    }
    fileDigest = digest
    row = SummaryRow(
      results: try SummaryReader.results(
        of: line, from: Self.ownColumns.count, columns: Array(ResultColumn.all.indices), file: file),
      hyperparameters: [])
    guard row.status != .missing else {
      throw CSVError(
        file: file, line: line.number, column: "status", cause: "a trial with a file is not missing"
      )
    }
    failure = row.status == .failed ? line.cells[1] : nil
  }
}
