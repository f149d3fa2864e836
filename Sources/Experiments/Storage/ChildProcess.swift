import Platform

/// A program that runs beside this one, with its standard input and output connected to this
/// process.
///
/// It runs in a process group of its own: a terminal's Ctrl-C does not reach it, and it is ended
/// together with whatever it started. Reading has a deadline and can be given up at any moment, so
/// a program that hangs does not block this one. The program sees the end of its input when this
/// process ends, however it ends.
///
/// It belongs to one thread at a time.
final class ChildProcess {
  /// How a program ended.
  enum Ending: Equatable {
    /// It exited with a status.
    case exited(status: Int32)
    /// A signal ended it.
    case killed(signal: Int32)
  }

  /// What came of waiting for a line.
  enum Line: Equatable {
    /// A line, without its end.
    case text(String)
    /// The program has closed its output: it has ended, or is about to.
    case end
    /// It was not worth waiting any longer.
    case givenUp
  }

  /// What becomes of a program's standard error.
  enum Errors {
    /// It goes nowhere.
    case discarded
    /// It is read like the output.
    case withOutput
  }

  private let process: pid_t
  private var input: Int32
  private let output: Int32
  private var received: [UInt8] = []
  private var ending: Ending?

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - program: path of the executable.
  ///   - arguments: what follows the program's name.
  ///   - environment: variables that it has on top of those of this process.
  ///   - errors: where its standard error goes.
  /// - Throws: `FileError` if it cannot be started.
  init(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    errors: Errors = .discarded
  ) throws(FileError) {
    let (ownInput, itsInput) = try Self.connection(for: program)
    let (ownOutput, itsOutput): (Int32, Int32)
    do throws(FileError) {
      (ownOutput, itsOutput) = try Self.connection(for: program)
    } catch {
      for end in [ownInput, itsInput] { close(end) }
      throw error
    }
    defer { for end in [itsInput, itsOutput] { close(end) } }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, itsInput, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, itsOutput, STDOUT_FILENO)
    switch errors {
    case .discarded:
      posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    case .withOutput:
      posix_spawn_file_actions_adddup2(&actions, itsOutput, STDERR_FILENO)
    }

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // No signal is ignored or blocked in a new program, whatever is in this one.
    var all = sigset_t()
    var none = sigset_t()
    sigfillset(&all)
    sigemptyset(&none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))

    var process: pid_t = 0
    let code = Self.withCStrings([program] + arguments) { arguments in
      Self.withCStrings(Self.environment(with: environment)) { environment in
        posix_spawnp(&process, program, &actions, &attributes, arguments, environment)
      }
    }
    self.process = process
    input = ownInput
    output = ownOutput
    guard code == 0 else {
      ending = .exited(status: 127)
      close(input)
      close(output)
      throw FileError(call: "posix_spawn", file: program, code: code)
    }
  }

  deinit {
    guard ending == nil else { return }
    terminate()
  }

  /// Writes text to the program's standard input.
  ///
  /// A program that has ended takes nothing; that shows when its output is read.
  ///
  /// - Precondition: the text fits into the pipe: little is written before something is read.
  func write(_ text: String) { _ = write(Array(text.utf8)) }

  /// Writes bytes to the program's standard input, and waits until it has taken them.
  ///
  /// - Returns: whether it has taken all; a program that has ended does not.
  func write(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var start = 0
      while start < bytes.count {
        let count = send(
          input, bytes.baseAddress.map { $0 + start }, bytes.count - start, Int32(MSG_NOSIGNAL))
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        start += count
      }
      return true
    }
  }

  /// Reads the next line of the program's output.
  ///
  /// - Parameter shouldContinue: asked about ten times a second whether to wait any longer.
  /// - Returns: the line, or why there is none.
  func readLine(while shouldContinue: () -> Bool) -> Line {
    while true {
      if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
        let text = String(decoding: received[..<end], as: UTF8.self)
        received.removeSubrange(...end)
        return .text(text)
      }
      guard shouldContinue() else { return .givenUp }
      var request = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      let ready = poll(&request, 1, 100)
      if ready > 0, !receive() { return .end }
    }
  }

  /// Closes the program's input and waits for its end.
  ///
  /// - Parameter shouldContinue: asked about ten times a second whether to wait any longer; the
  ///   program is killed when it says `false`.
  /// - Returns: how it ended.
  func finish(while shouldContinue: () -> Bool) -> Ending {
    closeInput()
    while ending == nil {
      if let ending = reap(WNOHANG) { return ending }
      guard shouldContinue() else {
        terminate()
        break
      }
      poll(nil, 0, 10)
    }
    return ending ?? .killed(signal: SIGKILL)
  }

  /// Ends the program and all that it started.
  func terminate() {
    kill(-process, SIGKILL)
    closeInput()
    _ = reap(0)
  }

  /// Takes in what the program has written; `false` when nothing more can come.
  private func receive() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(output, &buffer, buffer.count)
    if count < 0 { return errno == EINTR }
    received += buffer[..<count]
    return count > 0
  }

  /// Closes the program's input: it sees the end.
  func closeInput() {
    guard input >= 0 else { return }
    close(input)
    input = -1
  }

  /// Asks for the program's end status, which the system reports once.
  private func reap(_ options: Int32) -> Ending? {
    var status: Int32 = 0
    var reaped = waitpid(process, &status, options)
    while reaped < 0, errno == EINTR { reaped = waitpid(process, &status, options) }
    guard reaped != 0 else { return nil }
    close(output)
    // The macros of <sys/wait.h>: the low seven bits are the signal, the next byte the status.
    let signal = status & 0x7F
    let ending: Ending =
      signal == 0 ? .exited(status: status >> 8 & 0xFF) : .killed(signal: signal)
    self.ending = ending
    return ending
  }

  /// Two connected descriptors: sockets, because writing to one can fail without a SIGPIPE.
  private static func connection(for program: String) throws(FileError) -> (Int32, Int32) {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw FileError(call: "socketpair", file: program, code: errno)
    }
    return (ends[0], ends[1])
  }

  /// The variables of this process, with some of them replaced.
  private static func environment(with changes: [String: String]) -> [String] {
    var variables = changes.keys.sorted().map { "\($0)=\(changes[$0] ?? "")" }
    var entry = environ
    while let text = entry.pointee {
      let variable = String(cString: text)
      let name = variable.prefix { $0 != "=" }
      if changes[String(name)] == nil { variables.append(variable) }
      entry += 1
    }
    return variables
  }

  /// Calls `body` with the texts as C has lists of them.
  private static func withCStrings<Result>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let pointers = texts.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    return body(pointers + [nil])
  }
}
