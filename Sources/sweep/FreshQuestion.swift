import ArgumentParser
import Experiments
import Platform

/// The question before `--fresh` removes results, where there is a person to ask.
struct FreshQuestion {
  private let folder: ResultsFolder

  /// Asks about a folder that need not exist.
  init(_ folder: ResultsFolder) { self.folder = folder }

  /// Asks, if there are finished trials and both standard input and standard error are a terminal.
  ///
  /// - Throws: `ArgumentError` unless the answer is yes; `FileError`.
  func ask() throws {
    guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1,
      let work = try StoredWork(of: folder)
    else { return }
    TerminalOutput.standardError.write(
      "\(folder.path) holds \(work.text); --fresh removes them. Go on? [y/N] ".printable)
    let answer = readLine()?.lowercased() ?? ""
    guard ["y", "yes"].contains(answer) else {
      throw ArgumentError(description: "nothing was removed, and nothing was run")
    }
  }
}
