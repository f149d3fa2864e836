import Foundation
import Testing

@Suite(.timeLimit(.minutes(2)))
struct InspectCommandTests {
  let place: Workplace
  let trials: [String]

  init() throws {
    place = try .finished(.tiny)
    trials = place.trials(in: "results/tiny")
  }

  /// Has a shell give the ids to the command.
  private func inspect(_ ids: [String]) throws -> [String] {
    try place.put(ids.map { $0 + "\n" }.joined(), in: "ids")
    let running = try RunningSweep(
      "/bin/sh", ["-c", "exec \"$0\" inspect results/tiny <ids", try SweepProgram.path()], in: place
    )
    let outcome = try running.finish()
    #expect(outcome.status == 0)
    return outcome.output.split(separator: "\n").map(String.init)
  }

  @Test func `the trials that are asked for are named, then answered, in that order`() throws {
    let lines = try inspect([trials[2], trials[0]])
    #expect(lines.count == 4)
    #expect(lines[0] == "reading \(trials[2])")
    #expect(lines[1].hasPrefix("good ") && lines[1].contains(",\(trials[2]),"))
    #expect(lines[2] == "reading \(trials[0])")
    #expect(lines[3].hasPrefix("good ") && lines[3].contains(",\(trials[0]),"))
  }

  @Test func `a file that is damaged, or not there, harms nobody`() throws {
    try place.put("not HDF5", in: "results/tiny/trials/\(trials[0]).h5")
    let lines = try inspect([trials[0], "ffffffffffff", trials[1]])
    #expect(lines.count == 6)
    #expect(lines[1].hasPrefix("damaged "))
    #expect(lines[3].hasPrefix("unreadable \(ENOENT) open "))
    #expect(lines[5].hasPrefix("good "))
  }
}
