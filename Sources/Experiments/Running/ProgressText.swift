import Foundation

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
    if let best = progress.best {
      let score = String(format: "%.1f", best.evaluationReturn)
      parts.append(Part(text: "best so far \(score)", importance: 6))
      parts.append(Part(text: "(\(best.configuration))", importance: 5, joint: " "))
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
