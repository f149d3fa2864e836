import Foundation
import Testing

@testable import Experiments

@Suite struct ExitStatusErrorTests {
  @Test func `a status is the number that the shell sees`() {
    let statuses: [Experiments.ExitStatus] = [
      .failed, .wrongInput, .inputOutput, .stopped(by: SIGINT), .stopped(by: SIGTERM),
    ]
    #expect(statuses.map(\.code) == [1, 64, 74, 130, 143])
  }

  @Test func `a stop is the status of its signal`() {
    #expect(StopRequestError(signal: SIGTERM).exitStatus == .stopped(by: SIGTERM))
  }

  @Test func `every error that can reach the command line says its exit status`() throws {
    let sources = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources").standardized
    // `DeepQ` and `Hashing` do not know of a program; what they throw is worded by who calls them.
    let folders = try FileManager.default.contentsOfDirectory(atPath: sources.path())
      .filter { !["DeepQ", "Hashing"].contains($0) }
    var source = ""
    for folder in folders.sorted() {
      let names = try FileManager.default.subpathsOfDirectory(
        atPath: sources.appending(path: folder).path())
      for name in names where name.hasSuffix(".swift") {
        source += try String(
          contentsOf: sources.appending(path: "\(folder)/\(name)"), encoding: .utf8)
      }
    }
    #expect(Self.errors(without: "ExitStatusError", in: source) == [])
  }

  @Test func `an error that says no exit status is found`() {
    let source = """
      struct A: Error, Equatable {}
      enum B<T>: Sendable,
        Swift.Error {}
      extension C: LocalizedError {}
      struct D: Error {}
      extension D: ExitStatusError {}
      struct E: ExitStatusError {}
      enum F { enum G: Error {} }
      struct H: Hashable {}
      """
    #expect(Self.errors(without: "ExitStatusError", in: source) == ["A", "B", "C", "G"])
  }

  /// The types that a source declares as errors without the protocol.
  private static func errors(without conformance: String, in source: String) -> [String] {
    let declaration =
      /\b(?:struct|enum|class|actor|extension)\s+([\w.]+)(?:<[^{}:]*>)?\s*:([^{}]*)\{/
    var errors: [String] = []
    var conforming: Set<String> = []
    for match in source.matches(of: declaration) {
      let name = String(match.1)
      let inherited = match.2.split { !($0.isLetter || $0.isNumber || $0 == "_") }
      if inherited.contains(where: { $0 == conformance }) { conforming.insert(name) }
      if inherited.contains(where: { ["Error", "LocalizedError"].contains($0) }) {
        errors.append(name)
      }
    }
    return errors.filter { !conforming.contains($0) }
  }
}
