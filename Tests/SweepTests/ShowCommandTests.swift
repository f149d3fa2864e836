import Foundation
import Testing

@Suite(.timeLimit(.minutes(2)))
struct ShowCommandTests {
  let place: Workplace

  init() throws {
    place = try .finished(.tiny)
  }

  @Test func `a folder, its summary and a pipe give the same table`() throws {
    let folder = try place.succeed("show", "results/tiny").output
    #expect(
      folder.hasPrefix("tiny  2 configurations x 2 seeds   evaluation return, mean +- 95 %\n"))
    #expect(folder.contains(" gamma "))
    let table = try place.succeed("show", "results/tiny/summary.csv").output.split(separator: "\n")
    #expect(table.dropFirst(2).prefix(2) == folder.split(separator: "\n").dropFirst(2).prefix(2))
  }

  @Test func `a run ends with what show prints`() throws {
    let fresh = try Workplace(.tiny)
    let run = try fresh.succeed("run", "tiny.cfg", "--quiet").output
    let show = try fresh.succeed("show", "results/tiny").output
    #expect(run.hasPrefix(show))
  }

  @Test func `trials that finished since the summary was written are shown`() throws {
    let place = try Workplace.finished(.tiny)
    try place.remove("results/tiny/summary.csv")
    let text = try place.succeed("show", "results/tiny").output
    #expect(text.hasPrefix("tiny  2 configurations x 2 seeds   "))
  }

  @Test func `JSON, CSV and Markdown have every configuration`() throws {
    let json = try place.succeed("show", "results/tiny", "--json").output
    let document = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    #expect((document?["configurations"] as? [Any])?.count == 2)
    #expect(document?["environment"] as? String == "CartPole-v1")
    let csv = try place.succeed("show", "results/tiny", "--format", "csv").output
    #expect(csv.split(separator: "\n").count == 3)
    let markdown = try place.succeed("show", "results/tiny", "--format", "markdown").output
    #expect(markdown.split(separator: "\n").count == 4)
  }

  @Test func `learning curves come from the trials' files`() throws {
    let text = try place.succeed("show", "results/tiny", "--curves").output
    #expect(text.contains("\n#  area "))
    let other = try Workplace.finished(.tiny)
    for trial in other.trials(in: "results/tiny") {
      try other.remove("results/tiny/trials/\(trial).h5")
    }
    let without = try other.succeed("show", "results/tiny", "--curves").output
    #expect(without.contains("\nno learning curves: the trials' files are not here"))
  }

  @Test(arguments: [
    (["results/nothing"], "results/nothing: No such file or directory"),
    (
      ["results/tiny", "--metric", "score"], "results/tiny/summary.csv: there is no column 'score'"
    ),
    (["results/tiny", "--top", "0"], "Error: The value '0' is invalid for '--top <n>'"),
    (["."], ". holds no results of sweep"),
  ])
  func `wrong arguments are refused`(arguments: [String], message: String) throws {
    let outcome = try place.start(["show"] + arguments).finish()
    #expect(outcome.status == 64)
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix(message), "\(outcome.errors)")
  }
}
