import Glibc
import Testing

@testable import Experiments

@Suite(.timeLimit(.minutes(1)))
struct ChildProcessTests {
  private func shell(_ script: String) throws -> ChildProcess {
    try ChildProcess("/bin/sh", ["-c", script], environment: ["GREETING": "hello"])
  }

  /// Whether a process of that number is there, running or not yet waited for.
  private func exists(_ process: Int32) -> Bool { kill(process, 0) == 0 }

  @Test func `lines go in and out, and the end is told of`() throws {
    let child = try shell("echo $GREETING; while read line; do echo \"<$line>\"; done; printf rest")
    #expect(child.readLine { true } == .text("hello"))
    child.write("one\ntwo\n")
    #expect(child.readLine { true } == .text("<one>"))
    #expect(child.readLine { true } == .text("<two>"))
    #expect(child.finish { true } == .exited(status: 0))
  }

  @Test func `a status and a signal are told apart`() throws {
    #expect(try shell("exit 3").finish { true } == .exited(status: 3))
    #expect(try shell("kill -SEGV $$").finish { true } == .killed(signal: SIGSEGV))
    #expect(throws: FileError.self) { try ChildProcess("/no/such/program", []) }
  }

  @Test func `writing to a program that has ended does no harm`() throws {
    let child = try shell("exit 0")
    #expect(child.readLine { true } == .end)
    child.write("nobody reads this\n")
    #expect(child.finish { true } == .exited(status: 0))
  }

  @Test func `signals do in a child what they do by default`() throws {
    let before = signal(SIGUSR1, SIG_IGN)
    defer { signal(SIGUSR1, before) }
    #expect(try shell("kill -USR1 $$; sleep 5").finish { true } == .killed(signal: SIGUSR1))
  }

  @Test func `a program that hangs is ended with all that it started`() throws {
    let child = try shell("trap '' TERM INT; sleep 1000 & echo $!; wait")
    guard case .text(let number) = child.readLine(while: { true }), let process = Int32(number)
    else {
      Issue.record("no number")
      return
    }
    #expect(child.readLine { false } == .givenUp)
    #expect(child.finish { false } == .killed(signal: SIGKILL))
    let deadline = ContinuousClock.now + .seconds(10)
    while exists(process), ContinuousClock.now < deadline { usleep(1_000) }
    #expect(!exists(process))
  }

  @Test func `what asks about the program's commit gives up in time`() throws {
    let scratch = try ScratchFolder()
    try scratch.put("#!/bin/sh\nsleep 1000 & wait\n", in: "git")
    try #require(chmod(scratch.file("git"), 0o755) == 0)
    let began = ContinuousClock.now
    #expect(BuildFacts.output(of: scratch.file("git"), []) == nil)
    #expect(began.duration(to: .now) < .seconds(10))
    #expect(BuildFacts.output(of: "echo", ["a word"]) == "a word")
  }
}
