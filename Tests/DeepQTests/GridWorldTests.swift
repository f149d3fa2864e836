import Testing

@testable import DeepQ

@Suite struct GridWorldTests {
  static func map(_ rows: [String]) -> EnvironmentSettingValue {
    .text(rows.count == 1 ? rows[0] + "/" : rows.joined(separator: "/"))
  }

  static func mdp(_ rows: [String], slip: Double = 0) -> FiniteMDP {
    var specification = GridWorld.definition.specification
    specification.set(GridWorld.mapSetting, to: Self.map(rows))
    specification.set(GridWorld.slip, to: .real(slip))
    return GridWorld.mdp(of: specification)
  }

  @Test func `one stays at walls and edges, and ends at a star`() {
    // .#
    // .*
    let mdp = Self.mdp([".#", ".*"])
    let next = (0..<4).map { mdp.outcomes(of: $0, in: 0).first?.state }
    #expect(next == [0, 2, 0, 0], "left, down, right into the wall, up")
    let star = mdp.outcomes(of: 2, in: 2).first
    #expect(star == .init(state: 3, reward: -1, terminated: true))
  }

  @Test func `a slip goes to one of the sides, each as likely`() {
    let outcomes = Self.mdp(["..", ".*"], slip: 0.2).outcomes(of: 2, in: 0)
    // To the right; its sides are down and up.
    #expect(outcomes.map(\.probability) == [0.1, 0.8, 0.1])
    #expect(outcomes.map(\.state) == [2, 1, 0])
  }

  @Test func `an episode starts where the map says, or anywhere`() {
    #expect(Self.mdp([".*", ".#"]).start == [0.5, 0, 0.5, 0])
    #expect(Self.mdp([".*", "S#"]).start == [0, 0, 1, 0])
    #expect(Self.mdp(["3*", "S."]).start == [0.75, 0, 0.25, 0])
  }

  @Test func `rewards are those that are set`() {
    var specification = GridWorld.definition.specification
    specification.set(GridWorld.stepReward, to: .real(-0.5))
    specification.set(GridWorld.starReward, to: .real(10))
    let mdp = GridWorld.mdp(of: specification)
    #expect(mdp.outcomes(of: 0, in: 1).first?.reward == 9.5)
    #expect(mdp.outcomes(of: 0, in: 2).first?.reward == -0.5)
  }

  @Test func `mistakes in a map are named`() {
    func problem(_ rows: [String]) -> String? { GridWorld.mapSetting.problem(Self.map(rows)) }
    #expect(problem(["..*", ".."]) == "row 2 of the map has 2 cells, and row 1 has 3")
    #expect(problem(["..?"])?.hasPrefix("'?' is no cell of a map") == true)
    #expect(problem(["..."]) == "the map has no cell '*'")
    #expect(problem(["#*"]) == "the map has no cell to start in")
    #expect(problem([]) == "the map has no cells")
    #expect(problem([".*"]) == nil)
  }

  @Test(arguments: GridWorld.maps.map(\.name))
  func `every named map has a way from every start to a star`(name: String) throws {
    var specification = GridWorld.definition.specification
    specification.set(GridWorld.mapSetting, to: .text(name))
    let optimal = try #require(OptimalValues(GridWorld.mdp(of: specification)))
    #expect(optimal.regret(of: optimal.actionValues) == 0)
  }
}
