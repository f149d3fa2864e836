import DeepQ
import Foundation
import Testing

@testable import Experiments

struct ConfigurationWarningTests {
  private func rendered(_ text: String, set overrides: [String] = []) throws -> [String] {
    try experiment(text, set: overrides).warnings.map(\.rendered)
  }

  private static let rate =
    "'learning_rate' (0.5) is far from what is usual for 'adam': 1e-5 to 1e-2"

  @Test func `a warning has the line of its key, and the name of its rule`() throws {
    #expect(
      try rendered(preamble + "base:\n  learning_rate: 0.5\n")
        == ["a.cfg:4:3: warning: \(Self.rate) [learning-rate]"])
  }

  @Test func `an option of the command line is named instead`() throws {
    #expect(
      try rendered(preamble, set: ["learning_rate=0.5"])
        == ["--set learning_rate=0.5: warning: \(Self.rate) [learning-rate]"])
  }

  @Test func `what is not given is reported at the environment`() throws {
    let warnings = try rendered("name: a\nenvironment: MinAtar/Asterix-v1\n")
    #expect(warnings.count == 1)
    #expect(warnings.allSatisfy { $0.hasPrefix("a.cfg:2:1: warning: the images of MinAtar/") })
  }

  @Test func `configurations are counted, not listed`() throws {
    let file =
      preamble + """
        grid: {learning_rate: [0.001, 0.5, 0.6], gamma: [0.9, 0.99], loss: [mse, huber]}
        seeds: {count: 10}
        """
    #expect(
      try rendered(file) == [
        "a.cfg:3:8: warning: \(Self.rate) (in 8 of 12 configurations, as with learning_rate: 0.5) "
          + "[learning-rate]"
      ])
    #expect(
      try rendered(preamble + "base: {learning_rate: 0.5}\ngrid: {gamma: [0.9, 0.99]}")
        == ["a.cfg:3:8: warning: \(Self.rate) (in all 2 configurations) [learning-rate]"])
  }

  @Test func `an arm is named by its label`() throws {
    let warnings = try rendered(
      preamble + """
        arms:
          hard: {}
          soft: {target.tau: 0.005}
        """)
    #expect(warnings.count == 1)
    #expect(
      warnings[0].hasSuffix("(in 1 of 2 configurations, as with arm: soft) [soft-target]"))
  }

  @Test func `'run.allow' silences a rule by its name, and no other`() throws {
    let file = preamble + "base: {steps: 1500, learning_rate: 0.5}\n"
    #expect(try experiment(file).warnings.map(\.rule) == ["steps", "learning-rate"])
    #expect(
      try experiment(file + "run: {allow: [steps]}").warnings.map(\.rule) == ["learning-rate"])
    #expect(try rendered(file + "run: {allow: [steps, learning-rate]}") == [])
    #expect(try experiment(file, set: ["run.allow=[steps]"]).warnings.count == 1)
  }

  @Test func `an unknown rule is an error with the nearest name`() {
    #expect(
      mistakes(preamble + "run: {allow: [step]}").first?.hasSuffix("did you mean 'steps'?") == true)
    #expect(
      mistakes(preamble + "run: {allow: steps}").first?.contains("expected a list of 'convolution'")
        == true)
  }

  @Test func `what is allowed changes no trial`() throws {
    let file = preamble + "base: {steps: 1500}\n"
    let silent = try experiment(file + "run: {allow: [steps]}")
    #expect(try experiment(file).trials.map(\.id) == silent.trials.map(\.id))
  }

  @Test func `rules have names of their own`() {
    #expect(Set(GuardRail.all.map(\.name)).count == GuardRail.all.count)
  }

  @Test func `the experiments that come with the program have no warnings`() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../experiments").standardized.path(percentEncoded: false)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
      $0.hasSuffix(".cfg")
    }
    #expect(files.count >= 10)
    for file in files.sorted() {
      #expect(try Experiment.load(path: folder + "/" + file).warnings == [], "\(file)")
    }
  }
}
