import ArgumentParser
import Experiments
import Glibc
import HDF5

/// What the program's exit status says.
enum ExitStatus: Int32 {
  /// A trial failed, a replay differs, or files are not identical.
  case failed = 1
  /// Wrong arguments or experiment file; nothing was run.
  case wrongInput = 64
  /// Results could not be written or read, or the machine has not what a run takes.
  case inputOutput = 74

  /// The status that an error of ours ends the program with; `nil` for any other error.
  init?(of error: any Error) {
    switch error {
    case is ConfigurationErrors, is ChangedExperimentError, is FolderLockError,
      is ForeignFolderError, is WorkerBudgetError, is ReplayBudgetError, is NoResultsError,
      is RolloutError, is SummaryError, is CSVError, is ArgumentError, is EnvironmentAbsenceError,
      is WatchError, is CommandSuggestion:
      self = .wrongInput
    case is FileError, is HDF5Error, is TrialFileError, is OutputError, is ResultsPathError,
      is MachineShortageError:
      self = .inputOutput
    default: return nil
    }
  }

  /// The status as ArgumentParser takes it.
  var code: ExitCode { ExitCode(rawValue) }

  /// The status of a program that a signal stopped in good order.
  static func stopped(by signal: Int32) -> ExitCode { ExitCode(128 + signal) }
}

/// An argument that is of the right form, but names nothing.
struct ArgumentError: Error, CustomStringConvertible {
  let description: String
}

/// Standard output could not be written to its end.
struct OutputError: Error, CustomStringConvertible {
  /// The system's error number.
  let code: Int32

  var description: String { "standard output: \(String(cString: strerror(code)))" }
}
