import ArgumentParser
import Experiments

/// Reads the trial files of a folder for another process, which must not crash on a damaged one.
///
/// It is not for users, so it is not in the help. It reads ids from standard input, and names each
/// trial before it reads its file; if it crashes, the last one named is the reason.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Read trials' files.", shouldDisplay: false)

  @OptionGroup var folder: FolderArgument

  func run() throws {
    let output = SharedStandardOutput()
    FileInspection.inspect(
      ResultsFolder(existing: folder.path),
      // The other process may have ended.
      nextID: { output.isUsable ? readLine() : nil }, write: output.writeLine)
    try output.check()
  }
}

extension FileInspection {
  /// An inspection by this very program; `nil` if the program's path is not known.
  static var byThisProgram: FileInspection? {
    ProgramArguments.program.map { FileInspection(program: $0, arguments: ["inspect"]) }
  }
}
