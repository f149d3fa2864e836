import Foundation
import Testing

@testable import Experiments

struct ConfigurationTextTests {
  @Test(arguments: [
    BadFile("name: [a\n", "2:1", "did not find expected ',' or ']'"),
    BadFile("name: a\n\tb: 1\n", "2:1", "found a tab character"),
    BadFile("name: 'a\n", "2:1", "found unexpected end of stream"),
    BadFile("name: a: b\n", "1:8", "mapping values are not allowed"),
    BadFile("a: 1\n---\nb: 2\n", "2:1", "a second document starts here"),
    BadFile("a: 1\n...\n---\nb: 2\n", "3:1", "a second document starts here"),
    BadFile("name: a\u{0}b\n", "1:8", "U+0000"),
    BadFile("name: a\nb: \u{7}\n", "2:4", "U+0007"),
    BadFile("é: \u{10F000}\n", "1:4", "U+10F000"),
    BadFile("name: \u{FEFF}a\n", "1:7", "U+FEFF"),
    BadFile("name: !!str a\nenvironment: CartPole-v1\n", "1:7", "the tag 'tag:yaml.org,2002:str'"),
    BadFile("name: !x a\nenvironment: CartPole-v1\n", "1:7", "the tag '!x'"),
    BadFile(preamble + "base: !!map {gamma: 0.5}\n", "3:7", "the tag 'tag:yaml.org,2002:map'"),
    BadFile(preamble + "base: {<<: {gamma: 0.5}}\n", "3:8", "the merge key '<<'"),
    BadFile(preamble + "base: {gamma: *g}\n", "3:15", "the alias '*g' has no anchor"),
    BadFile(preamble + "base: {? [a, b] : 1}\n", "3:10", "this key is not a word"),
    BadFile(preamble + "base: {? {a: b} : 1}\n", "3:10", "this key is not a word"),
    BadFile(
      preamble + "base: {? &k gamma : 0.5, n_step: 1, *k : 2}\n", "3:37", "this key is not a word"),
    BadFile(preamble + "base: {\"\": 1}\n", "3:8", "this key is not a word"),
  ])
  func `broken text is refused where it breaks`(file: BadFile) {
    let found = mistakes(file.text)
    #expect(found.count == 1, "\(found)")
    #expect(found.first?.hasPrefix(file.place + ": ") ?? false, "\(found)")
    #expect(found.first?.contains(file.core) ?? false, "\(found)")
  }

  @Test(arguments: [
    BadFile(
      preamble + "base:\n\tsteps: 5000\n", "4:1", "(column 1 is U+0009 (tab): indent with spaces)"),
    BadFile(
      preamble + "base: {steps\u{A0}: 5000}\n", "3:8",
      "'steps<U+00A0>' is not a hyperparameter; did you mean 'steps'? "
        + "(column 13 is U+00A0 (non-breaking space): write a space, or nothing)"),
    BadFile(
      preamble + "base: {steps: 50\u{200B}00}\n", "3:15",
      "'50<U+200B>00' is not a number; expected a whole number from 1 to 1000000000 "
        + "(column 17 is U+200B (zero width space): write a space, or nothing)"),
    BadFile(
      preamble + "base:\n  gamma: 0.9\n\u{A0} steps: 5000: 6\n", "5:",
      "(column 1 is U+00A0 (non-breaking space): "),
    BadFile("name: \u{FEFF}a\n", "1:7", "the character U+FEFF (byte order mark) is not allowed"),
    BadFile(
      "\u{2003}name: a\nenvironment: CartPole-v1\n", "1:1", "column 1 is U+2003 (em space): "),
  ])
  func `a character that cannot be seen is named`(file: BadFile) {
    let found = mistakes(file.text)
    #expect(found.contains { $0.hasPrefix(file.place) && $0.contains(file.core) }, "\(found)")
  }

  @Test func `comments may hold any space`() {
    #expect(mistakes(preamble + "# a\u{A0}comment\nbase: {steps: 5000}  # \u{200B}\n") == [])
  }

