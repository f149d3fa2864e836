/// What goes on in a trial, whatever its algorithm.
///
/// However its advance is cut into slices, the result is the same.
protocol TrialProcess: SavedInParts, ~Copyable, Sendable {
  /// Whether it is over, by its length, by success, or by failure.
  var isFinished: Bool { get }
  /// Whether the next step is one of an evaluation.
  var isEvaluating: Bool { get }
  /// Whether the next unit of work is a gradient step that the last environment step brought.
  var isLearning: Bool { get }
  /// Environment steps taken so far, or sweeps where there are none.
  var stepsTaken: Int { get }
  /// Training episodes that have ended so far.
  var episodesFinished: Int { get }

  /// Goes on for at most that many units of work, until it is finished, or until `shouldContinue`,
  /// which is asked now and then, says no.
  mutating func advance(steps: Int, while shouldContinue: () -> Bool)

  /// What has been produced so far; the whole result once it is finished.
  func result() -> TrialResult
}

/// A process of any type, in the one place that a trial has for it.
///
/// It belongs to one trial, which belongs to one thread at a time, so no two threads ever use it at
/// once.
final class TrialProcessBox<Process: TrialProcess & ~Copyable>: TrialProcess, @unchecked Sendable {
  private var process: Process

  init(_ process: consuming Process) { self.process = process }

  var isFinished: Bool { process.isFinished }
  var isEvaluating: Bool { process.isEvaluating }
  var isLearning: Bool { process.isLearning }
  var stepsTaken: Int { process.stepsTaken }
  var episodesFinished: Int { process.episodesFinished }
  var transitions: Range<Int> { process.transitions }
  var bytesPerTransition: Int { process.bytesPerTransition }

  func advance(steps: Int, while shouldContinue: () -> Bool) {
    process.advance(steps: steps, while: shouldContinue)
  }

  func result() -> TrialResult { process.result() }

  func save(to archive: inout ArchiveWriter) { process.save(to: &archive) }

  func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try process.restore(from: &archive)
  }

  func saveTransitions(_ numbers: Range<Int>, to archive: inout ArchiveWriter) {
    process.saveTransitions(numbers, to: &archive)
  }

  func restoreTransitions(
    from archive: inout ArchiveReader
  ) throws(ArchiveError) -> Range<Int> {
    try process.restoreTransitions(from: &archive)
  }
}
