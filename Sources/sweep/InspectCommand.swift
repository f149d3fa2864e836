import ArgumentParser
import Experiments
import Foundation
import Glibc

/// Reads the trials' files of a folder, for another process that does not dare to.
///
/// Not for users, so it is not in the help. It names each trial before it reads its file; if it
/// crashes, the last one named is the reason.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Read every trial's file.", shouldDisplay: false)

  @OptionGroup var folder: FolderArgument
  @Argument var last: String?

  func run() throws {
    try FileInspection.inspect(ResultsFolder(existing: folder.path), after: last) { id in
      print(id)
      fflush(nil)
    }
  }
}

extension FileInspection {
  /// An inspection by this very program; `nil` if the system does not say where it lies.
  static var byThisProgram: FileInspection? {
    guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    else { return nil }
    return FileInspection(program: program, arguments: ["inspect"])
  }
}
