public import DeepQ

/// An environment that cannot run on this machine, because something it needs is not installed.
public struct EnvironmentAbsenceError: Error, Equatable, CustomStringConvertible {
  /// What is missing, and what to do about it.
  public let description: String

  /// Makes sure that an environment can run, before anything does.
  ///
  /// - Throws: this error, if it cannot.
  public static func check(
    _ specification: EnvironmentSpecification
  ) throws(EnvironmentAbsenceError) {
    if let absence = Environments.definition(of: specification.id)?.absence() {
      throw EnvironmentAbsenceError(description: absence)
    }
  }
}
