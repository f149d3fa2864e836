import DeepQ
import Foundation
import Testing

@testable import Experiments

struct CertificationTests {
  let folder: ScratchFolder

  /// A small experiment in place of a gate's own.
  init() throws {
    folder = try ScratchFolder()
    try folder.put(
      """
      name: cartpole-stable
      environment: CartPole-v1
      base: {steps: 300, network.hidden: [4], batch_size: 4, replay.warmup: 20}
      seeds: {count: 3}
      evaluate: {every: 1000, episodes: 100}
      """, in: "cartpole-stable.cfg")
  }

  private func certify(_ gate: String, seeds: Int? = nil) throws -> GateVerdict {
    let certification = try Certification(gate, experiments: folder.path, seeds: seeds)
    return try certification.judge(try folder.run(certification.experiment).folder)
  }

  @Test func `a run is measured, judged and noted down`() throws {
    let verdict = try certify("cartpole", seeds: 2)
    #expect(verdict.scores.count == 2)
    // 300 steps teach nothing: no seed reaches 500.
    #expect(verdict.outcome == .failed)
    let whole = try certify("cartpole")
    #expect(whole.scores.prefix(2) == verdict.scores[...])
    let speed = try certify("cartpole-speed")
    #expect(speed.scores == [.infinity, .infinity, .infinity])

    let results = folder.results(
      try Certification("cartpole", experiments: folder.path, seeds: nil).experiment)
    let stored = try GateScores(in: results)
    // So short a training has no stability.
    #expect(stored.rows.map(\.gate) == ["cartpole", "cartpole-speed"].flatMap { [$0, $0, $0] })
    for gate in [whole.gate, speed.gate] {
      #expect(
        stored.scores(of: gate) == (gate == whole.gate ? whole : speed).scores)
    }
    let text = try String(contentsOfFile: results.gatesFile, encoding: .utf8)
    #expect(text.hasPrefix("gate,trial,replicate,score\ncartpole,"))

