import Testing

@testable import Experiments

struct FigureTextTests {
  @Test func `what XML would obey is escaped, and what it cannot hold is replaced`() {
    #expect(FigureText.escaped("a<b> & \"c\" é") == "a&lt;b&gt; &amp; &quot;c&quot; é")
    #expect(FigureText.escaped("\u{1B}[2K\0\n\u{FFFE}") == "\u{FFFD}[2K\u{FFFD}\u{FFFD}\u{FFFD}")
  }

  @Test func `coordinates have at most one decimal`() {
    let values = [0, 12, 0.25, -0.04, -0.06, 99.96, -3.5]
    #expect(
      values.map(FigureText.coordinate) == ["0", "12", "0.3", "0", "-0.1", "100", "-3.5"])
  }

  @Test func `text is broken between words, and a long word within`() {
    #expect(FigureText.lines(of: "", width: 50, size: 10) == [])
    #expect(FigureText.lines(of: "one two three", width: 45, size: 10) == ["one two", "three"])
    let lines = FigureText.lines(of: "a 0000000000 b", width: 40, size: 10)
    #expect(lines == ["a", "000000", "0000 b"])
    #expect(lines.allSatisfy { FigureText.width(of: $0, size: 10) <= 40 })
  }

  @Test func `keys are broken after dots and underscores`() {
    #expect(FigureText.parts(ofKey: "learning_rate") == ["learning_", "rate"])
    #expect(FigureText.parts(ofKey: "replay.capacity") == ["replay.", "capacity"])
    #expect(FigureText.parts(ofKey: "gamma") == ["gamma"])
  }
}
