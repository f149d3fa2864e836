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
      ])
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
    let pair = try Comparison(files: [first, second]).pairs[0]
    #expect(pair.matches.count == 1 && pair.onlyFirst == 2 && pair.onlySecond == 1)
  }

  @Test func `the values of an axis are paired over everything else`() throws {
    let text = grid(double: false, [1, 2, 4])
    let comparison = try Comparison(table(text), by: "gamma")
    #expect(comparison.baselineLabel == "0.9")
    #expect(comparison.pairs.map(\.label) == ["0.99"])
    #expect(comparison.pairs[0].overall?.mean == 10)
    #expect(comparison.pairs[0].overall?.pairs?.count == 3)
    let other = try Comparison(table(text), by: "gamma", baseline: "0.990")
    #expect(other.baselineLabel == "0.99" && other.pairs[0].overall?.mean == -10)
  }

  @Test func `only what is significantly worse is a regression`() throws {
    let base = try table(grid(double: false, [1, 2, 3, 4, 5]))
    let worse = try table(grid(double: true, [0, 1.1, 2, 2.9, 4]))
    let noisy = try table(grid(double: true, [9, 0, 0, 9, 0]))
    #expect(try Comparison(files: [base, worse]).isWorse)
    #expect(try !Comparison(files: [worse, base]).isWorse)
    #expect(try !Comparison(files: [base, noisy]).isWorse)
  }

  @Test func `a failed configuration does not hide the others`() throws {
    let base = try table(grid(double: false, [1, 2, 4]))
    let text = "seed,gamma,double,score\n0,0.9,true,3\n1,0.9,true,3\n2,0.9,true,6\n0,0.99,true,\n"
    let comparison = try Comparison(files: [base, table(text)])
    #expect(comparison.pairs[0].withoutScores == 1 && comparison.isComplete)
    // Differences 2, 1, 2 at gamma 0.9.
    #expect(abs((comparison.pairs[0].overall?.mean ?? 0) - 5 / 3.0) < 1e-14)
    let empty = try table("seed,gamma,double,score\n0,0.9,true,\n0,0.99,true,\n")
    let nothing = try Comparison(files: [base, empty])
    #expect(!nothing.isComplete)
    #expect(ComparisonText(nothing).text.contains("NOTHING TO COMPARE"))
    let two = try Comparison(files: [base, empty, empty])
    #expect(!ComparisonText(two).text.contains("p Holm"))
  }

  @Test func `more of what should be small is worse`() throws {
    let text = { (offset: Double) in
      "seed,gamma,loss_last\n"
        + (0..<8).map { "\($0),0.9,\(Double($0) * (0.01 + offset) + offset)\n" }.joined()
    }
    let tables = try [0.0, 1.0].map { offset in
      let scratch = try ScratchFolder()
      try scratch.put(text(offset), in: "scores.csv")
      return try ScoreTable.read(scratch.file("scores.csv"), metric: "loss_last")
    }
    let comparison = try Comparison(files: tables)
    #expect(comparison.isSmallerBetter)
    #expect(comparison.isWorse)
    let report = ComparisonText(comparison).text
    #expect(report.contains("B is worse than A"))
    #expect(report.contains("P(improvement)  0; "))
    #expect(try !Comparison(files: tables.reversed()).isWorse)
  }

  @Test func `seeds that one configuration lacks are left out of the mean over all`() throws {
    let first = try table("seed,gamma,score\n0,0.9,1\n1,0.9,2\n0,0.99,5\n1,0.99,6\n")
    let second = try table("seed,gamma,score\n0,0.9,2\n1,0.9,3\n0,0.99,8\n")
    let overall = try #require(try Comparison(files: [first, second]).pairs[0].overall)
    // Seed 0 in both configurations: 1 and 3, the mean 2; seed 1 in the first alone: 1.
    #expect(overall.pairs == SampleStatistics([2, 1]))
  }

  @Test func `scores beyond 1e150, and what is not finite, are counted and not compared`() throws {
    let text = "seed,lr,score\n0,1,1e308\n1,1,-1.5e308\n0,2,nan\n1,2,3\n2,2,4\n"
    let one = try table(text, settings: ["lr"])
    #expect(one.configurations.map(\.unusable) == [2, 1])
    #expect(try !Comparison(one, by: "lr").isComplete)
  }

  @Test func `a value is a baseline as it is printed, and an axis too`() throws {
    let one = try table(
      "network.hidden,score\n\"[24, 24]\",1\n\"[24, 24]\",2\n\"[64, 64]\",5\n\"[64, 64]\",6\n")
    let comparison = try Comparison(one, by: "hidden", baseline: "64,64")
    #expect(comparison.baselineLabel == "64,64" && comparison.pairs[0].overall?.mean == -4)
  }

  @Test func `a byte order mark is no part of the first column`() throws {
    let one = try table("\u{FEFF}seed,gamma,score\n0,0.9,1\n1,0.9,2\n0,0.8,3\n1,0.8,5\n")
    #expect(try Comparison(one, by: "gamma").pairs[0].overall?.pairs?.count == 2)
  }

  @Test func `errors name what there is`() throws {
    let one = try table(grid(double: false, [1, 2]))
    #expect(throws: ComparisonError.tooFew(1)) { try Comparison(files: [one]) }
    #expect(throws: ComparisonError.oneValue("double", file: one.name, axes: ["gamma"])) {
      try Comparison(one, by: "double")
    }
    let message = #expect(throws: ComparisonError.self) {
      try Comparison(one, by: "gama")
    }
    #expect(message?.description.hasSuffix("did you mean 'gamma'?") == true)
    #expect(throws: ComparisonError.noBaseline("0.5", names: ["0.9", "0.99"])) {
      try Comparison(one, by: "gamma", baseline: "0.5")
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
    #expect(try Comparison(one, by: "lr").pairs[0].overall?.mean == 4)
  }

  @Test func `a comparison reads like this`() throws {
    let first = try table(grid(double: false, [1, 2, 4, 3, 2]))
    let comparison = try Comparison(first, by: "gamma")
    #expect(
      ComparisonText(comparison).text == """
        gamma: 0.99 against 0.9

        0.99 - 0.9 = +10 +- 0.0   score, mean of 1 configuration
        no difference is shown (p = 0.062; paired by seed, 5 seeds)
        no score varies, so that a t test says nothing: p is the permutation test's
          paired t        t inf, df 4, p <0.0001, 95 % 10 .. 10
          Welch t         t 13.87, df 8, p <0.0001, 95 % 8.337 .. 11.66
          Mann-Whitney    U 25, p 0.012
          permutation     p 0.062 (exact)
          P(improvement)  1; Cliff's delta 1, Hedges' g 7.922

        """)
  }

  @Test func `JSON has the same figures`() throws {
    let comparison = try Comparison(
      files: [
        table(grid(double: false, [1, 2, 4])), table(grid(double: true, [2, 4, 5])),
      ])
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