    // What else was in the file is gone: the rows are those of the experiment's trials.
    let stale = "cartpole,0123456789ab,0,500\n"
    for other in [text + stale, "gate,trial\n"] {
      try other.write(toFile: results.gatesFile, atomically: true, encoding: .utf8)
      _ = try certify("cartpole-speed")
      #expect(try String(contentsOfFile: results.gatesFile, encoding: .utf8) == text)
    }
  }

  @Test func `trials are compared with committed ones by their hashes`() throws {
    let certification = try Certification("cartpole", experiments: folder.path, seeds: nil)
    let outcome = try folder.run(certification.experiment)
    func compare(_ place: String) throws -> CommittedTrials.Comparison {
      try CommittedTrials(place, of: certification.experiment).compare(outcome)
    }
    let nothing = try compare(folder.path + "/nowhere")
    #expect(!nothing.isDifferent)
    #expect(nothing.text.hasPrefix("not compared: there is no "))
    let same = try compare(folder.path)
    #expect(!same.isDifferent)
    #expect(same.text.hasSuffix("/cartpole-stable/summary.csv: 3 of 3 trials"))

    let file = outcome.folder.summaryFile
    let digest = outcome.summary.rows[1]["result_sha256"].text
    let changed = try String(contentsOfFile: file, encoding: .utf8)
      .replacing(digest, with: String(repeating: "0", count: 64))
    try changed.write(toFile: file, atomically: true, encoding: .utf8)
    let other = try compare(folder.path)
    #expect(other.isDifferent)
    #expect(
      other.text.hasSuffix("the same are 2 of 3 trials; not \(outcome.summary.rows[1].trial)"))
  }

  @Test func `what cannot be certified is said`() throws {
    #expect(throws: GateError.unknown("cartpol")) { try certify("cartpol") }
    #expect(
      "\(GateError.unknown("cartpol"))" == "there is no gate 'cartpol'; did you mean 'cartpole'?")
    #expect(throws: GateError.self) { try certify("pong") }
    #expect(throws: GateError.tooManySeeds(21, gate: "cartpole", atMost: 20)) {
      try certify("cartpole", seeds: 21)
    }
    try folder.put(
      "name: acrobot\nenvironment: Acrobot-v1\ngrid: {gamma: [0.9, 0.99]}\n", in: "acrobot.cfg")
    #expect(
      throws: GateError.otherExperiment(
        "\(folder.path)/acrobot.cfg", gate: "acrobot", cause: "it has 2 configurations, not 1")
    ) { try certify("acrobot") }
    for (text, cause) in [
      ("name: acrobot2\nenvironment: Acrobot-v1\n", "its name is 'acrobot2'"),
      ("name: acrobot\nenvironment: CartPole-v1\n", "it is of CartPole-v1, not of Acrobot-v1"),
      (
        "name: acrobot\nenvironment: Acrobot-v1\nbase: {steps: 100_001}\n"
          + "evaluate: {episodes: 100}\n",
        "its training is longer than 100000 steps"
      ),
      (
        "name: acrobot\nenvironment: {id: Acrobot-v1, max_episode_steps: 600}\n",
        "'max_episode_steps' is 600, not 500"
      ),
      (
        "name: acrobot\nenvironment: Acrobot-v1\nevaluate: {episodes: 20}\n",
        "'evaluate.episodes' is 20, not 100"
      ),
      (
        "name: acrobot\nenvironment: Acrobot-v1\nbase: {steps: 2000}\n"
          + "evaluate: {episodes: 100}\nsolve: {threshold: -100, window: 5, stop: true}\n",
        "'solve.stop' is true, which ends trainings early"
      ),
      (
        "name: acrobot\nenvironment: Acrobot-v1\nbase: {steps: 2000}\n"
          + "evaluate: {episodes: 100}\nseeds: {count: 11}\n",
        "it has 11 seeds, more than 10"
      ),
      (
        "name: acrobot\nenvironment: Acrobot-v1\nbase: {episodes: 10}\n"
          + "evaluate: {episodes: 100}\n",
        "the length of its training is in episodes, not in steps"
      ),
    ] {
      try folder.put(text, in: "acrobot.cfg")
      #expect(
        throws: GateError.otherExperiment(
          "\(folder.path)/acrobot.cfg", gate: "acrobot", cause: cause)
      ) { try certify("acrobot") }
    }
  }

  @Test func `a gate's protocol is that of its environment and evaluations`() throws {
    let stable = "name: cartpole-stable\nenvironment: CartPole-v1\n"
    try folder.put(stable + "evaluate: {every: 10, episodes: 100}\n", in: "cartpole-stable.cfg")
    #expect(throws: GateError.self) { try certify("cartpole-speed") }
    #expect(throws: GateError.self) { try certify("cartpole-stability") }
    // Nor is there anything to keep in so short a training.
    try folder.put(
      stable
        + "base: {steps: 300, batch_size: 4, replay.warmup: 20}\nevaluate: {every: 1000, episodes: 100}\n",
      in: "cartpole-stable.cfg")
    #expect(throws: GateError.self) { try certify("cartpole-stability") }
    try folder.put(
      stable
        + "base: {steps: 300, batch_size: 4, replay.warmup: 20}\nevaluate: {every: 10, episodes: 100}\n",
      in: "cartpole-stable.cfg")
    // Those two take no score of such trials.
    let certification = try Certification("cartpole", experiments: folder.path, seeds: nil)
    let results = try folder.run(certification.experiment).folder
    _ = try certification.judge(results)
    #expect(Set(try GateScores(in: results).rows.map(\.gate)) == ["cartpole"])
    try folder.put(
      "name: pong-sticky\nenvironment: {id: ALE/Pong, sticky_actions: 0}\n",
      in: "pong-sticky.cfg")
    #expect(
      throws: GateError.otherExperiment(
        "\(folder.path)/pong-sticky.cfg", gate: "pong", cause: "'sticky_actions' is 0, not 0.25")
    ) { try Certification("pong", experiments: folder.path, seeds: nil) }
  }
}
