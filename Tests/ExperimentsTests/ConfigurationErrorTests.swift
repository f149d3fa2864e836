import Testing

@testable import Experiments

struct ConfigurationErrorTests {
  private func rendered(_ text: String, set overrides: [String] = []) -> String {
    do throws(ConfigurationErrors) {
      _ = try Experiment(
        bytes: Array(text.utf8), name: "experiments/cartpole.cfg", overrides: overrides)
      return ""
    } catch {
      return error.description
    }
  }

  @Test func `a mistake is shown with its line and a caret`() {
    let text = preamble + "base:\n  gamma: 0.9\n  lr: 1e-3\n"
    #expect(
      rendered(text) == """
        experiments/cartpole.cfg:5:3: 'lr' is not a hyperparameter; did you mean 'learning_rate'?
            lr: 1e-3
            ^
        """)
  }

  @Test func `a mistake of an option names the option`() {
    #expect(
      rendered(preamble, set: ["gamma=abc"]) == """
        --set gamma=abc: 'gamma': 'abc' is not a number; expected a number from 0 to 1
        """)
  }

  @Test func `the caret keeps its place behind tabs and wide characters`() {
    let text = preamble + "base: {loss: \t'é', gamma: 2}\n"
    #expect(
      rendered(text).hasSuffix("  base: {loss: \t'é', gamma: 2}\n               \t            ^"))
  }

  @Test func `only the part of a long line near the caret is shown`() {
    let padding = String(repeating: "x", count: 300)
    let lines = rendered("name: a\nenvironment: CartPole-v1\nbase: {a\(padding): 1, gamma: 2}\n")
      .split(separator: "\n")
    #expect(lines.allSatisfy { $0.count < 200 })
    #expect(lines.last?.last == "^")
  }

  @Test func `seven mistakes are seven errors in the order of their places`() {
    let text = """
      name: Cart Pole
      environment: CartPole-v2
      base:
        lr: 1e-3
        gamma: 1.5
        double: yes
      grid:
        network.hidden: [24, 24]
      seeds: {count: 0}
      """
    #expect(
      rendered(text) == """
        experiments/cartpole.cfg:1:7: 'Cart Pole' cannot name a results folder; expected at most 64 of \
        a-z, 0-9, '.', '_' and '-', with a letter or a digit first
          name: Cart Pole
                ^
        experiments/cartpole.cfg:2:14: the environment 'CartPole-v2' is not supported; did you mean 'CartPole-v1'?
          environment: CartPole-v2
                       ^
        experiments/cartpole.cfg:4:3: 'lr' is not a hyperparameter; did you mean 'learning_rate'?
            lr: 1e-3
            ^
        experiments/cartpole.cfg:5:10: 'gamma': '1.5' is out of range; expected a number from 0 to 1
            gamma: 1.5
                   ^
        experiments/cartpole.cfg:6:11: 'double': 'yes' is not a truth value; expected 'true' or 'false'
            double: yes
                    ^
        experiments/cartpole.cfg:8:19: 'network.hidden' is itself a list, so that its alternatives are \
        a list of lists; expected [[24, 24]]
            network.hidden: [24, 24]
                            ^
        experiments/cartpole.cfg:9:16: 'count': '0' is out of range; expected a whole number from 1 to \
        1000000000
          seeds: {count: 0}
                         ^
        """)
  }

  @Test func `an error carries its parts as data`() throws {
    let error = try #require(throws: ConfigurationErrors.self) {
      try experiment(preamble + "base: {lr: 1}\n")
    }.errors[0]
    #expect(error.file == "a.cfg")
    #expect(error.line == 3)
    #expect(error.column == 8)
    #expect(error.key == "base.lr")
    #expect(error.suggestion == "learning_rate")
    #expect(error.sourceLine == "base: {lr: 1}")
  }

  @Test func `a thousand mistakes do not fill the terminal`() {
    let keys = (0..<1000).map { "  unknown_key_number_\($0): 1\n" }.joined()
    let lines = rendered(preamble + "base:\n" + keys).split(separator: "\n")
    #expect(lines.count == 301)
    #expect(lines.last == "and 900 more mistakes")
  }

  @Test func `what a terminal would obey is not repeated`() {
    #expect(Quotation.quoted("a\u{1B}[31m\nb") == "'a\u{FFFD}[31m\\nb'")
    #expect(Quotation.plain(String(repeating: "x", count: 100)).count == 61)
  }
}
