import Testing

@Suite(.timeLimit(.minutes(2)))
struct WatchCommandTests {
  @Test func `a grid, its policy and an episode are printed`() throws {
    let place = try Workplace()
    try place.put(
      """
      name: cells
      environment: {id: GridWorld-v1, map: [S..*]}
      algorithm: value-iteration
      base: {gamma: 0.5}
      evaluate: {episodes: 1}
      """, in: "cells.cfg")
    try place.succeed("run", "cells.cfg")
    let trial = try #require(place.trials(in: "results/cells").first)
    let outcome = try place.succeed("watch", "results/cells/trials/\(trial).h5")
    #expect(outcome.errors.isEmpty)
    #expect(
      outcome.output == """
        GridWorld-v1, value-iteration, trial \(trial)

        map and policy
        S . . *    → → → *

        values
        -1.75  -1.5    -1     *

        episode 1  cell 1,1
        step 1  cell 1,2  action right  reward -1  return -1
        step 2  cell 1,3  action right  reward -1  return -2
        step 3  cell 1,4  action right  reward -1  return -3

        """)
  }

  @Test func `CartPole is played`() throws {
    let place = try Workplace.finished(.tiny)
    let trial = place.trials(in: "results/tiny")[0]
    let lines = try place.succeed("watch", "results/tiny/trials/\(trial).h5", "--episodes", "2")
      .output.split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("episode ") } == 2)
    #expect(lines.last?.contains("  action ") == true)
  }

  @Test(arguments: [["--episodes", "0"], ["--delay", "61"]])
  func `options are checked`(options: [String]) throws {
    #expect(try Workplace().start(["watch", "a.h5"] + options).finish().status == 64)
  }
}
