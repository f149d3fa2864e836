import DeepQ
import Experiments
import Foundation
import Testing

@Suite(.timeLimit(.minutes(2)))
struct VerifyCommandTests {
  let place: Workplace

  init() throws {
    place = try .finished(.tiny)
  }

  @Test func `a pack is verified in a folder that has nothing else`() throws {
    let trial = try place.summary(of: "results/tiny")[1].trial
    #expect(
      try place.succeed("pack", "results/tiny", "--trial", String(trial.prefix(8))).output
        == "tiny.tar: 1 trial\n")
    try place.remove("results")
    try place.remove("tiny.cfg")
    let outcome = try place.succeed("verify", "tiny.tar")
    #expect(
      outcome.output == """
        ok        \(trial)  all 2 returns of the evaluation after step 300
        IDENTICAL \(trial)  run again in full
        checked: 1 trial: ids, hashes, settings and rows of summary.csv
        checked: evaluations of 1 trial, played again
        checked: 1 trial, run again in full
        not checked: results of 3 rows of summary.csv without a file here
        not checked: provenance.json
        VERIFIED: 1 trial

        """)
    #expect(place.names() == ["tiny.tar"])
  }

  @Test func `packs of the same folder are the same file, and a folder can be verified`() throws {
    try place.succeed("pack", "results/tiny", "--output", "a.tar")
    try place.succeed("pack", "results/tiny", "--output", "b.tar")
    #expect(try place.bytes(of: "a.tar") == (try place.bytes(of: "b.tar")))
    let output = try place.succeed("verify", "results/tiny", "--all").output
    #expect(output.contains("\nchecked: 4 trials, run again in full\n"))
    #expect(output.hasSuffix("\nVERIFIED: 4 trials\n"))
  }

  @Test func `one changed byte, and a changed score with its hash made right, are found`() throws {
    try place.succeed("pack", "results/tiny")
    var bytes = try place.bytes(of: "tiny.tar")
    bytes[bytes.count / 2] ^= 1
    try place.put(bytes, in: "changed.tar")
    let changed = try place.sweep("verify", "changed.tar")
    #expect(changed.status == 1)
    #expect(changed.output.isEmpty)
    #expect(changed.errors.contains("does not have the hash that SHA256SUMS names"))

    let id = try place.summary(of: "results/tiny")[2].trial
    let file = "\(place.path)/results/tiny/trials/\(id).h5"
    var record = try TrialRecord.read(from: file)
    record.result.evaluations[0].returns[0] += 100
    try record.write(to: file)
    try place.succeed("run", "tiny.cfg")
    try place.succeed("pack", "results/tiny", "--output", "forged.tar")
    let forged = try place.sweep("verify", "forged.tar", "--sample", "0")
    #expect(forged.status == 1)
    #expect(forged.output.contains("DIFFERS   \(id)  evaluation after step 300: first differs in "))
    #expect(forged.output.hasSuffix("\nDIFFERENT: 1 trial of 4\n"))
  }

  @Test func `what is neither a pack nor results is a wrong argument`() throws {
    try place.put("hello", in: "hello.tar")
    let outcome = try place.sweep("verify", "hello.tar")
    #expect(outcome.status == 64)
    #expect(outcome.errors == "hello.tar: it is not an archive of 'sweep pack'\n")
    #expect(try place.sweep("verify", "no.tar").status == 64)
    #expect(try place.sweep("verify", ".").status == 64)
  }

  @Test func `where there is no trial nothing is verified`() throws {
    let place = try Workplace(.tiny)
    try place.succeed("run", "tiny.cfg", "--shard", "50/100")
    try place.succeed("merge", "merged/tiny", "results/tiny", "--partial")
    let outcome = try place.sweep("verify", "merged/tiny")
    #expect(outcome.status == 1)
    #expect(outcome.output.hasSuffix("NOTHING VERIFIED: there are no trials in it\n"))
  }

  @Test(arguments: ["trials/x.h5", "summary.csv", "experiment.cfg"])
  func `what results consist of is not written over`(name: String) throws {
    let place = try Workplace.finished(.tiny)
    for command in ["pack", "plot"] {
      let outcome = try place.sweep(
        command, "results/tiny", "--output", "results/tiny/\(name)")
      #expect(outcome.status == 64)
      #expect(
        outcome.errors
          == "--output results/tiny/\(name): this is a file of a results folder; name another\n")
    }
  }
}
