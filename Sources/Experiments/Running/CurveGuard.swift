import DeepQ
import Foundation
import Synchronization

/// Ends a run in good order before the curves of its trials fill the memory.
///
/// The number of episodes in a number of steps is not known before. Up to five million a trial are
/// part of the plan; beyond that the memory that is left is looked at once a second. A run that is
/// ended so leaves its checkpoints, and continues where there is more memory: no result depends on
/// it.
final class CurveGuard: Sendable {
  private struct State {
    var nextLook = -Double.infinity
    var shortage: MachineShortageError?
  }

  /// Curves while they are stored: those that are converted, two images of the file, and a list
  /// that grows; a checkpoint takes no more.
  ///
  /// And twice as much again before the next look, when their lists double.
  private static let copies = 6
  private static let interval = 1.0

  private let machine: @Sendable () -> Int?
  private let used: @Sendable () -> Int?
  private let now: @Sendable () -> Double
  private let state = Mutex(State())

  /// Starts to watch.
  ///
  /// - Parameters:
  ///   - machine: bytes of memory that are left; `nil` if nothing says.
  ///   - used: bytes that this process takes.
  ///   - now: the time in seconds, from any beginning.
  init(
    machine: @escaping @Sendable () -> Int?,
    used: @escaping @Sendable () -> Int? = { MachineFacts.residentBytes() },
    now: @escaping @Sendable () -> Double = ProgressReporter.monotonicSeconds
  ) {
    self.machine = machine
    self.used = used
    self.now = now
  }

  /// Whether a trial may continue.
  func haveMemory(for trial: PlannedTrial, afterSteps steps: Int) -> Bool {
    guard case .steps = trial.specification.hyperparameters.length,
      steps > EpisodeCurves.usualCount, trial.specification.algorithm.kind != .planning
    else { return true }
    return state.withLock { state in
      let time = now()
      guard state.shortage == nil, time >= state.nextLook else { return state.shortage == nil }
      state.nextLook = time + Self.interval
      let most = trial.specification.maxCurveBytes(afterSteps: steps)
      guard most > EpisodeCurves.usualCount * EpisodeCurves.bytesPerEpisode,
        let used = used(), let left = machine()
      else { return true }
      // Whatever the curves are, they are in the memory of this process.
      let need = Self.copies * min(most, used)
      guard left < need else { return true }
      state.shortage = MachineShortageError(
        """
        trial \(trial.id) has so many episodes that it may need \(QuantityText.bytes(need)) of memory \
        to be stored, and \(QuantityText.bytes(left)) are available; the same command continues where \
        there is more
        """)
      return false
    }
  }

  /// The reason why trials could not continue.
  ///
  /// - Throws: `MachineShortageError`, if one was not.
  func requireMemory() throws(MachineShortageError) {
    if let shortage = state.withLock({ $0.shortage }) { throw shortage }
  }
}
