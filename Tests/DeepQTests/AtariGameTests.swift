import Testing

@testable import DeepQ

@Suite struct AtariGameTests {
  @Test func `ids are Gymnasium's, without the version`() {
    #expect(AtariGame(id: "ALE/Pong")?.name == "pong")
    #expect(AtariGame(id: "ALE/SpaceInvaders")?.name == "space_invaders")
    #expect(AtariGame(id: "ALE/TicTacToe3D")?.name == "tic_tac_toe_3d")
    #expect(AtariGame(id: "ALE/Pitfall2")?.name == "pitfall2")
    #expect(AtariGame(id: "ALE/pong") == nil)
    #expect(AtariGame(id: "Pong") == nil)
  }

  @Test func `every game of the distribution has an id of its own`() {
    #expect(AtariGame.all.count == 104)
    #expect(Set(AtariGame.all.map(\.id)).count == 104)
  }

  @Test func `the limit on frames is one on steps`() throws {
    let definition = try #require(Environments.definition(of: "ALE/Pong"))
    #expect(definition.interface(definition.specification).maxSteps == 27_000)
    #expect(definition.framesPerStep(definition.specification) == 4)
  }
}
