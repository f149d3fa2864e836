import DeepQ
import Foundation

/// How far a run has come: a pure function of the events and of when they came.
struct Progress {
  /// A trial under way.
  private struct Running {
    /// Work of the whole trial.
    var work: Double
    var workDone = 0.0
    var steps = 0
    /// The step that an earlier run reached; `nil` before the worker has reported it.
    var resumed: (steps: Int, work: Double)?
  }

  /// Trials of the experiment, or of this shard of it.
  let total: Int
  let workers: Int
  /// Work of the trials of this run, in nominal seconds.
  private(set) var totalWork: Double
  private let costs: CostModel
  private let began: Double

  /// Trials done, those of earlier runs included.
  private(set) var done: Int
  private(set) var failed = 0
  /// The configurations' scores; `nil` where they are not shown.
  private(set) var scores: ConfigurationScores?

  private var slots: [Running?]
  private var lastEvent: Double
  private var steps = 0
  private var work = 0.0
  /// Seconds that workers were busy, summed over the workers.
  private var busySeconds = 0.0

  /// The beginning of a run, at the time `now`, in seconds.
  init(
    total: Int, alreadyDone: Int, workers: Int, totalWork: Double, costs: CostModel = CostModel(),
    scores: ConfigurationScores? = nil, now: Double
  ) {
    self.scores = scores
    self.total = total
    self.workers = workers
    self.totalWork = totalWork
    self.costs = costs
    done = alreadyDone
    slots = Array(repeating: nil, count: workers)
    began = now
    lastEvent = now
  }

  /// Trials under way.
  var running: Int { slots.reduce(0) { $0 + ($1 == nil ? 0 : 1) } }

  /// Seconds since the beginning.
  func elapsed(at now: Double) -> Double { now - began }

  /// Takes note of an event.
  mutating func apply(_ event: RunEvent, at now: Double) {
    busySeconds += Double(running) * max(0, now - lastEvent)
    lastEvent = max(lastEvent, now)
    switch event {
    case .started(let trial, let worker):
      slots[worker] = Running(work: costs.seconds(of: trial.specification))
    case .advanced(let trial, let stepsTaken, let worker):
      advance(worker, to: stepsTaken, of: trial)
    case .finished(let trial, let result, _, let worker):
      work += slots[worker]?.work ?? 0
      steps += result.steps - (slots[worker]?.resumed?.steps ?? 0)
      slots[worker] = nil
      done += 1
      if result.failure != nil { failed += 1 }
      note(result, of: trial)
    case .abandoned(_, let worker):
      slots[worker] = nil
    case .stopping: break
    }
  }

  /// What an earlier run has done of a trial is no work of this one.
  private mutating func advance(_ worker: Int, to stepsTaken: Int, of trial: PlannedTrial) {
    guard var slot = slots[worker] else { return }
    let reached = costs.seconds(of: trial.specification, afterSteps: stepsTaken)
    if slot.resumed == nil {
      slot.resumed = (stepsTaken, reached)
      slot.work -= reached
      totalWork -= reached
    }
    slot.steps = stepsTaken - (slot.resumed?.steps ?? 0)
    slot.workDone = reached - (slot.resumed?.work ?? 0)
    slots[worker] = slot
  }

  /// Environment steps a second in this run; `nil` before there were any.
  func stepsPerSecond(at now: Double) -> Double? {
    let taken = slots.reduce(steps) { $0 + ($1?.steps ?? 0) }
    return taken > 0 && elapsed(at: now) > 0 ? Double(taken) / elapsed(at: now) : nil
  }

  /// Seconds until the end; `nil` while too little was seen to say.
  ///
  /// What a busy worker got done a second so far is what it will get done. The end has fewer trials
  /// than workers, so no fewer seconds are left than the longest trial under way needs.
  func secondsLeft(at now: Double) -> Double? {
    let busy = busySeconds + Double(running) * max(0, now - lastEvent)
    let workDone = slots.reduce(work) { $0 + ($1?.workDone ?? 0) }
    guard busy >= 2, workDone > 0, done < total else { return nil }
    let rate = workDone / busy
    let workLeft = max(0, totalWork - workDone)
    let usefulWorkers = max(1, min(workers, total - done))
    let longest = slots.reduce(0) { max($0, $1.map { $0.work - $0.workDone } ?? 0) }
    return max(workLeft / (rate * Double(usefulWorkers)), longest / rate)
  }

  private mutating func note(_ result: TrialResult, of trial: PlannedTrial) {
    guard result.failure == nil, let returns = result.evaluations.last?.returns, !returns.isEmpty
    else { return }
    scores?.add(returns.reduce(0, +) / Double(returns.count), ofTrial: trial.index)
  }
}

/// The words of the progress display.
enum ProgressText {
  private struct Part {
    var text: String
    /// The least important parts are dropped first where the line is too short.
    var importance: Int
    /// The separator between the part before and this one.
    var joint = ", "
  }

  /// Everything worth knowing, in at most `width` characters.
  static func line(_ progress: Progress, now: Double, width: Int = .max) -> String {
    var parts = parts(of: progress, now: now)
    while joined(parts).count > width, parts.count > 1,
      let least = parts.indices.min(by: { parts[$0].importance < parts[$1].importance })
    {
      parts.remove(at: least)
    }
    return String(joined(parts).prefix(width))
  }

  private static func parts(of progress: Progress, now: Double) -> [Part] {
    var parts = [Part(text: "\(progress.done)/\(progress.total) done", importance: 9)]
    if progress.failed > 0 {
      parts.append(Part(text: "\(progress.failed) failed", importance: 8))
    }
    parts.append(Part(text: "\(progress.running) running", importance: 4))
    if let best = progress.scores?.text {
      parts.append(Part(text: "best so far \(best.score)", importance: 6))
      if !best.configuration.isEmpty {
        parts.append(Part(text: "(\(best.configuration))", importance: 5, joint: " "))
      }
    }
    if let speed = progress.stepsPerSecond(at: now) {
      parts.append(Part(text: "\(QuantityText.count(speed)) steps/s", importance: 3))
    }
    if let left = progress.secondsLeft(at: now) {
      parts.append(Part(text: "\(QuantityText.duration(left)) left", importance: 7))
    }
    return parts
  }

  private static func joined(_ parts: [Part]) -> String {
    parts.enumerated().map { ($0 == 0 ? "" : $1.joint) + $1.text }.joined()
  }

  /// The first line where there is no terminal.
  static func opening(_ progress: Progress) -> String {
    let trials = progress.total == 1 ? "1 trial" : "\(progress.total) trials"
    let before = progress.done > 0 ? ", \(progress.done) of them done before" : ""
    return "\(trials)\(before); \(workerText(progress.workers))"
  }

  /// The last line of a run.
  static func closing(_ progress: Progress, now: Double) -> String {
    let failed = progress.failed > 0 ? ", \(progress.failed) failed" : ""
    let speed = progress.stepsPerSecond(at: now).map { " (\(QuantityText.count($0)) steps/s)" }
    let took = QuantityText.duration(progress.elapsed(at: now))
    return "\(progress.done)/\(progress.total) done\(failed), in \(took)\(speed ?? "")"
  }

  /// A line for the first signal.
  static let stopping =
    "stopping: finished trials are kept, and those under way are checkpointed; "
    + "a second signal ends the program at once"

  /// A line for a trial that failed.
  static func failure(_ trial: PlannedTrial, reason: String) -> String {
    "trial \(trial.id) failed: \(reason)"
  }
}
