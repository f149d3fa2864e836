import CMachine
public import DeepQ
import Platform

/// Something that every process has, and this one cannot: a thread, an open file, memory to start
/// with.
public struct MachineShortageError: ExitStatusError, Equatable {
  /// What the program ends with.
  public var exitStatus: ExitStatus { .inputOutput }

  /// What is missing, and which limit to look at.
  public let description: String

  init(_ description: String) { self.description = description }

  /// Files that a command has open at a time beside the standard ones: pipes, a lock, a queue of
  /// events, what it reads and what it writes.
  private static let files = 24
  /// Addresses that the program takes for what it allocates before any trial starts.
  private static let startBytes = 64 << 20

  /// Makes sure that a command can work at all, before it asks for anything.
  ///
  /// Dispatch tries for ever to start a thread that it cannot have, and deaf to signals; Foundation
  /// traps where it cannot open a pipe; and what cannot be allocated ends the program without a
  /// word.
  ///
  /// - Throws: this error.
  public static func check(
    addressSpace: AddressSpace? = .ofThisProcess
  ) throws(MachineShortageError) {
    try requireFiles(files)
    // Each thread would otherwise reserve 64 MiB of addresses for what it allocates.
    if AddressSpace.ofThisProcess != nil { cmachine_use_one_heap() }
    if let addressSpace {
      let need = startBytes + MachineResources.otherThreads * addressSpace.stack
      guard addressSpace.left >= need else {
        throw MachineShortageError(
          """
          \(QuantityText.bytes(addressSpace.left)) of address space are left, and the program needs \
          \(QuantityText.bytes(need)): raise the limit (ulimit -v, ulimit -d)
          """)
      }
    }
    try StartableThreads.require(MachineResources.otherThreads)
  }

  private static func requireFiles(_ count: Int) throws(MachineShortageError) {
    var opened: [Int32] = []
    defer { for file in opened { close(file) } }
    while opened.count < count {
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else {
        let cause = String(cString: strerror(errno))
        throw MachineShortageError(
          """
          only \(opened.count) more files can be opened, and the program needs \(count): \(cause) \
          (ulimit -n)
          """)
      }
      opened += ends
    }
  }
}

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
    // An experiment file was asked this when it was read; a trial's file, or a ROM that is gone
    // since then, was not.
    if let problem = definition.problem(specification) {
      throw EnvironmentAbsenceError(description: "\(specification.id) cannot be played: \(problem)")
    }
  }
}
