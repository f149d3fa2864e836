import Foundation
import Testing

@testable import Experiments

@Suite struct SlurmScriptTests {
  @Test(arguments: ["plain", "/a/b-c_d.e", "with space", "it's", "$HOME `x`", "", "a\"b", "*", "é"])
  func `a shell reads a quoted word as it was`(text: String) throws {
    let output = try ExternalProgram.run("sh", ["-c", "printf %s \(ShellWord.quoted(text))"])
    #expect(output == text)
  }

  @Test func `plain words need no quotes`() {
    #expect(ShellWord.quoted("/a/b-c_d.e=1") == "/a/b-c_d.e=1")
  }

  @Test func `Slurm's symbols in a folder's name stand for themselves`() throws {
    let experiment = try ExperimentSamples.tiny()
    let plan = try ArrayPlan(
      of: MissingTrials(of: experiment, done: []), trialCount: 4, requested: 2, workers: 1,
      largestArray: 10)
    let script = SlurmScript(
      name: "tiny", folder: ResultsFolder(results: "/a 50%", name: "tiny"), results: "/a 50%",
      program: "/bin/sweep", plan: plan, requests: .init(memory: "1G"), retryFailed: false)
    #expect(script.task.contains("\n#SBATCH --output=\"/a 50%%/tiny/slurm/%A_%a.out\"\n"))
    #expect(script.task.contains(" --results '/a 50%' "))
    for text in [script.task, script.summary] {
      #expect(try ExternalProgram.run("bash", ["-n"], input: text) == "")
    }
  }
}
