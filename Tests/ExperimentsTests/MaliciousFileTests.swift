import Testing

@testable import Experiments

/// Files that were made to do damage, each to one thing.
@Suite struct MaliciousFileTests {
  private static let files: [String: String] = [
    "deep lists": String(repeating: "[", count: 1_000_000),
    "deep maps": String(repeating: "{a: ", count: 200_000),
    "deep blocks": String(repeating: "- ", count: 500_000),
    "deep keys": String(repeating: "? ", count: 500_000),
    "repeated keys": String(repeating: "name: x\n", count: 100_000),
    "many keys": "base: {" + (0..<60_000).map { "k\($0): 1" }.joined(separator: ", ") + "}",
    "long word": "name: " + String(repeating: "x", count: 1_000_000),
    "long number": "base: {steps: " + String(repeating: "9", count: 1_000_000) + "}",
    "aliases": bomb,
    "nothing but NUL": String(repeating: "\0", count: 1_000_000),
    "a path for a name": "name: ../../x\nenvironment: CartPole-v1\n",
    "a product that overflows": """
    name: x
    environment: CartPole-v1
    seeds: {count: 1000000000}
    grid:
      gamma: linspace(0, 1, 100000)
      learning_rate: linspace(1e-5, 1, 100000)
      epsilon.end: linspace(0, 1, 100000)
      huber_delta: linspace(0.1, 1, 100000)
    """,
  ]

  /// Ten lists, each of nine times the one before.
  private static var bomb: String {
    var text = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for (old, new) in zip("abcdefghij", "bcdefghijk") {
      let elements: [String] = Array(repeating: "*\(old)", count: 9)
      text += "\(new): &\(new) [" + elements.joined(separator: ", ") + "]\n"
    }
    return text
  }

  @Test(arguments: files.keys.sorted())
  func `experiment files that ask for too much are refused at once`(name: String) throws {
    let text = try #require(Self.files[name])
    let began = ProcessorTime.now()
    let error = #expect(throws: ConfigurationErrors.self) {
      try Experiment(bytes: Array(text.utf8), name: "hostile.cfg")
    }
    #expect(ProcessorTime.now() - began < 5)
    // What is shown of the file is short, however long its lines are.
    #expect(error.map { $0.description.utf8.count < 100_000 } == true)
  }
}