  @Test func `a syntax error after an invisible character names its line`() {
    let found = mistakes(preamble + "base:\n\u{A0} gamma: 0.9\n  steps: 5000\n")
    #expect(
      found.contains { $0.contains("line 4, column 1 is U+00A0 (non-breaking space)") }
        || found.contains { $0.contains("column 1 is U+00A0 (non-breaking space)") }, "\(found)")
  }

  @Test func `bytes that are not UTF-8 are placed`() {
    #expect(
      mistakes(Array("name: a\né".utf8) + [0xFF, 0x0A]) == [
        "2:2: the byte 0xFF is not UTF-8; expected a text file in UTF-8"
      ])
    #expect(
      mistakes(Array("ab".utf8) + [0xC3]) == [
        "1:3: the byte 0xC3 is not UTF-8; expected a text file in UTF-8"
      ])
  }

  @Test(arguments: ["", "\n", "# nothing\n", "---\n", "~"])
  func `an empty file is not an experiment`(text: String) {
    let found = mistakes(text)
    #expect(found.count == 1)
    #expect(found.first?.contains("the file is empty") ?? false, "\(found)")
  }

  @Test func `every place of a duplicate key is told`() {
    let text =
      preamble + """
        base:
          gamma: 0.9
          "gamma": 0.8
          gamma: 0.7
          n_step: 1
          n_step: 2
        seeds: {count: 1, count: 2}
        name: b
        """
    #expect(
      mistakes(text) == [
        "5:3: 'gamma' is given twice; it is on line 4 already",
        "6:3: 'gamma' is given twice; it is on line 4 already",
        "8:3: 'n_step' is given twice; it is on line 7 already",
        "9:19: 'count' is given twice; it is on line 9 already",
        "10:1: 'name' is given twice; it is on line 1 already",
      ])
  }

  @Test func `duplicate keys that no place shows are refused all the same`() {
    let found = mistakes(preamble + "base: {\"gam\\x6da\": 1, gamma: 0.5}\n")
    #expect(found.count == 1)
    #expect(found.first?.contains("'gamma' is given twice") ?? false, "\(found)")
  }

  @Test func `aliases are resolved, and shown where they are used`() throws {
    let text =
      preamble + """
        base: {gamma: &g 0.5, network.hidden: &h [8, 8]}
        grid: {learning_rate: [*g, 0.25], network.hidden: [*h, [4]]}
        """
    let found = try experiment(text)
    #expect(found.grid.axes[0].points == [[.real(0.5)], [.real(0.25)]])
    #expect(found.grid.axes[1].points == [[.integers([8, 8])], [.integers([4])]])
    #expect(
      mistakes(preamble + "base: {gamma: 0.5}\nseeds: {root: 1, count: *x-y}\n") == [
        "4:25: the alias '*x-y' has no anchor; expected an anchor of that name earlier in the file"
      ])
  }

  @Test func `a star in a text stays a star`() {
    #expect(
      mistakes(preamble + "base: {loss: '*mse'}  # see *here*\n") == [
        "3:14: 'loss': '*mse' is not supported; expected 'mse' or 'huber'; did you mean 'mse'?"
      ])
  }

  @Test func `a bomb of aliases does not go off`() {
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...40 {
      let alias = "*a\(level - 1)"
      bomb +=
        "a\(level): &a\(level) [\(Array(repeating: alias, count: 9).joined(separator: ", "))]\n"
    }
    let start = ContinuousClock.now
    for text in [bomb, bomb + "? *a40\n: 1\n", bomb + "? [*a40, *a40]\n: 1\n"] {
      let found = mistakes(text)
      #expect(found.contains { $0.contains("more than 100000 values") }, "\(found.prefix(3))")
    }
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  @Test(arguments: ["[", "{a: ", "- ", "? "])
  func `deep nesting is refused`(opening: String) {
    let found = mistakes("a: 1\nb:\n " + String(repeating: opening, count: 900))
    #expect(!found.isEmpty)
    let nested = "a: " + String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
    #expect(mistakes(nested).contains { $0.contains("nest more than 32 deep") })
  }

  @Test func `a file that is too large, missing or a folder is refused`() throws {
    #expect(
      mistakes([UInt8](repeating: 0x20, count: (1 << 20) + 1)).first?.contains("larger") ?? false)
    let folder = FileManager.default.temporaryDirectory.path
    for path in [folder, folder + "/no-such-experiment.cfg"] {
      let error = #expect(throws: ConfigurationErrors.self) { try Experiment.load(path: path) }
      #expect(error?.description.hasPrefix(path + ": cannot read the experiment file") ?? false)
    }
  }

  @Test func `line ends of other systems count as line ends`() {
    #expect(
      mistakes("name: a\r\nenvironment: CartPole-v1\r\nbase: {lr: 1}\r\n").first?.hasPrefix("3:8")
        ?? false)
    #expect(SourceText.lines(of: "a\rb\r\nc\u{2028}d\n") == ["a", "b", "c", "d", ""])
  }

  @Test func `random bytes and mutations never crash`() {
    // A 64-bit linear congruential generator: Knuth's MMIX constants.
    var state: UInt64 = 42
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let original = Array(sample.utf8)
    let spice = Array("{}[]:,*&!|>'\"%@-?#\n\t0.e_x<~".utf8)
    for _ in 0..<400 {
      var bytes = original
      for _ in 0...random(4) {
        let index = random(bytes.count)
        switch random(3) {
        case 0: bytes[index] = spice[random(spice.count)]
        case 1: bytes.remove(at: index)
        default: bytes.insert(spice[random(spice.count)], at: index)
        }
      }
      _ = mistakes(bytes)
    }
  }
}
