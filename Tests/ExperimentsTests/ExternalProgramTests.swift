import Testing

@testable import Experiments

@Suite struct ExternalProgramTests {
  @Test func `a program gets its input and gives its output`() throws {
    #expect(try ExternalProgram.run("cat", [], input: "a\nb") == "a\nb")
    #expect(try ExternalProgram.run("printf", ["%s-%s", "a b", "c"]) == "a b-c")
  }

  @Test func `what goes wrong is said in the program's own words`() {
    #expect(throws: ExternalProgramError.missing("no-such-program")) {
      try ExternalProgram.run("no-such-program", [])
    }
    let error = ExternalProgramError.failed("sh", message: "not today")
    #expect(throws: error) { try ExternalProgram.run("sh", ["-c", "echo not today >&2; exit 3"]) }
    #expect(error.description == "sh: not today")
    #expect(throws: ExternalProgramError.failed("sh", message: "")) {
      try ExternalProgram.run("sh", ["-c", "kill -9 $$"])
    }
  }
}
