import Glibc
import Synchronization

/// Experiments that many tests need the results of.
enum FinishedExperiments {
  private static let folders = Mutex<[String: Workplace]>([:])

  /// The folder that an experiment is run in the first time it is asked for.
  static func folder(of experiment: SampleExperiment) throws -> Workplace {
    try folders.withLock { folders in
      if let folder = folders[experiment.name] { return folder }
      let folder = try Workplace(experiment)
      _ = try folder.sweep("run", experiment.file)
      // Nothing global is ever deinitialised, which is what removes a folder.
      if folders.isEmpty { atexit { FinishedExperiments.forget() } }
      folders[experiment.name] = folder
      return folder
    }
  }

  private static func forget() { folders.withLock { $0 = [:] } }
}
