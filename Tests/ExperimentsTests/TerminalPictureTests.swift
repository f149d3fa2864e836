import Testing

@testable import Experiments

@Suite struct TerminalPictureTests {
  private static let stage = PictureStage(
    width: 2, height: 2,
    content: .raster(
      palette: [RGBColour(0, 0, 0), RGBColour(255, 255, 255), RGBColour(1, 2, 3)]))

  @Test func `half blocks have the upper pixel's colour on the lower one's`() {
    let picture = TerminalPicture(Self.stage, columns: 8, lines: 4, style: .colour)
    let text = picture.text(of: .raster([0, 1, 2, 1]))
    let lines = text.split(separator: "\n")
    #expect(lines.count == 4)
    // Four columns of the left pixel, then four of the right one.
    let block = "\u{2580}"
    let blocks = String(repeating: block, count: 4)
    #expect(
      lines[0] == "\u{1B}[38;2;0;0;0;48;2;0;0;0m" + blocks
        + "\u{1B}[38;2;255;255;255;48;2;255;255;255m" + blocks + "\u{1B}[0m")
    #expect(lines[2].hasPrefix("\u{1B}[38;2;1;2;3;48;2;1;2;3m" + block))
  }

  @Test func `without colours brighter pixels have fuller characters`() {
    let picture = TerminalPicture(Self.stage, columns: 8, lines: 4, style: .plain)
    #expect(picture.text(of: .raster([0, 1, 2, 1])) == "    @@@@\n    @@@@\n    @@@@\n    @@@@\n")
  }

  @Test func `a picture fits into its terminal`() {
    let stage = PictureStage(width: 600, height: 400, content: .drawing(backdrop: []))
    for (columns, lines) in [(80, 21), (200, 10), (8, 50)] {
      let text = TerminalPicture(stage, columns: columns, lines: lines, style: .colour)
        .text(of: .shapes([]))
      let rows = text.split(separator: "\n")
      #expect(rows.count <= lines)
      #expect(rows.allSatisfy { $0.count { $0 == "\u{2580}" } <= columns })
    }
  }

  @Test(arguments: [
    (["COLORTERM": "truecolor"], true), (["COLORTERM": "24bit"], true), ([:], false),
    (["COLORTERM": "yes"], false), (["COLORTERM": "truecolor", "NO_COLOR": "1"], false),
    (["COLORTERM": "truecolor", "NO_COLOR": ""], true),
  ])
  func `colours are used where there are, unless NO_COLOR is set`(
    environment: [String: String], hasColours: Bool
  ) {
    #expect((TerminalPicture.Style.of(environment: environment) == .colour) == hasColours)
  }
}
