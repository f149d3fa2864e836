import DeepQ
import Foundation
import Synchronization
import Testing

@testable import Experiments

extension ExperimentPlan {
  /// The whole text.
  fileprivate var text: String {
    get throws { try Self.whole { try writeText($0) } }
  }

  /// The whole document.
  fileprivate func json() throws -> String { try Self.whole { try writeJSON($0) } }

  private static func whole(
    _ write: (@escaping (String) throws -> Void) throws -> Void
  ) throws -> String {
    let text = Mutex("")
    try write { piece in text.withLock { $0 += piece } }
    return text.withLock { $0 }
  }
}

@Suite struct ExperimentPlanTests {
  /// The rules that so small an experiment breaks.
  private static let allow = "run.allow=[steps,target-interval,exploration]"

  private func plan(
    _ overrides: [String] = [], workers: Int? = nil,
    machine: MachineResources = ExperimentSamples.machine
  ) throws -> ExperimentPlan {
    try ExperimentPlan(
      try ExperimentSamples.tiny(set: overrides), workers: workers, machine: machine)
  }

  @Test func `the plan adds up what each trial costs`() throws {
    let costs = try ExperimentSamples.tiny().trials.map { CostModel().cost(of: $0.specification) }
    let plan = try plan()
    #expect(plan.steps == 480)
    #expect(plan.bytesPerTrial == costs[0].bytes)
    #expect(abs(plan.coreSeconds - costs.reduce(0) { $0 + $1.seconds }) < 1e-12)
    // Four equal trials on two workers.
    #expect(abs(plan.wallSeconds - plan.coreSeconds / 2) < 1e-12)
  }

  @Test func `the table has a column for each key that varies`() throws {
    let lines = try plan(["optimizer=adam,sgd", "seeds.count=1"]).text.split(separator: "\n")
    #expect(lines[0] == "trial         configuration  gamma  optimizer  replicate")
    let values = lines[1...4].map { $0.split(separator: " ").dropFirst(2).joined(separator: " ") }
    #expect(values == ["0.9 adam 0", "0.9 sgd 0", "0.99 adam 0", "0.99 sgd 0"])
  }

  @Test func `a key that has no effect in a configuration has an empty cell there`() throws {
    let experiment = try ExperimentSamples.tiny(
      "when: [{if: {loss: huber}, grid: {huber_delta: [1, 2]}}]",
      set: ["loss=huber,mse", "gamma=0.9", "seeds.count=1"])
    let text = try ExperimentPlan(
      experiment, workers: 1, machine: ExperimentSamples.machine
    ).text
    let cells = text.split(separator: "\n")[1...3].map {
      $0.split(separator: " ").dropFirst(2).joined(separator: " ")
    }
    #expect(cells == ["huber 1 0", "huber 2 0", "mse 0"])
  }

