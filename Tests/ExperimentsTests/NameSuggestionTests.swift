import Testing

@testable import Experiments

struct NameSuggestionTests {
  @Test(arguments: [
    ("gama", "gamma", 1), ("gmama", "gamma", 1), ("", "abc", 3), ("abc", "", 3),
    ("same", "same", 0),
    // The textbook example, and one that shows that no part is edited twice.
    ("kitten", "sitting", 3), ("ca", "abc", 3),
  ])
  func `slips of the finger are counted`(first: String, second: String, distance: Int) {
    #expect(NameSuggestion.editDistance(Array(first.utf8), Array(second.utf8)) == distance)
  }

  @Test func `case and separators do not matter`() {
    #expect(
      NameSuggestion.nearest(to: "Batch-Size", among: ["gamma", "batch_size"]) == "batch_size")
  }

  @Test func `a last part that fits one name is enough`() {
    #expect(
      NameSuggestion.nearest(to: "warmup", among: ["replay.warmup", "gamma"]) == "replay.warmup")
    #expect(
      NameSuggestion.nearest(to: "epsilon", among: ["start.epsilon", "final.epsilon"]) == nil)
  }

  @Test(arguments: [
    ("CartPole-v2", "CartPole-v1"), ("CartPole", "CartPole-v1"), ("cartpole-v0", "CartPole-v0"),
    ("cartpole v0", "CartPole-v0"), ("CartPol-v0", "CartPole-v0"), ("Taxi-v5", "Taxi-v10"),
  ])
  func `the newest version of a name is suggested, unless another was named`(
    text: String, name: String
  ) {
    let names = ["CartPole-v0", "CartPole-v1", "Taxi-v4", "Taxi-v10"]
    #expect(NameSuggestion.nearest(to: text, among: names) == name)
  }

  @Test func `what is far from everything has no suggestion`() {
    #expect(NameSuggestion.nearest(to: "zzzzzz", among: ["gamma", "loss"]) == nil)
    #expect(NameSuggestion.nearest(to: "", among: ["gamma"]) == nil)
    #expect(
      NameSuggestion.nearest(to: String(repeating: "x", count: 100_000), among: ["gamma"]) == nil)
  }
}
