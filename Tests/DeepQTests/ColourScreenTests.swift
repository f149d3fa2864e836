import Testing

@testable import DeepQ

@Suite struct ColourScreenTests {
  /// Black, a dark red, green and white.
  private func screen(_ pixels: [UInt8]) -> ColourScreen {
    var screen = ColourScreen(rows: 1, columns: pixels.count)
    screen.pixels = pixels
    screen.palette.replaceSubrange(0..<12, with: [0, 0, 0, 90, 0, 0, 0, 200, 0, 255, 255, 255])
    return screen
  }

  @Test func `of two screens each pixel is the brighter one`() {
    var screen = screen([0, 1, 2, 3, 2])
    screen.addBrighterPixels(of: self.screen([3, 2, 1, 0, 2]))
    #expect(screen.pixels == [3, 2, 2, 3, 2])
  }

  @Test(.enabled(if: hasAtari, withoutAtari))
  func `a game whose colours are kept goes as one whose are not, and shows its screen`() throws {
    let definition = try #require(Environments.definition(of: "ALE/Pong"))
    let specification = definition.specification
    var (plain, plainRandom) = definition.make(specification, 5)
    var (kept, keptRandom) = definition.make(specification, 5)
    kept.keepColours()
    let shape = definition.interface(specification).observation
    let first = ObservationStorage(shape)
    let second = ObservationStorage(shape)
    plain.reset(using: &plainRandom, into: first.buffer)
    kept.reset(using: &keptRandom, into: second.buffer)
    #expect(plain.colourScreen == nil)
    for step in 0..<200 {
      let one = plain.step(step / 7 % 6, using: &plainRandom, into: first.buffer)
      let other = kept.step(step / 7 % 6, using: &keptRandom, into: second.buffer)
      #expect(one == other)
      let isSame = first.buffer.bytes.elementsEqual(second.buffer.bytes)
      #expect(isSame)
    }
    let screen = try #require(kept.colourScreen)
    #expect(screen.rows == 210 && screen.columns == 160)
    // The field's brown, and the player's green, as in the emulator's NTSC palette.
    let colours = Set(
      screen.pixels.map { index in
        screen.palette[3 * Int(index)..<3 * Int(index) + 3].map { Int($0) }
      })
    #expect(colours.contains([144, 72, 17]) && colours.contains([92, 186, 92]))
  }
}