  @Test func `the totals are the count, the steps, the memory and the time`() throws {
    let plan = try plan(workers: 1)
    let memory = QuantityText.bytes(plan.bytesPerTrial)
    // The program, and a row for each of four trials.
    #expect(plan.bytes == plan.bytesPerTrial + 48 << 20 + 4 * 4 << 10)
    let all = QuantityText.bytes(plan.bytes)
    let cost = CostModel().cost(of: try ExperimentSamples.tiny().specification(at: 0))
    let disk = (
      results: QuantityText.bytes(Int(4 * cost.fileBytes)),
      checkpoints: QuantityText.bytes(2 * cost.memory.checkpoint)
    )
    #expect(
      try plan.text.hasSuffix(
        """

        4 trials: 2 configurations x 2 seeds
        steps   480
        memory  \(memory) a trial, \(all) in all with 1 worker
        disk    at most \(disk.results), and \(disk.checkpoints) while it runs
        time    under 1 s with 1 worker (under 1 s of one core)

        """))
  }

  @Test func `an emulator's frames are counted beside the steps`() throws {
    let plan = try plan(["environment={id: ALE/Pong, frame_skip: 3}", "seeds.count=1"], workers: 1)
    #expect(plan.frames == 3 * plan.steps)
    #expect(try plan.text.contains("\nsteps   240 (720 frames)\n"))
  }

  @Test func `a long experiment's time is an estimate`() throws {
    let text = try plan(["steps=100M"], workers: 1).text
    #expect(text.contains(#/\ntime    about \d.* with 1 worker \(.* of one core\)\n/#))
  }

  @Test func `fewer workers than asked for are explained`() throws {
    #expect(
      try plan(workers: 9).text.hasSuffix(
        "\n4 workers instead of 9: there are only 4 trials to run\n"))
  }

  @Test func `more workers than cores take no less time`() throws {
    let many = try plan(["seeds.count=64"], workers: 64)
    let two = try plan(["seeds.count=64"], workers: 2)
    #expect(many.wallSeconds == two.wallSeconds)
    #expect(try many.text.contains(" with 64 workers on 2 cores ("))
    #expect(try two.text.contains(" with 2 workers ("))
  }

  @Test func `a map's optimal values are part of the time`() throws {
    func plan(size: Int, gamma: String) throws -> ExperimentPlan {
      let rows = (1..<size).map { _ in String(repeating: ".", count: size) }
      let map = (rows + [String(repeating: ".", count: size - 1) + "*"]).map { "\"\($0)\"" }
      let experiment = try experiment(
        """
        name: a
        environment: {id: GridWorld-v1, slip: 0.1, map: [\(map.joined(separator: ", "))]}
        algorithm: q-learning
        base: {steps: 10, gamma: \(gamma)}
        evaluate: {episodes: 1}
        """)
      return try ExperimentPlan(experiment, workers: 1, machine: ExperimentSamples.machine)
    }
    // 4096 states of four actions, in 10 000 sweeps for what a policy is worth that need not end.
    #expect(try plan(size: 64, gamma: "0.999").coreSeconds > 0.9)
    #expect(try plan(size: 4, gamma: "0.9").coreSeconds < 0.01)
  }

  @Test func `optimal values that do not converge are counted once for all trials`() throws {
    func plan(seeds: Int) throws -> ExperimentPlan {
      // Behind the wall no star can be reached, and without a discount values fall for ever.
      let experiment = try experiment(
        """
        name: a
        environment: {id: GridWorld-v1, map: ["S.*#."]}
        algorithm: q-learning
        base: {steps: 10, gamma: 1}
        seeds: {count: \(seeds)}
        evaluate: {episodes: 1}
        """)
      return try ExperimentPlan(experiment, workers: 1, machine: ExperimentSamples.machine)
    }
    let (one, two) = (try plan(seeds: 1).coreSeconds, try plan(seeds: 2).coreSeconds)
    // 100 000 sweeps over 5 states and 4 actions, 6e-9 s each: once.
    let optimum = 100_000 * 20 * 6e-9
    #expect(abs((2 * one - two) - optimum) < 1e-9)
  }

  @Test func `what the memory has no room for cannot be planned`() {
    let small = MachineResources(cores: 2, availableMemory: 1000)
    #expect(throws: WorkerBudgetError.self) { try plan(machine: small) }
  }

  @Test func `the JSON has the warnings too, where there are any`() throws {
    let object = try JSONSerialization.jsonObject(with: Data(try plan().json().utf8))
    let warnings = (object as? [String: Any])?["warnings"] as? [[String: Any]]
    let rules = warnings?.compactMap { $0["rule"] as? String }
    #expect(rules == (try ExperimentSamples.tiny().warnings.map(\.rule)))
    #expect(rules == ["steps", "target-interval", "exploration"])
    #expect(warnings?.first?["line"] as? Int == 3)
  }

  @Test func `the JSON says the same`() throws {
    let plan = try plan([Self.allow])
    let object = try JSONSerialization.jsonObject(with: Data(try plan.json().utf8))
    let document = try #require(object as? [String: Any])
    #expect(
      document.keys.sorted() == [
        "bytes", "bytes_per_trial", "configurations", "count", "name", "seconds",
        "seconds_on_one_core",
        "seeds", "steps", "trials", "workers",
      ])
    let trials = try #require(document["trials"] as? [[String: Any]])
    #expect(
      trials.compactMap { $0["trial"] as? String }
        == (try ExperimentSamples.tiny().trials.map(\.id)))
    #expect(trials[3]["hyperparameters"] as? [String: String] == ["gamma": "0.99"])
  }

  @Test func `the JSON has the bytes of a document that is encoded as a whole`() throws {
    struct Document: Encodable {
      struct Trial: Encodable {
        let (trial, configuration): (String, String)
        let replicate: Int
        let hyperparameters: [String: String]

        enum CodingKeys: CodingKey { case trial, configuration, replicate, hyperparameters }
      }

      let trials: [Trial]
    }
    let experiment = try ExperimentSamples.tiny(
      "arms: {\"a \\\"b\\\" \\\\ /é\": {loss: mse}, c: {loss: huber}}",
      set: ["seeds.count=2", Self.allow])
    let plan = try ExperimentPlan(experiment, workers: 1, machine: ExperimentSamples.machine)
    let whole = try ReportJSON.text(
      Document(
        trials: experiment.trials.map { trial in
          Document.Trial(
            trial: trial.id, configuration: trial.configurationId,
            replicate: trial.specification.replicate,
            hyperparameters: Dictionary(
              uniqueKeysWithValues: experiment.grid.assignment(
                at: trial.index / experiment.seeds.count)))
        }))
    let text = try plan.json()
    let trials = whole.dropFirst(2).dropLast(3)
    #expect(trials.hasPrefix("  \"trials\" : ["))
    #expect(text.contains(trials))
    #expect(text.hasSuffix(trials + ",\n  \"workers\" : 1\n}\n"))
  }

  @Test func `the table has the bytes of one that is laid out as a whole`() throws {
    let experiment = try ExperimentSamples.tiny(set: ["optimizer=adam,sgd", "seeds.count=11"])
    let plan = try ExperimentPlan(experiment, workers: 1, machine: ExperimentSamples.machine)
    let keys = experiment.varyingKeys
    let table = TextTable(
      titles: ["trial", "configuration"] + keys + ["replicate"],
      rows: experiment.trials.map { trial in
        [trial.id, trial.configurationId]
          + experiment.grid.assignment(at: trial.index / 11).map(\.value)
          + ["\(trial.specification.replicate)"]
      })
    #expect(try plan.text.hasPrefix(table.text() + "\n"))
  }

  @Test func `a plan of many trials is written in pieces, and its grid is one run of points`()
    throws
  {
    let experiment = try ExperimentSamples.tiny(set: ["seeds.count=20000"])
    #expect(experiment.grid.points.runs.count == 1)
    let plan = try ExperimentPlan(experiment, workers: 1, machine: ExperimentSamples.machine)
    for write in [plan.writeText, plan.writeJSON] {
      let largest = Atomic(0)
      let pieces = Atomic(0)
      try write { piece in
        largest.max(piece.utf8.count, ordering: .relaxed)
        pieces.wrappingAdd(1, ordering: .relaxed)
      }
      #expect(largest.load(ordering: .relaxed) < 1 << 16 + 1_000)
      #expect(pieces.load(ordering: .relaxed) > 20)
    }
  }
}
