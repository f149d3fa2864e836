public import DeepQ
import Foundation

/// The actions of a rollout, as the command line or a file lists them.
public enum RolloutActions {
  /// Reads `0,1,1`, or the same from a file named after an `@`, where lines also separate actions.
  ///
  /// `-` and `@-` are standard input; the file may be a pipe.
  ///
  /// No text at all means no actions. Spaces around an action, and empty lines in a file, do not
  /// matter.
  ///
  /// - Throws: a `RolloutError` for the first action that the environment does not have, or if the
  ///   file cannot be read.
  public static func read(
    _ argument: String, for environment: EnvironmentSpecification
  ) throws(RolloutError) -> [Int] {
    guard argument.hasPrefix("@") || argument == "-" else {
      return try actions(inLine: argument, at: "--actions", for: environment)
    }
    let path = argument.hasPrefix("@") ? String(argument.dropFirst()) : argument
    let contents: [UInt8]
    do throws(FileError) {
      contents = try WholeFile.read(path, limit: maxFileBytes, from: .user)
    } catch {
      throw .unreadableFile(path: path, cause: error.cause)
    }

    var actions: [Int] = []
    let lines = contents.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let text = String(decoding: line, as: UTF8.self)
      actions += try self.actions(inLine: text, at: "\(path):\(index + 1)", for: environment)
    }
    return actions
  }

  /// Some ten million actions; nobody writes more of them down.
  private static let maxFileBytes = 1 << 25

  private static func actions(
    inLine line: String, at position: String, for environment: EnvironmentSpecification
  ) throws(RolloutError) -> [Int] {
    if line.allSatisfy(\.isWhitespace) { return [] }
    let count = environment.interface.actionCount
    var actions: [Int] = []
    for token in line.split(separator: ",", omittingEmptySubsequences: false) {
      let token = token.trimmingCharacters(in: .whitespacesAndNewlines)
      guard let action = Int(token), (0..<count).contains(action) else {
        throw .notAnAction(
          token: token, position: position, item: actions.count + 1, environment: environment.id,
          count: count)
      }
      actions.append(action)
    }
    return actions
  }
}

/// Why the actions of a rollout cannot be read.
public enum RolloutError: ExitStatusError, Equatable {
  /// The text at that position, the `item`-th of its line from 1, is none of the environment's
  /// `count` actions.
  case notAnAction(token: String, position: String, item: Int, environment: String, count: Int)
  /// There is no such file, or it may not be read.
  case unreadableFile(path: String, cause: String)

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// The message for the user.
  public var description: String {
    switch self {
    case .notAnAction(let token, let position, let item, let environment, let count):
      "\(position): item \(item): '\(token)' is not an action of \(environment); expected 0...\(count - 1)"
    case .unreadableFile(let path, let cause):
      "cannot read the file of actions '\(path)': \(cause)"
    }
  }
}
