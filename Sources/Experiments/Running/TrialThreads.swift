import DeepQ
import Dispatch

/// How many threads share the gradient steps of one trial.
///
/// The bits do not depend on it: the work is cut by outputs, never within a sum.
public struct TrialThreads: Equatable, Sendable {
  /// Multiply-adds of a gradient step from which sharing it pays.
  ///
  /// To hand a piece of work to another thread takes some microseconds, a gradient step has a dozen
  /// pieces, and the executor waits for the last of each. On two cores of a virtual machine, MinAtar's
  /// Breakout with a convolution and a hidden layer took 1.5, 1.25, 1.08 and 0.77 times as long with
  /// two threads as with one at 2, 4, 7 and 14 times 10⁷ multiply-adds.
  static let worthwhile = 1e8

  /// What the user asked for; `nil` for as many as there are cores to spare.
  private let requested: Int?
  /// Cores for each trial that runs at a time.
  private let spare: Int

  /// Shares the cores of a machine out among trials that run at a time.
  ///
  /// - Parameters:
  ///   - requested: threads of one trial; `nil` for as many as pay.
  ///   - workers: trials at a time.
  ///   - cores: what the machine has.
  public init(requested: Int?, workers: Int, cores: Int) {
    self.requested = requested
    spare = max(1, cores / workers)
  }

  /// Threads for a trial: more than one only if there are cores for them and they pay.
  func count(for specification: TrialSpecification) -> Int {
    if let requested { return requested }
    guard spare > 1, CostModel().multiplyAddsPerUpdate(of: specification) >= Self.worthwhile
    else { return 1 }
    return spare
  }

  /// The executor on those threads.
  func executor(for specification: TrialSpecification) -> ParallelExecutor {
    let size = count(for: specification)
    if size == 1 { return .alone }
    return ParallelExecutor(size: size) { parts, work in
      withoutActuallyEscaping(work) { work in
        // Its parts write to different places, and all of them are done when this returns.
        nonisolated(unsafe) let work = work
        DispatchQueue.concurrentPerform(iterations: parts) { work($0) }
      }
    }
  }
}
