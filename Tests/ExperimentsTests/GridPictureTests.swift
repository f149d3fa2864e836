import DeepQ
import Testing

@testable import Experiments

struct GridPictureTests {
  private func map(of specification: EnvironmentSpecification) throws -> GridMap {
    guard case .grid(let map) = specification.definition.picture else {
      preconditionFailure("\(specification.id) is no grid")
    }
    return map(specification)
  }

  /// Two rows of three cells: a wall, a star, and three cells that know the way.
  private func picture() throws -> GridPicture {
    let specification = try experiment(
      "name: a\nenvironment: {id: GridWorld-v1, map: [\"S#*\", \"...\"]}\n"
    ).environment
    let map = try map(of: specification)
    // Left, down, right, up.
    let values = ActionValues(
      stateCount: 6, actionCount: 4,
      elements: [
        -9, -4, -9, -9, 0, 0, 0, 0, 0, 0, 0, 0,
        -9, -9, -2.71, -9, -9, -9, -1.9, -9, -9, -9, -9, -1,
      ])
    return try #require(GridPicture(map: map, values: values))
  }

  @Test func `map, policy and values are drawn`() throws {
    #expect(
      try picture().text == """
        map and policy
        S # *    ↓ # *
        . . .    → → ↑

        values
           -4     #     *
        -2.71  -1.9    -1

        """)
  }

  @Test func `the player is on the map`() throws {
    #expect(try picture().frame(player: 4) == "S # *    ↓ # *\n. @ .    → → ↑\n")
  }

  @Test func `values of another grid make no picture`() throws {
    let specification = EnvironmentSpecification(id: "GridWorld-v1", maxEpisodeSteps: nil)
    let map = try map(of: specification)
    #expect(GridPicture(map: map, values: ActionValues(stateCount: 6, actionCount: 4)) == nil)
  }
}
