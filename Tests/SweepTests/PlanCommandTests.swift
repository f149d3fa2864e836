import Foundation
import Testing

@Suite(.timeLimit(.minutes(2)))
struct PlanCommandTests {
  private struct Plan: Decodable {
    struct Trial: Decodable {
      var trial: String
      var configuration: String
      var replicate: Int
      var hyperparameters: [String: String]
    }

    var name: String
    var configurations: Int
    var seeds: Int
    var count: Int
    var steps: Double
    var workers: Int
    var bytes_per_trial: Int
    var seconds: Double
    var seconds_on_one_core: Double
    var trials: [Trial]
  }

  @Test func `the plan lists every trial, then the count, the memory and the time`() throws {
    let place = try Workplace(.tiny)
    let lines = try place.succeed("plan", "tiny.cfg", "--workers", "1").output
      .split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "trial         configuration  gamma  replicate")
    #expect(lines[1...4].allSatisfy { $0.contains(#/^[0-9a-f]{12}  [0-9a-f]{12} /#) })
    #expect(lines[5] == "")
    #expect(lines[6] == "4 trials: 2 configurations x 2 seeds")
    #expect(lines[7] == "steps   1200")
    #expect(lines[8].contains(#/^memory  .* a trial, .* in all with 1 worker$/#))
    #expect(lines[9].contains(#/^disk    at most .*, and .* while it runs$/#))
    #expect(lines[10] == "time    under 1 s with 1 worker (under 1 s of one core)")
  }

  @Test func `the trials of a plan are those that are run`() throws {
    let place = try Workplace.finished(.tiny)
    let json = try place.succeed("plan", "tiny.cfg", "--json", "--workers", "1").output
    let plan = try JSONDecoder().decode(Plan.self, from: Data(json.utf8))
    #expect(plan.name == "tiny")
    #expect(plan.count == 4)
    #expect(plan.configurations == 2)
    #expect(plan.seeds == 2)
    #expect(plan.steps == 1200)
    #expect(plan.workers == 1)
    #expect(plan.bytes_per_trial > 0)
    #expect(plan.seconds == plan.seconds_on_one_core)
    #expect(plan.trials.map { $0.hyperparameters["gamma"] } == ["0.9", "0.9", "0.99", "0.99"])
    #expect(Set(plan.trials.map(\.configuration)).count == 2)
    #expect(try place.summary(of: "results/tiny").map(\.trial) == plan.trials.map(\.trial))
  }

  @Test func `what is unusual is a warning on standard error, which changes no status`() throws {
    let place = try Workplace(.tiny)
    let arguments = ["tiny.cfg", "--set", "learning_rate=0.5"]
    let warning =
      "--set learning_rate=0.5: warning: 'learning_rate' (0.5) is far from what is usual for 'adam': "
      + "1e-5 to 1e-2 (in all 2 configurations) [learning-rate]\n"
    let allow = ["--set", "run.allow=[steps,target-interval]"]
    let plan = try place.start(["plan"] + arguments + allow).finish()
    #expect(plan.status == 0)
    #expect(plan.errors == warning)
    #expect(!plan.output.contains("warning"))
    let json = try place.start(["plan", "--json"] + arguments + allow).finish()
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
    let warnings = (object as? [String: Any])?["warnings"] as? [[String: Any]]
    #expect(warnings?.map { $0["rule"] as? String } == ["learning-rate"])
    #expect(warnings?.map { $0["configurations"] as? Int } == [2])
    let run = try place.start(["run"] + arguments + allow).finish()
    #expect(run.status == 0)
    #expect(run.errors.hasPrefix(warning))
    let quiet = try place.start(["run", "--fresh", "--quiet"] + arguments + allow).finish()
    #expect(quiet.errors == "")
  }

  @Test(arguments: [[], ["--json"]])
  func `a plan creates nothing`(options: [String]) throws {
    let place = try Workplace(.endless)
    let outcome = try place.start(["plan", "endless.cfg"] + options).finish()
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    #expect(place.names() == ["endless.cfg"])
  }
}
