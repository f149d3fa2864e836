import ArgumentParser
import Experiments
import Foundation
import Platform

extension ExitCode {
  /// The status as ArgumentParser takes it, for a command that has said all there is to say.
  init(_ status: ExitStatus) { self.init(status.code) }
}

/// An argument that is of the right form, but names nothing.
struct ArgumentError: ExitStatusError {
  let description: String

  var exitStatus: ExitStatus { .wrongInput }

  /// Checks that a file which is to be written is none that results consist of.
  static func requireNoResult(
    _ path: String, option: String = "--output"
  ) throws(ArgumentError) {
    guard ResultsFolder.isResult(path) else { return }
    throw ArgumentError(
      description: "\(option) \(path): this is a file of a results folder; name another")
  }

  /// Checks that a file can be written where a user wants it: it is none of the results, and its
  /// folder exists; `-` is standard output.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - option: the option that names it.
  ///   - input: the file that it is made from, which must be another one.
  /// - Throws: `ArgumentError`.
  static func requireOutput(
    _ path: String, option: String = "--output", madeFrom input: String? = nil
  ) throws(ArgumentError) {
    guard path != "-" else { return }
    try requireNoResult(path, option: option)
    if let input, resolved(path) == resolved(input) {
      throw ArgumentError(
        description: "\(option) \(path): this is the file that it is made from; name another")
    }
    try requireExisting(URL(fileURLWithPath: path).deletingLastPathComponent().relativePath)
  }

  /// The file that a path leads to, by whatever names.
  private static func resolved(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
  }

  /// Checks that a file or folder named by a user exists; `-` is standard input.
  static func requireExisting(_ path: String) throws(ArgumentError) {
    guard path != "-", access(path, F_OK) != 0 else { return }
    throw ArgumentError(description: "\(path): \(String(cString: strerror(errno)))")
  }
}
