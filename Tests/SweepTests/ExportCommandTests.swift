import Experiments
import Foundation
import Testing

@Suite(.timeLimit(.minutes(2)))
struct ExportCommandTests {
  @Test func `a format of several files goes to a folder of the results`() throws {
    let place = try Workplace.finished(.tiny)
    let outcome = try place.succeed("export", "results/tiny/", "--format", "safetensors")
    #expect(outcome.output == "results/tiny/export/safetensors: 4 trials\n")
    #expect(outcome.errors == "")
    let files = place.names(in: "results/tiny/export/safetensors")
    #expect(
      Set(files).subtracting([".sweep-export"])
        == Set(place.trials(in: "results/tiny").map { $0 + ".safetensors" }))
  }

  @Test func `one document goes to standard output, and notes to standard error`() throws {
    let place = try Workplace.finished(.tiny)
    try place.remove("results/tiny/trials/\(place.trials(in: "results/tiny")[0]).h5")
    let outcome = try place.succeed("export", "results/tiny", "--format", "json")
    let document = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    #expect(((document as? [String: Any])?["trials"] as? [Any])?.count == 3)
    #expect(outcome.errors == "Left out: trials: 1 missing.\n")
    let table = ["export", "results/tiny", "--format", "csv", "--table", "episodes"]
    let episodes = try place.start(table).finish()
    #expect(episodes.output.hasPrefix("trial,configuration,replicate,seed,status,gamma,episode,"))
    #expect(try place.start(table + ["--output", "-"]).finish() == episodes)
    #expect(!place.exists("results/tiny/export"))
  }

  @Test func `an export is written where it is asked for, and again over its own`() throws {
    let place = try Workplace.finished(.tiny)
    for _ in 0..<2 {
      let outcome = try place.succeed(
        "export", "results/tiny", "--format", "csv", "--output", "a b/")
      #expect(outcome.output == "a b/: 4 trials\n")
      try place.succeed("export", "results/tiny", "--format", "json", "--output", "all.json")
    }
    #expect(Set(place.names(in: "a b")) == [".sweep-export", "episodes.csv", "evaluations.csv"])
    #expect(
      try place.text(of: "all.json")
        == place.succeed("export", "results/tiny", "--format", "json").output)
  }

  @Test func `the results can be run and verified with exports in them`() throws {
    let place = try Workplace.finished(.tiny)
    try place.succeed("export", "results/tiny", "--format", "tensorboard")
    try place.succeed("run", "tiny.cfg", "--quiet")
    try place.succeed("run", "tiny.cfg", "--quiet", "--fresh")
    #expect(place.exists("results/tiny/export/tensorboard/.sweep-export"))
  }

  @Test(arguments: [
    (
      ["--format", "csv", "--output", "-"], "--output -: the format 'csv' has several files; name a"
    ),
    (
      ["--format", "tensorboard", "--output", "-"],
      "--output -: the format 'tensorboard' has several"
    ),
    (
      ["--format", "csv", "--table", "evaluation"],
      "--table evaluation: the format 'csv' has no such"
    ),
    (
      ["--format", "json", "--table", "trials"], "--table trials: the format 'json' has no tables\n"
    ),
    (
      ["--format", "csv", "--output", "results"], "--output results: this folder is not empty, and"
    ),
    (
      ["--format", "csv", "--output", "tiny.cfg"],
      "--output tiny.cfg: this is a file, and the export"
    ),
    (
      ["--format", "json", "--output", "tiny.cfg"], "--output tiny.cfg: this file is no such export"
    ),
    (["--format", "json", "--output", "results"], "--output results: this is a folder, and the"),
    (
      ["--format", "json", "--output", "results/tiny/summary.csv"], "--output results/tiny/summary"
    ),
    (
      ["--format", "json", "--output", "/dev/full"], "/dev/full is not a regular file; '--output -'"
    ),
    (["--format", "json", "--output", "no/such.json"], "no: No such file or directory\n"),
    (["--format", "json", "--output", ""], "Error: --output: the file or folder has no name\n"),
    (["--format", "json", "--trial", "zz"], "results/tiny holds no trial or configuration 'zz'"),
    (["--format", "yaml"], "Error: The value 'yaml' is invalid for '--format <format>'."),
    ([], "Error: Missing expected argument '--format <format>'"),
  ])
  func `wrong options are refused, and nothing is written`(
    options: [String], message: String
  ) throws {
    let place = try Workplace.finished(.tiny)
    let before = (place.names(), place.names(in: "results/tiny"), try place.text(of: "tiny.cfg"))
    let outcome = try place.start(["export", "results/tiny"] + options).finish()
    #expect(outcome.status == 64)
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix(message), "\(outcome.errors)")
    let after = (place.names(), place.names(in: "results/tiny"), try place.text(of: "tiny.cfg"))
    #expect(before == after)
  }

  @Test func `a folder that cannot be written is told`() throws {
    let place = try Workplace.finished(.tiny)
    let outcome = try place.sweep(
      "export", "results/tiny", "--format", "csv", "--output", "/proc/exported")
    #expect(outcome.status == 74)
    #expect(outcome.errors.hasPrefix("mkdir failed for /proc/exported: "))
  }

  @Test func `results without a finished trial are refused`() throws {
    let place = try Workplace.finished(.tiny)
    for trial in place.trials(in: "results/tiny") {
      try place.remove("results/tiny/trials/\(trial).h5")
    }
    let outcome = try place.sweep("export", "results/tiny", "--format", "tensorboard")
    #expect(outcome.status == 64)
    #expect(outcome.errors == "results/tiny: no trial is finished: 4 missing\n")
    #expect(!place.exists("results/tiny/export"))
  }
}
