import Foundation
import Platform

/// Another program that is run to its end, such as those of a batch system.
///
/// What it reads and prints is short: at most what a pipe holds.
enum ExternalProgram {
  /// Runs a program that is looked for in `PATH`.
  ///
  /// - Parameters:
  ///   - name: the program's name.
  ///   - arguments: what follows the name.
  ///   - input: what it reads from its standard input.
  /// - Returns: what it prints to its standard output.
  /// - Throws: `ExternalProgramError` if it is missing or does not end with status 0.
  static func run(
    _ name: String, _ arguments: [String], input: String = ""
  ) throws(ExternalProgramError) -> String {
    guard let path = path(of: name) else { throw .missing(name) }
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    let (standardInput, output, errors) = (Pipe(), Pipe(), Pipe())
    process.standardInput = standardInput
    process.standardOutput = output
    process.standardError = errors
    do {
      try process.run()
      // A program that does not read its input has ended, or will say what it misses.
      try? standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
      try? standardInput.fileHandleForWriting.close()
      let text = try output.fileHandleForReading.readToEnd() ?? Data()
      let message = try errors.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      guard process.terminationReason == .exit, process.terminationStatus == 0 else {
        throw ExternalProgramError.failed(
          name, message: Self.text(message).trimmingCharacters(in: .whitespacesAndNewlines))
      }
      return Self.text(text)
    } catch let error as ExternalProgramError {
      throw error
    } catch {
      throw .failed(name, message: error.localizedDescription)
    }
  }

  private static func text(_ data: Data) -> String { String(decoding: data, as: UTF8.self) }

  /// The first executable of that name in `PATH`.
  private static func path(of name: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
  }
}

/// Another program could not do what it was asked for.
public enum ExternalProgramError: ExitStatusError, Equatable {
  /// There is no program of that name.
  case missing(String)
  /// It ended with another status than 0, and said why.
  case failed(String, message: String)

  /// What the program ends with.
  public var exitStatus: ExitStatus {
    switch self {
    case .missing: .inputOutput
    case .failed: .wrongInput
    }
  }

  /// What happened.
  public var description: String {
    switch self {
    case .missing(let name): "there is no program '\(name)' in PATH"
    case .failed(let name, let message):
      message.isEmpty ? "\(name) failed and did not say why" : "\(name): \(message)"
    }
  }
}
