import Foundation
import Testing

@Suite(.timeLimit(.minutes(2)))
struct CertifyCommandTests {
  let place: Workplace

  /// A small experiment in place of a gate's own.
  init() throws {
    place = try Workplace()
    try FileManager.default.createDirectory(
      atPath: place.path + "/experiments/gates", withIntermediateDirectories: true)
    try place.put(
      """
      name: cartpole-stable
      environment: CartPole-v1
      base: {steps: 300, network.hidden: [4], batch_size: 4, replay.warmup: 20}
      seeds: {count: 2}
      evaluate: {every: 1000, episodes: 100}
      """, in: "experiments/gates/cartpole-stable.cfg")
  }

  @Test func `a gate is run, its scores are kept, and the verdict is the status`() throws {
    let outcome = try place.sweep("certify", "cartpole", "--quiet")
    #expect(outcome.status == 1)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.first == "cartpole: CartPole-v1, 50 000 steps")
    #expect(lines.contains("cartpole: FAILED, 2 of 20 seeds"))
    #expect(
      lines.last == "not compared: there is no results/cartpole-stable/summary.csv")
    let scores = try place.text(of: "certified/cartpole-stable/gates.csv")
    #expect(scores.split(separator: "\n").count == 1 + 2 * 2)
    // Nothing is left to run, and the same bytes come out.
    let again = try place.sweep("certify", "cartpole", "--quiet", "--workers", "1")
    #expect(again.output == outcome.output)
    #expect(try place.text(of: "certified/cartpole-stable/gates.csv") == scores)
  }

  @Test func `the seeds that are not asked for stay, and are not offered for removal`() throws {
    _ = try place.sweep("certify", "cartpole", "--quiet")
    let trials = place.trials(in: "certified/cartpole-stable")
    let fewer = try place.sweep("certify", "cartpole", "--seeds", "1")
    #expect(fewer.output.contains("\ncartpole: FAILED, 1 of 20 seeds\n"))
    #expect(fewer.errors.contains("\n  seeds.count: was 2, now 1\n1 trial kept, 0 new\n"))
    #expect(!fewer.errors.contains("prune"))
    #expect(place.trials(in: "certified/cartpole-stable") == trials)
  }

  @Test func `hashes are compared with those of committed results`() throws {
    _ = try place.sweep("certify", "cartpole", "--quiet", "--results", "results")
    let same = try place.sweep("certify", "cartpole", "--seeds", "1", "--quiet")
    #expect(
      same.output.hasSuffix(
        "\nIDENTICAL with results/cartpole-stable/summary.csv: 1 of 1 trial\n"))
    let summary = try place.text(of: "results/cartpole-stable/summary.csv")
    let cells = summary.split(separator: "\n")[1].split(separator: ",")
    let digest = try #require(cells.last { $0.count == 64 })
    try place.put(
      summary.replacing(digest, with: String(repeating: "0", count: 64)),
      in: "results/cartpole-stable/summary.csv")
    let other = try place.sweep("certify", "cartpole", "--seeds", "1", "--quiet")
    #expect(other.status == 1)
    #expect(other.output.contains("\nDIFFERENT from results/cartpole-stable/summary.csv: "))
  }

  @Test func `what is no gate, or has no experiment, is said`() throws {
    let unknown = try place.sweep("certify", "cartpol")
    #expect(unknown.status == 64)
    #expect(unknown.errors == "there is no gate 'cartpol'; did you mean 'cartpole'?\n")
    let absent = try place.sweep("certify", "acrobot")
    #expect(absent.status == 64)
    #expect(
      absent.errors == "the experiment of gate 'acrobot' is not there: "
        + "experiments/gates/acrobot.cfg; --experiments names its folder\n")
    #expect(try place.sweep("certify", "cartpole", "--seeds", "0").status == 64)
    let elsewhere = try place.sweep("certify", "cartpole", "--reference", "nowhere")
    #expect(elsewhere.status == 64)
    #expect(elsewhere.errors == "nowhere: No such file or directory\n")
    #expect(place.names() == ["experiments"])
  }
}
