/// A format that results are exported in: one row of `all`, from which the command's options, its
/// help and the checks of every format follow.
public struct ExportFormat: Sendable {
  /// What `--format` takes; also the name of its folder among the exports.
  public let name: String
  /// What it writes, for a reader.
  public let summary: String
  /// Its files, where they are the same for every experiment; empty where each trial has its own.
  let documents: [ExportDocument]
  /// Begins an export of an experiment into some files.
  let writer: @Sendable (ExportedExperiment, ExportFiles) throws -> any ExportWriter

  /// All formats, in the order in which they are listed.
  public static let all: [ExportFormat] = [.tensorBoard, .safetensors, .json, .csv]

  /// The format of that name.
  public init?(named name: String) {
    guard let format = Self.all.first(where: { $0.name == name }) else { return nil }
    self = format
  }

  init(
    name: String, summary: String, documents: [ExportDocument] = [],
    writer: @escaping @Sendable (ExportedExperiment, ExportFiles) throws -> any ExportWriter
  ) {
    self.name = name
    self.summary = summary
    self.documents = documents
    self.writer = writer
  }
}

/// One of the files that a format always writes.
struct ExportDocument: Sendable {
  /// What `--table` takes.
  let name: String
  /// The name of its file in a folder of exports.
  let fileName: String
  /// Whether a file that begins with this line may be written over.
  let isOwn: @Sendable (_ firstLine: String) -> Bool
}

/// Writes the trials of an experiment in one format.
protocol ExportWriter {
  /// Writes the next trial; they come in grid order.
  mutating func add(_ trial: ExportedTrial) throws

  /// Ends the export after the last trial.
  mutating func finish() throws

  /// The number of trials that were not written, having nothing that the format takes.
  var omittedTrials: Int { get }

  /// Sentences on what the format could not take over.
  var omissions: [String] { get }
}

extension ExportWriter {
  var omittedTrials: Int { 0 }
  var omissions: [String] { [] }
}
