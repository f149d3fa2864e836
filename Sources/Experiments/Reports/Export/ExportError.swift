/// Why results are not exported.
public enum ExportError: ExitStatusError, Equatable {
  /// No trial is finished, or none of those that were asked for: why.
  case nothingToExport(folder: String, reason: String)
  /// A file is where a folder is to be.
  case notAFolder(String)
  /// A folder is where a file is to be.
  case notAFile(String)
  /// A folder that holds something else.
  case foreignFolder(String)
  /// A file that is something else.
  case foreignFile(String)
  /// A folder that holds an export in another format.
  case otherFormat(String, format: String)
  /// Several files cannot go to standard output; `tables` are those that can, one at a time.
  case severalFiles(format: String, tables: [String])
  /// A format has no table of that name.
  case noTable(String, format: String, tables: [String])

  /// A signal came while files were written.
  case stopped(signal: Int32)

  /// What the program ends with.
  public var exitStatus: ExitStatus {
    if case .stopped(let signal) = self { .stopped(by: signal) } else { .wrongInput }
  }

  /// The reason for the user.
  public var description: String {
    switch self {
    case .stopped(let signal):
      return
        "stopping: signal \(signal) came; the export is not complete, the same command makes it"
    case .nothingToExport(let folder, let reason): return "\(folder): \(reason)"
    case .notAFolder(let path):
      return "--output \(path): this is a file, and the export a folder of files; name a folder"
    case .notAFile(let path):
      return "--output \(path): this is a folder, and the export one file; name a file"
    case .foreignFolder(let path):
      return "--output \(path): this folder is not empty, and no export of sweep; name another"
    case .foreignFile(let path):
      return "--output \(path): this file is no such export of sweep; name another, or remove it"
    case .otherFormat(let path, let format):
      return "--output \(path): this folder is an export in the format "
        + "\(Quotation.quoted(format)); name another"
    case .severalFiles(let format, let tables):
      return "--output -: the format '\(format)' has several files; "
        + (tables.isEmpty
          ? "name a folder"
          : "name a folder, or one table: --table \(tables.joined(separator: "|"))")
    case .noTable(let name, let format, let tables):
      guard !tables.isEmpty else { return "--table \(name): the format '\(format)' has no tables" }
      let nearest = NameSuggestion.nearest(to: name, among: tables)
      return "--table \(name): the format '\(format)' has no such table; "
        + (nearest.map { "did you mean '\($0)'?" }
          ?? "its tables are \(tables.joined(separator: " and "))")
    }
  }
}
