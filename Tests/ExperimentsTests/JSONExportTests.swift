import DeepQ
import Foundation
import Testing

@testable import Experiments

struct JSONExportTests {
  @Test func `the experiment is the first line, and each trial one of its own`() throws {
    let samples = try ExportSamples.trained()
    let lines = try samples.text(.json).split(separator: "\n").map(String.init)
    #expect(lines.count == 1 + 4 + 1)
    #expect(
      lines[0].hasPrefix(#"{"format":"sweep export 1","experiment":{"axes":["gamma"],"#))
    #expect(lines[0].hasSuffix(#"},"trials":["#))
    let trials = samples.experiment.trials
    for (line, trial) in zip(lines.dropFirst(), trials) {
      #expect(line.contains(#""trial":"\#(trial.id)""#))
    }
    #expect(lines.last == "]}")
  }

  @Test func `a trial has typed hyperparameters, results and curves`() throws {
    let samples = try ExportSamples.made(TrialSamples.result())
    let text = try samples.text(.json)
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let trial = try #require((document["trials"] as? [[String: Any]])?.first)
    let settings = try #require(trial["hyperparameters"] as? [String: Any])
    #expect(settings["gamma"] as? Double == HyperparameterTable.row("gamma")?.defaultValue.asReal)
    #expect(settings["optimizer"] as? String == "adam")
    #expect(settings["network.hidden"] as? [Int] != nil)
    #expect(settings["double"] as? Bool == false)
    let results = try #require(trial["results"] as? [String: Any])
    #expect(results["status"] as? String == "done")
    #expect(results["return_last_100"] as? Double == 20)
    #expect(results["evaluation_return"] as? Double == 200)
    let episodes = try #require(trial["episodes"] as? [String: Any])
    #expect(episodes["return"] as? [Double] == [10, 20, 30])
    #expect((episodes["loss"] as? [Any])?.first is NSNull)
    #expect(episodes["truncated"] as? [Bool] == [false, false, true])
    let evaluations = try #require(trial["evaluations"] as? [String: Any])
    #expect(evaluations["return"] as? [[Double]] == [[9, 11], [100, 300]])
    #expect(trial["failure"] == nil)
  }

  @Test func `a failed trial says why`() throws {
    var result = TrialResult()
    result.failure = "the loss is \"not\" finite"
    let samples = try ExportSamples.made(result)
    let text = try samples.text(.json)
    #expect(text.contains(#""failure":"the loss is \"not\" finite""#))
    #expect(text.contains(#""evaluation_return":null"#))
  }
}
