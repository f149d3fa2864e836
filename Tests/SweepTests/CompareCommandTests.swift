import DeepQ
import Experiments
import Foundation
import Testing

@Suite(.timeLimit(.minutes(2)))
struct CompareCommandTests {
  let place: Workplace
  let first = "results/tiny/summary.csv"

  init() throws {
    place = try .finished(.tiny)
  }

  /// The summary as a file that a test may change.
  private func copy(_ change: (String) -> String = { $0 }) throws -> String {
    try place.put(change(try place.text(of: first)), in: "copy.csv")
    return "copy.csv"
  }

  @Test func `configurations stand side by side`() throws {
    let lines = try place.succeed("compare", first, try copy()).output.split(separator: "\n")
    #expect(lines[0] == "A  results/tiny/summary.csv (4 scores)")
    #expect(lines[1] == "B  copy.csv (4 scores)")
    #expect(lines[2] == "B has the settings of A")
    #expect(lines[3] == "B - A = 0 +- 0.0   evaluation_return, mean of 2 configurations")
    #expect(lines[4] == "no difference is shown (p = 1.000; paired by seed, 2 seeds)")
    #expect(lines[5] == "the means are equal")
    #expect(lines.suffix(4).first == "significant by Holm: 0 better, 0 worse, of 2")
  }

  @Test func `another column can be compared`() throws {
    let outcome = try place.succeed("compare", first, try copy(), "--metric", "loss_last")
    #expect(outcome.output.contains("   loss_last, mean of 2 configurations\n"))
  }

  @Test func `the values of an axis are compared within one experiment`() throws {
    let outcome = try place.succeed("compare", "results/tiny", "--by", "gamma")
    #expect(outcome.output.hasPrefix("gamma: "))
    #expect(outcome.output.contains("paired by seed, 2 seeds"))
    let wrong = try place.sweep("compare", "results/tiny", "--by", "gama")
    #expect(wrong.status == 64 && wrong.errors.hasSuffix("did you mean 'gamma'?\n"))
  }

  @Test func `a significant regression fails where that is asked for`() throws {
    try place.put("seed,score\n1,1\n2,2\n3,3\n4,4\n", in: "good.csv")
    try place.put("seed,score\n1,0\n2,1\n3,2.1\n4,3\n", in: "bad.csv")
    let arguments = ["compare", "good.csv", "bad.csv", "--metric", "score", "--fail-if-worse"]
    #expect(try place.start(arguments).finish().status == 1)
    let other = ["compare", "bad.csv", "good.csv", "--metric", "score", "--fail-if-worse"]
    #expect(try place.start(other).finish().status == 0)
  }

  @Test func `published scores are printed beside the own ones`() throws {
    let outcome = try place.succeed("compare", "results/tiny", "--reference", "cleanrl")
    #expect(outcome.output.contains("cleanrl"))
    #expect(outcome.output.contains("Compare the protocols first"))
    let wrong = try place.sweep("compare", "results/tiny", "--reference", "nobody")
    #expect(wrong.status == 64)
  }

  @Test func `a column that is not there is named with those that are`() throws {
    let outcome = try place.sweep("compare", first, try copy(), "--metric", "score")
    #expect(outcome.status == 64)
    #expect(
      outcome.errors.hasPrefix(
        "results/tiny/summary.csv: there is no column 'score'; there are episodes, steps, "))
  }

  @Test func `equal files are identical`() throws {
    let outcome = try place.succeed("compare", first, try copy(), "--exact")
    #expect(outcome.output.hasSuffix("IDENTICAL: all 4 trials, in every column\n"))
  }

  @Test func `a cell that is not equal is named, and the status is 1`() throws {
    let trial = try place.summary(of: "results/tiny")[1].trial
    // The second trial is replicate 1 of the first configuration.
    let changed = try copy { $0.replacing(",1,42,done,", with: ",1,43,done,", maxReplacements: 1) }
    let outcome = try place.sweep("compare", first, changed, "--exact")
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("trial \(trial) differs:\n  seed: A 42, B 43\nDIFFERENT: "))
  }

  @Test func `two folders name the first episode and quantity at which trials part`() throws {
    try FileManager.default.copyItem(
      atPath: "\(place.path)/results", toPath: "\(place.path)/other")
    let id = try place.summary(of: "results/tiny")[1].trial
    let file = "\(place.path)/other/tiny/trials/\(id).h5"
    var record = try TrialRecord.read(from: file)
    let right = record.result.episodes.lengths[4]
    record.result.episodes.lengths[4] += 1
    try record.write(to: file)
    try place.succeed("run", "tiny.cfg", "--results", "other")
    let outcome = try place.sweep("compare", "results/tiny", "other/tiny", "--exact")
    #expect(outcome.status == 1)
    #expect(
      outcome.output.contains(
        "trial \(id): first differs in episode 5: length \(right) (A), \(right + 1) (B)\n"
          + "  result_sha256: A "))
  }

  @Test func `a file that is not there is a wrong argument`() throws {
    let outcome = try place.sweep("compare", first, "no-such.csv")
    #expect(
      outcome
        == SweepProgram.Outcome(
          status: 64, output: "",
          errors: "no-such.csv: No such file or directory\n"))
  }

  @Test func `a damaged file is refused with the line`() throws {
    let damaged = try copy { text in
      var lines = text.split(separator: "\n")
      lines[2] = lines[2].prefix(40)
      return lines.joined(separator: "\n") + "\n"
    }
    let outcome = try place.sweep("compare", first, damaged)
    #expect(outcome.status == 64)
    #expect(outcome.errors.hasPrefix("copy.csv:3: it has "))
  }

  @Test func `one file cannot be compared, nor three exactly`() throws {
    let one = try place.sweep("compare", first)
    #expect(one.status == 64)
    #expect(one.errors.hasPrefix("Error: a comparison needs two files, or --by with one\n"))
    let three = try place.sweep("compare", first, first, first, "--exact")
    #expect(three.status == 64)
    #expect(three.errors.hasPrefix("Error: --exact compares two summaries\n"))
  }
}
