import Foundation
import Statistics
import Testing

@testable import Experiments

struct ComparisonTests {
  /// A CSV file of another program, as a table.
  private func table(_ text: String, settings: [String] = []) throws -> ScoreTable {
    try temporaryFile(text) { try ScoreTable.read($0, metric: "score", settings: settings) }
  }

  private func temporaryFile<Value>(
    _ text: String, _ body: (String) throws -> Value
  ) throws -> Value {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("sweep-\(UUID().uuidString).csv")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try body(file.path)
  }

  /// Two values of gamma with three seeds each; the scores are the given ones and 10 more.
  private func grid(double: Bool, _ scores: [Double]) -> String {
    var text = "seed,gamma,double,score\n"
    for (gamma, offset) in [("0.9", 0.0), ("0.99", 10)] {
      for (seed, score) in scores.enumerated() {
        text += "\(seed),\(gamma),\(double),\(score + offset)\n"
      }
    }
    return text
  }

  @Test func `what differs is named, and configurations are matched by what varies`() throws {
    let comparison = try Comparison(
      files: [
        table(grid(double: false, [1, 2, 4])), table(grid(double: true, [2, 4, 5])),
      ], metric: "score")
    let pair = comparison.pairs[0]
    #expect(pair.changes.map(\.name) == ["double"])
    #expect(pair.changes.map(\.from) == ["false"] && pair.changes.map(\.to) == ["true"])
    #expect(pair.varying == ["gamma"])
    #expect(pair.matches.map(\.values) == [["0.9"], ["0.99"]])
    #expect(pair.matches.allSatisfy { abs($0.difference.mean - 4 / 3.0) < 1e-14 })
    // Differences 1, 2, 1 of the seeds' means: t = (4/3) / (0.57735/√3) = 4.
    let overall = try #require(pair.overall?.paired)
    #expect(abs(overall.t - 4) < 1e-12 && overall.degreesOfFreedom == 2)
    #expect(pair.onlyFirst == 0 && pair.onlySecond == 0)
  }

  @Test func `configurations that one file lacks are counted`() throws {
    let first = try table("gamma,score\n0.9,1\n0.95,2\n0.99,3\n")
    let second = try table("gamma,score\n0.9,1\n0.8,2\n")
    let pair = try Comparison(files: [first, second], metric: "score").pairs[0]
    #expect(pair.matches.count == 1 && pair.onlyFirst == 2 && pair.onlySecond == 1)
  }

  @Test func `the values of an axis are paired over everything else`() throws {
    let text = grid(double: false, [1, 2, 4])
    let comparison = try Comparison(table(text), by: "gamma", metric: "score")
    #expect(comparison.baselineLabel == "0.9")
    #expect(comparison.pairs.map(\.label) == ["0.99"])
    #expect(comparison.pairs[0].overall?.mean == 10)
    #expect(comparison.pairs[0].overall?.pairs?.count == 3)
    let other = try Comparison(table(text), by: "gamma", baseline: "0.990", metric: "score")
    #expect(other.baselineLabel == "0.99" && other.pairs[0].overall?.mean == -10)
  }

  @Test func `only what is significantly worse is a regression`() throws {
    let base = try table(grid(double: false, [1, 2, 3, 4, 5]))
    let worse = try table(grid(double: true, [0, 1.1, 2, 2.9, 4]))
    let noisy = try table(grid(double: true, [9, 0, 0, 9, 0]))
    #expect(try Comparison(files: [base, worse], metric: "score").isWorse)
    #expect(try !Comparison(files: [worse, base], metric: "score").isWorse)
    #expect(try !Comparison(files: [base, noisy], metric: "score").isWorse)
  }

  @Test func `errors name what there is`() throws {
    let one = try table(grid(double: false, [1, 2]))
    #expect(throws: ComparisonError.tooFew(1)) { try Comparison(files: [one], metric: "score") }
    #expect(throws: ComparisonError.oneValue("double", file: one.name, axes: ["gamma"])) {
      try Comparison(one, by: "double", metric: "score")
    }
    let message = #expect(throws: ComparisonError.self) {
      try Comparison(one, by: "gama", metric: "score")
    }
    #expect(message?.description.hasSuffix("did you mean 'gamma'?") == true)
    #expect(throws: ComparisonError.noBaseline("0.5", names: ["0.9", "0.99"])) {
      try Comparison(one, by: "gamma", baseline: "0.5", metric: "score")
    }
  }

  @Test func `a CSV file without the metric, or with a word in it, is refused`() throws {
    #expect(throws: SummaryError.self) { try table("gamma,reward\n0.9,1\n") }
    #expect(throws: SummaryError.self) { try table("gamma,score\n0.9,good\n") }
    #expect(throws: CSVError.self) { try table("gamma,score\n0.9\n") }
    #expect(throws: SummaryError.self) { try table("gamma,score\n0.9,1\n", settings: ["lr"]) }
  }

  @Test func `a column of another program can be named a setting`() throws {
    let one = try table("lr,score\n1,1\n1,2\n2,5\n2,6\n", settings: ["lr"])
    #expect(try Comparison(one, by: "lr", metric: "score").pairs[0].overall?.mean == 4)
  }

  @Test func `a comparison reads like this`() throws {
    let first = try table(grid(double: false, [1, 2, 4, 3, 2]))
    let comparison = try Comparison(first, by: "gamma", metric: "score")
    #expect(
      ComparisonText(comparison).text == """
        gamma: 0.99 against 0.9

        0.99 - 0.9 = +10 +- 0.0   score, mean of 1 configuration
        0.99 is better than 0.9 (p < 0.0001; paired by seed, 5 seeds)
          paired t        t inf, df 4, p <0.0001, 95 % 10 .. 10
          Welch t         t 13.87, df 8, p <0.0001, 95 % 8.337 .. 11.66
          Mann-Whitney    U 25, p 0.012
          permutation     p 0.062 (exact)
          P(improvement)  1, 95 % 1 .. 1; Cliff's delta 1, Hedges' g 7.922

        """)
  }

  @Test func `JSON has the same figures`() throws {
    let comparison = try Comparison(
      files: [
        table(grid(double: false, [1, 2, 4])), table(grid(double: true, [2, 4, 5])),
      ], metric: "score")
    let text = try ComparisonJSON(comparison).text()
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let pair = try #require((document["comparisons"] as? [[String: Any]])?.first)
    let overall = try #require(pair["overall"] as? [String: Any])
    #expect(abs((overall["difference"] as? Double ?? 0) - 4 / 3.0) < 1e-12)
    #expect((pair["configurations"] as? [Any])?.count == 2)
    let change = try #require((pair["changes"] as? [[String: Any]])?.first)
    #expect(change["from"] as? Bool == false && change["to"] as? Bool == true)
  }
}
