public import DeepQ

/// An environment that cannot run on this machine, because something it needs is not installed.
public struct EnvironmentAbsenceError: ExitStatusError, Equatable {
  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// What is missing, and what to do about it.
  public let description: String

  /// Makes sure that an environment can run, before anything does.
  ///
  /// - Throws: this error, if it cannot.
  public static func check(
    _ specification: EnvironmentSpecification
  ) throws(EnvironmentAbsenceError) {
    let definition = specification.definition
    if let absence = definition.absence() { throw EnvironmentAbsenceError(description: absence) }
    // An experiment file was asked this when it was read; a trial's file, or a ROM that is gone since
    // then, was not.
    if let problem = definition.problem(specification) {
      throw EnvironmentAbsenceError(description: "\(specification.id) cannot be played: \(problem)")
    }
  }
}
