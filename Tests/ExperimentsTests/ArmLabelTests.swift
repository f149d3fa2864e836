import DeepQ
import Foundation
import Testing

@testable import Experiments

@Suite struct ArmLabelTests {
  private static let head = "name: arms\nenvironment: CartPole-v1\n"

  private func read(_ blocks: String, set overrides: [String] = []) throws -> Experiment {
    try experiment(
      Self.head + "base: {steps: 2_000, replay.warmup: 100, gamma: 0.9}\n" + blocks, set: overrides)
  }

  private func assignments(_ experiment: Experiment) -> [[String]] {
    (0..<experiment.configurationCount).map { index in
      experiment.grid.assignment(at: index).map { "\($0.key)=\($0.value)" }
    }
  }

  /// The sentences about a file's mistakes.
  private func problems(_ blocks: String, set overrides: [String] = []) -> [String] {
    do throws(ConfigurationErrors) {
      _ = try Experiment(
        bytes: Array((Self.head + blocks + "\n").utf8), name: "arms.cfg", overrides: overrides)
      return []
    } catch {
      return error.errors.map { "\($0.line ?? 0):\($0.column ?? 0) \($0.message)" }
    }
  }

  @Test func `arms are one axis, which sets several keys and has readable values`() throws {
    let experiment = try read(
      """
      grid: {learning_rate: [0.1, 0.01]}
      arms:
        DQN: {}
        double and 3 steps: {double: true, n_step: 3}
      """)
    #expect(experiment.varyingKeys == ["learning_rate", "arm"])
    #expect(
      assignments(experiment) == [
        ["learning_rate=0.1", "arm=DQN"], ["learning_rate=0.1", "arm=double and 3 steps"],
        ["learning_rate=0.01", "arm=DQN"], ["learning_rate=0.01", "arm=double and 3 steps"],
      ])
    let values = (0..<4).map { experiment.grid.hyperparameters(at: $0) }
    #expect(values.map(\.double) == [false, true, false, true])
    #expect(values.map(\.nStep) == [1, 3, 1, 3])
    #expect(values.allSatisfy { $0.gamma == 0.9 })
  }

  @Test func `a label is no part of a trial's identity`() throws {
    let arms = try read("arms: {a: {}, b: {double: true}}")
    let renamed = try read("arms: {plain: {}, other: {double: true}}")
    let grid = try read("grid: {double: [false, true]}")
    let zip = try read("zip: [{double: [false, true], n_step: [1, 3]}]")
    let two = try read("arms: {a: {}, b: {double: true, n_step: 3}}")
    #expect(arms.trials.map(\.id) == grid.trials.map(\.id))
    #expect(arms.trials.map(\.id) == renamed.trials.map(\.id))
    #expect(two.trials.map(\.id) == zip.trials.map(\.id))
    #expect(ExperimentDifference.between(arms, renamed) == [])
  }

  @Test func `a changed arm is told by its label`() throws {
    let before = try read("arms: {a: {}, b: {double: true}}")
    let more = try read("arms: {a: {}, b: {double: true}, c: {n_step: 3}}")
    #expect(ExperimentDifference.between(before, more) == ["arms: was [a, b], now [a, b, c]"])
    let other = try read("arms: {a: {}, b: {double: true, n_step: 2}}")
    #expect(
      ExperimentDifference.between(more, other)
        == ["arms: was [a, b, c], now [a, b]", "arms.b.n_step: was 1, now 2"])
  }

  @Test func `an ablation writes its arms`() throws {
    let list = try read(
      "ablate: {full: {double: true, n_step: 3, epsilon: {start: 0.5, end: 0}}, "
        + "without: [double, epsilon]}")
    #expect(
      assignments(list) == [["arm=full"], ["arm=without double"], ["arm=without epsilon"]])
    let values = (0..<3).map { list.grid.hyperparameters(at: $0) }
    #expect(values.map(\.double) == [true, false, true])
    #expect(values.map(\.nStep) == [3, 3, 3])
    #expect(values.map(\.epsilon.start) == [0.5, 0.5, Hyperparameters().epsilon.start])
    let map = try read(
      "ablate: {full: {double: true, n_step: 3}, "
        + "without: {n-step returns: {n_step: 1}, doubling: {double: false}}}")
    #expect(
      assignments(map) == [
        ["arm=full"], ["arm=without n-step returns"], ["arm=without doubling"],
      ])
    #expect((0..<3).map { map.grid.hyperparameters(at: $0).nStep } == [3, 1, 3])
  }

  @Test(arguments: [
    "[double, distribution]", "{doubling: {double: false}, C51: {distribution: none}}",
  ])
  func `a part goes with its settings, which have no effect without it`(without: String) throws {
    let experiment = try read(
      "ablate: {full: {double: true, distribution: c51, c51.v_max: 100}, without: \(without)}")
    let values = (0..<3).map { experiment.grid.hyperparameters(at: $0) }
    #expect(values.map(\.distribution.kind) == [.categorical, .categorical, .none])
    var plain = try read("").grid.hyperparameters(at: 0)
    plain.double = true
    #expect(values[2] == plain)
  }

  @Test func `--set does not pass by what a list of maps sets`() {
    for blocks in [
      "grid: {epsilon: [{start: 1, end: 0.1}, {start: 0.5, end: 0.2}]}",
      "when: [{if: {double: false}, grid: {epsilon: [{start: 1, end: 0.1}, {start: 0.5}]}}]",
    ] {
      let found = problems(blocks, set: ["epsilon.start=0.7"])
      #expect(found.contains { $0.contains("'epsilon.start' belongs to") }, "\(found)")
    }
  }

  @Test func `arms and an ablation are one axis`() throws {
    let both = try read(
      "arms: {DQN: {}}\nablate: {full: {double: true, n_step: 3}, without: [n_step]}")
    #expect(assignments(both) == [["arm=DQN"], ["arm=full"], ["arm=without n_step"]])
  }

  @Test func `conditions can name arms`() throws {
    let experiment = try read(
      """
      arms: {a: {}, b: {double: true}, c: {n_step: 3}}
      grid: {gamma: [0.9, 0.99]}
      exclude: [{arm: [b, c], gamma: 0.9}]
      when: [{if: {arm: c}, grid: {learning_rate: [0.1, 0.01]}}]
      """)
    #expect(
      assignments(experiment).map { $0.prefix(2).joined(separator: " ") } == [
        "arm=a gamma=0.9", "arm=a gamma=0.99", "arm=b gamma=0.99", "arm=c gamma=0.99",
        "arm=c gamma=0.99",
      ])
    let rates = (0..<5).map { experiment.grid.hyperparameters(at: $0).learningRate }
    #expect(rates.suffix(2) == [0.1, 0.01])
  }

  @Test func `a list of maps under grid sets several keys at once`() throws {
    let experiment = try read(
      "grid: {epsilon: [{start: 1, end: 0.1}, {start: 0.5}], n_step: [1, 2]}")
    #expect(experiment.configurationCount == 4)
    let values = (0..<4).map { experiment.grid.hyperparameters(at: $0) }
    #expect(values.map(\.epsilon.start) == [1, 1, 0.5, 0.5])
    #expect(values.map(\.epsilon.end) == [0.1, 0.1, 0.01, 0.01].map { $0 })
    #expect(values.map(\.nStep) == [1, 2, 1, 2])
  }

  @Test func `a key has to have an effect in the arm that sets it, and in no other`() throws {
    #expect(
      try read("arms: {a: {}, b: {distribution: c51, c51.v_max: 50}}").configurationCount == 2)
    #expect(
      problems("arms: {a: {c51.v_max: 50}, b: {distribution: c51}}").contains {
        $0.hasPrefix("3:12 'c51.v_max' has no effect unless 'distribution' is 'c51'")
      })
  }

  @Test(arguments: [
    ("arms: {a: {dubble: true}}", "3:12 'dubble' is not a hyperparameter; did you mean 'double'?"),
    (
      "arms: {a: {}, b: {}}",
      "3:15 'a' and 'b' set the same values; expected alternatives that differ"
    ),
    ("arms: {a: {}, a: {double: true}}", "3:15 "),
    ("arms: {}", "3:7 'arms' has no alternatives; expected at least one value in the list"),
    (
      "arms: {a: {double: true}}\ngrid: {double: [true, false]}",
      "4:8 'double' is varied twice; it is on line 3 already"
    ),
    ("arms: {a: {double: [true, false]}}", "3:20 "),
    ("arms: [a, b]", "3:7 "),
    ("arms: {a: 3}", "3:11 "),
    (
      "ablate: {full: {double: true}, without: [duble]}",
      "3:42 'duble' is not set in 'full'; did you mean 'double'?"
    ),
    ("ablate: {full: {double: true}}", "3:9 "),
    ("ablate: {full: {double: true}, with: [double]}", "3:32 "),
    (
      "arms: {a: {}, b: {double: true}}\nexclude: [{arm: c}]",
      "4:17 'arm' never is c; expected one of a, b"
    ),
    ("exclude: [{arm: c}]", "3:12 'arm' does not vary; expected a key of 'grid', 'zip' or 'when'"),
    ("grid: {epsilon: [{start: 1}, 3]}", "3:30 "),
    ("grid: {epsilon: [{start: 1}, {start: 1}]}", "3:30 '1' and '2' set the same values"),
  ])
  func `mistakes are found where they are`(blocks: String, problem: String) {
    #expect(problems(blocks).contains { $0.hasPrefix(problem) }, "\(problems(blocks))")
  }

  @Test func `a mistake in arms is no mistake of what names them`() {
    let found = problems(
      "arms: {a: {}, b: {}}\nexclude: [{arm: a, gamma: 0.9}]\ngrid: {gamma: [0.9, 0.99]}")
    #expect(found.count == 1, "\(found)")
    #expect(
      problems("arms: {a: {}, b: {double: true}}", set: ["arms=3"])
        == ["0:0 'arms' cannot be set as a whole; expected a change of the file instead"])
  }

  @Test func `a label is short and prints`() {
    #expect(ArmLabel.problem("n-step returns, double") == nil)
    #expect(ArmLabel.problem("") == "is empty")
    #expect(ArmLabel.problem(" a") == "begins or ends with a blank")
    #expect(ArmLabel.problem(String(repeating: "a", count: 61)) == "has more than 60 characters")
    #expect(ArmLabel.problem("a\u{7}") == "has characters that cannot be seen")
    #expect(ArmLabel.problem("a\u{202E}b") == "has characters that cannot be seen")
    #expect(ArmLabel.problem("a\nb") == "has characters that cannot be seen")
  }

  @Test func `--set cannot change what arms set, and keeps the labels`() throws {
    #expect(
      problems("arms: {a: {}, b: {double: true}}", set: ["double=true"])
        == [
          "0:0 'double' belongs to 'arms' and cannot be set by itself; expected a change of the file instead"
        ])
    let changed = try read("arms: {+ a: {}, \"b: c\": {double: true}}", set: ["gamma=0.5"])
    let again = try experiment(changed.resolvedText)
    #expect(assignments(again) == [["arm=+ a"], ["arm=b: c"]])
    #expect(again.trials.map(\.id) == changed.trials.map(\.id))
  }

  @Test func `labels are a column of the summary, before the hyperparameters, and of reports`()
    throws
  {
    let scratch = try ScratchFolder()
    let text = """
      name: tiny
      environment: CartPole-v1
      base: {steps: 120, network.hidden: [4], batch_size: 4, replay.warmup: 20}
      grid: {gamma: [0.9, 0.99]}
      arms: {"a, plain": {}, b: {double: true}}
      seeds: {count: 2}
      evaluate: {episodes: 1}
      """
    let outcome = try scratch.run(try experiment(text))
    let names = outcome.summary.columnNames
    let arm = try #require(names.firstIndex(of: "arm"))
    #expect(names[arm - 1] == "result_sha256")
    #expect(names[arm + 1] == HyperparameterTable.rows[0].column)
    let read = try SummaryReader.read(outcome.folder.summaryFile)
    #expect(
      read.rows.indices.map { read.value($0, arm).text }
        == ["a, plain", "a, plain", "b", "b", "a, plain", "a, plain", "b", "b"])
    #expect(read.text == outcome.summary.text)
    let ranking = try Ranking(try ReportSource.read(outcome.folder.path))
    #expect(ranking.varying == ["gamma", "arm"])
    let table = try ScoreTable(
      try ReportSource.read(outcome.folder.path), metric: "evaluation_return")
    let comparison = try Comparison(table, by: "arm", baseline: "a, plain")
    #expect(comparison.pairs.map(\.label) == ["b"])
    #expect(comparison.pairs[0].changes.map(\.name) == ["double"])
    #expect(comparison.pairs[0].varying == ["gamma"])
    // Files are matched by what the arms set, whatever they are called.
    let other = try ScratchFolder()
    try other.run(try experiment(text.replacingOccurrences(of: "b: {double", with: "two: {double")))
    let second = try ScoreTable(
      try ReportSource.read(other.file("tiny")), metric: "evaluation_return")
    let files = try Comparison(files: [table, second])
    #expect(files.pairs[0].matches.count == 4)
    #expect(files.pairs[0].varying.first == "arm")
    #expect(files.pairs[0].matches.map { $0.values[0] } == ["a, plain", "b", "a, plain", "b"])
    let exact = try ExactComparison(
      outcome.summary, try SummaryReader.read(other.file("tiny/summary.csv")))
    #expect(exact.isIdentical)
    #expect(try Data(contentsOf: URL(filePath: outcome.folder.indexFile)).count > 0)
  }
}
