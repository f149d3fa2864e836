import Foundation

/// The status of an experiment, for people and for programs.
public struct StatusText: Sendable {
  private let status: ExperimentStatus
  private let folder: String
  private let queue: SlurmQueue?

  /// Writes a status.
  ///
  /// - Parameters:
  ///   - status: what is written.
  ///   - folder: the results folder, for the commands that are suggested.
  ///   - queue: what Slurm says of the experiment; `nil` if it was not submitted.
  public init(_ status: ExperimentStatus, folder: String, queue: SlurmQueue? = nil) {
    self.status = status
    self.folder = folder
    self.queue = queue
  }

  private static let trialsToName = 10

  /// The counts, one a line, then what needs a person.
  public var text: String {
    var lines = ["\(status.name): \(state), \(counted(status.total, "trial"))"]
    var counts = [
      ("done", status.done), ("running", status.running.count), ("paused", status.paused.count),
      ("waiting", status.waiting), ("failed", status.failures.count),
    ]
    if !status.damaged.isEmpty { counts.append(("damaged", status.damaged.count)) }
    lines += counts.map {
      "  " + $0.0.padding(toLength: 9, withPad: " ", startingAt: 0) + "\($0.1)"
    }
    lines.append("  files    " + sizes)
    if let queue { lines.append("  slurm    " + queue.text) }
    lines += underWay(status.running, "running") + underWay(status.paused, "paused")
    lines += (status.failures + status.damaged).map { "\($0.id): \($0.reason)" }
    if !status.failures.isEmpty {
      lines.append("'sweep run' with --retry-failed runs failed trials again")
    }
    if !status.damaged.isEmpty {
      lines.append("'sweep run' quarantines damaged files and runs their trials again")
    }
    if !status.departed.isEmpty {
      lines.append(
        "\(counted(status.departed.count, "trial")) in the folder no longer in the grid: "
          + "'sweep prune \(folder) --dry-run' lists what can go")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private var state: String {
    switch status.state {
    case .running(let holders):
      holders.isEmpty
        ? "running" : "running (" + holders.map(\.description).joined(separator: ", ") + ")"
    case .stopped: "stopped"
    case .failed: "finished, with failed trials"
    case .done: "done"
    case .unknown: "not known whether it runs (the file system has no locks)"
    }
  }

  private var sizes: String {
    let parts = [
      ("trials", status.sizes.trials), ("checkpoints", status.sizes.checkpoints),
      ("no longer in the grid", status.sizes.departed),
    ].filter { $0.1 > 0 }
    let all = QuantityText.bytes(status.sizes.all)
    guard parts.count > 1 else { return all }
    return all + " (" + parts.map { "\($0.0) \(QuantityText.bytes($0.1))" }.joined(separator: ", ")
      + ")"
  }

  private func underWay(_ trials: [ExperimentStatus.TrialUnderWay], _ state: String) -> [String] {
    var lines = trials.prefix(Self.trialsToName).map { trial in
      let end = trial.steps.map { " of \($0)" } ?? ""
      let checkpoint = trial.checkpoint.map { "checkpoint at step \($0)\(end)" }
      return "\(trial.id): \(state), \(checkpoint ?? "no checkpoint yet")"
    }
    if trials.count > Self.trialsToName {
      lines.append("... and \(trials.count - Self.trialsToName) more \(state)")
    }
    return lines
  }

  /// One document; numbers are numbers, and sizes are bytes.
  public func json() throws -> String { try ReportJSON.text(Document(status, queue)) }

  private struct Document: Encodable {
    struct Problem: Encodable {
      let trial: String
      let reason: String
    }
    struct UnderWay: Encodable {
      let trial: String
      let checkpoint: Int?
      let steps: Int?
    }
    struct Process: Encodable {
      let process: Int32
      let host: String?
    }
    struct Queue: Encodable {
      struct Tasks: Encodable {
        let state: String
        let count: Int
        let details: [String]
      }
      let job: String
      /// `nil` if Slurm could not be asked.
      let tasks: [Tasks]?

      init(_ queue: SlurmQueue) {
        job = queue.job
        tasks =
          queue.tasks == nil
          ? nil
          : queue.counts.map { Tasks(state: $0.state, count: $0.count, details: $0.details) }
      }
    }
    struct Bytes: Encodable {
      let trials: Int
      let checkpoints: Int
      let noLongerInGrid: Int
    }
    let name: String
    let state: String
    let processes: [Process]
    let trials: Int
    let done: Int
    let waiting: Int
    let running: [UnderWay]
    let paused: [UnderWay]
    let failed: [Problem]
    let damaged: [Problem]
    let noLongerInGrid: [String]
    let bytes: Bytes
    let slurm: Queue?

    init(_ status: ExperimentStatus, _ queue: SlurmQueue?) {
      name = status.name
      var holders: [FolderLock.Holder] = []
      switch status.state {
      case .running(let known): (state, holders) = ("running", known)
      case .stopped: state = "stopped"
      case .failed: state = "failed"
      case .done: state = "done"
      case .unknown: state = "unknown"
      }
      processes = holders.map { Process(process: $0.process, host: $0.host) }
      trials = status.total
      done = status.done
      waiting = status.waiting
      let underWay = { (trial: ExperimentStatus.TrialUnderWay) in
        UnderWay(trial: trial.id, checkpoint: trial.checkpoint, steps: trial.steps)
      }
      running = status.running.map(underWay)
      paused = status.paused.map(underWay)
      failed = status.failures.map { Problem(trial: $0.id, reason: $0.reason) }
      damaged = status.damaged.map { Problem(trial: $0.id, reason: $0.reason) }
      noLongerInGrid = status.departed
      bytes = Bytes(
        trials: status.sizes.trials, checkpoints: status.sizes.checkpoints,
        noLongerInGrid: status.sizes.departed)
      slurm = queue.map(Queue.init)
    }
  }
}
