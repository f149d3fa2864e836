import DeepQ
import Foundation
import Testing

@testable import Experiments

@Suite struct RolloutTests {
  let cartPole: EnvironmentDefinition

  init() throws {
    cartPole = try #require(Environments.definition(of: "CartPole-v1"))
  }

  private func rollout(seed: UInt64, actions: [Int], limit: Int? = 500) -> Rollout {
    Rollout(
      of: EnvironmentSpecification(cartPole, maxEpisodeSteps: limit), seed: seed,
      actions: actions)
  }

  /// Recorded from Gymnasium 1.4.0: `reset(seed=42)`, then actions 0, 1, 1, each `float32` printed by NumPy 2.4.6.
  @Test func `the rows are those of Gymnasium 1.4.0`() {
    #expect(
      rollout(seed: 42, actions: [0, 1, 1]).csv == """
        step,action,reward,terminated,truncated,observation_0,observation_1,observation_2,observation_3
        0,,,false,false,0.027395604,-0.006112156,0.035859793,0.019736802
        1,0,1,false,false,0.027273363,-0.20172954,0.03625453,0.32351476
        2,1,1,false,false,0.02323877,-0.007142078,0.04272482,0.042481862
        3,1,1,false,false,0.02309593,0.187342,0.04357446,-0.23642075

        """)
  }

  @Test func `no actions give the reset alone, with a first row of plain truth values`() {
    let lines = rollout(seed: 42, actions: []).csv.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[1].hasPrefix("0,,,false,false,"))
  }

  @Test func `it stops where the pole falls`() throws {
    let rows = rollout(seed: 1, actions: Array(repeating: 1, count: 100)).rows
    #expect(rows.count < 15)
    let last = try #require(rows.last)
    #expect(last.terminated && !last.truncated)
    #expect(rows.dropLast().allSatisfy { !$0.terminated && !$0.truncated })
  }

  @Test func `it stops at the limit on an episode's steps, which is no end of the task`() throws {
    let rows = rollout(seed: 1, actions: [0, 1, 0, 1, 0, 1], limit: 4).rows
    #expect(rows.count == 5)
    let last = try #require(rows.last)
    #expect(last.truncated && !last.terminated)
  }

  @Test func `without a limit nothing is truncated`() {
    let rows = rollout(seed: 1, actions: [0, 1, 0, 1], limit: nil).rows
    #expect(rows.count == 5)
    #expect(rows.allSatisfy { !$0.truncated })
  }

  @Test func `a fall in the last step that is allowed ends the episode both ways, as in Gymnasium`()
    throws
  {
    let fall = rollout(seed: 1, actions: Array(repeating: 1, count: 100)).rows.count - 1
    let last = try #require(
      rollout(seed: 1, actions: Array(repeating: 1, count: 100), limit: fall).rows.last)
    #expect(last.terminated && last.truncated)
  }
}

@Suite struct RolloutActionsTests {
  let cartPole: EnvironmentDefinition

  init() throws {
    cartPole = try #require(Environments.definition(of: "CartPole-v1"))
  }

  @Test(arguments: [("0,1,1", [0, 1, 1]), (" 0 , 1", [0, 1]), ("1", [1]), ("", [])])
  func `actions are separated by commas`(text: String, actions: [Int]) throws {
    #expect(try RolloutActions.read(text, for: cartPole.specification) == actions)
  }

  @Test(arguments: [
    ("0,1,x", "--actions: item 3: 'x' is not an action of CartPole-v1; expected 0...1"),
    ("0,2", "--actions: item 2: '2' is not an action of CartPole-v1; expected 0...1"),
    ("-1", "--actions: item 1: '-1' is not an action of CartPole-v1; expected 0...1"),
    ("0,,1", "--actions: item 2: '' is not an action of CartPole-v1; expected 0...1"),
    ("0,1,", "--actions: item 3: '' is not an action of CartPole-v1; expected 0...1"),
    ("@no/such/file", "cannot read the file of actions 'no/such/file': No such file or directory"),
    (
      "@/dev/zero",
      "cannot read the file of actions '/dev/zero': it has more than the 33554432 bytes allowed"
    ),
  ])
  func `what is no action is named with its place`(text: String, message: String) {
    let error = #expect(throws: RolloutError.self) {
      try RolloutActions.read(text, for: cartPole.specification)
    }
    #expect(error?.description == message)
  }

  @Test func `a file has actions on lines, separated by commas, or both`() throws {
    #expect(try read(file: "0\n1,1\n\n 0 \r\n1") == [0, 1, 1, 0, 1])
  }

  @Test func `a mistake in a file is named with its line`() throws {
    let error = #expect(throws: RolloutError.self) { try read(file: "0\n1\n1,left\n") }
    #expect(
      error?.description.hasSuffix(
        ".txt:3: item 2: 'left' is not an action of CartPole-v1; expected 0...1") == true)
  }

  private func read(file text: String) throws -> [Int] {
    let file = FileManager.default.temporaryDirectory.appending(path: "actions-\(UUID()).txt")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try RolloutActions.read("@\(file.path)", for: cartPole.specification)
  }
}
