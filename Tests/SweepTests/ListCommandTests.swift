import Testing

@Suite(.timeLimit(.minutes(2)))
struct ListCommandTests {
  @Test(arguments: ["algorithms", "environments", "hyperparameters", "gates"])
  func `what an experiment file can name and the gates are listed`(subject: String) throws {
    let outcome = try Workplace().succeed("list", subject)
    #expect(outcome.errors.isEmpty)
    try Snapshot.expect(outcome.output, named: "list-\(subject)")
  }

  @Test func `there is nothing else to list`() throws {
    let outcome = try Workplace().sweep("list", "trials")
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("environments"))
  }
}
