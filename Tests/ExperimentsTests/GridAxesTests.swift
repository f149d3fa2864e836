import Statistics
import Testing

@testable import Experiments

struct GridAxesTests {
  @Test func `columns that change together are one axis`() {
    let axes = GridAxes(
      columns: ["batch_size", "gamma", "train_every"],
      values: [
        ["32", "0.9", "1"], ["32", "0.99", "1"], ["64", "0.9", "2"], ["64", "0.99", "2"],
      ])
    #expect(axes.axes.map(\.columns) == [["batch_size", "train_every"], ["gamma"]])
    #expect(axes.axes.map(\.values) == [["32", "64"], ["0.9", "0.99"]])
    #expect(axes.fullGrid == [0, 1, 2, 3])
  }

  @Test func `cells are found in any order of the rows`() {
    let axes = GridAxes(
      columns: ["a", "b"], values: [["x", "1"], ["y", "2"], ["y", "1"], ["x", "2"]])
    #expect(axes.fullGrid == [0, 3, 2, 1])
  }

  @Test func `a grid with a hole, or with a configuration twice, is not full`() {
    let hole = GridAxes(columns: ["a", "b"], values: [["x", "1"], ["y", "1"], ["y", "2"]])
    #expect(hole.fullGrid == nil)
    let twice = GridAxes(
      columns: ["a", "b"], values: [["x", "1"], ["x", "1"], ["y", "1"], ["y", "2"]])
    #expect(twice.fullGrid == nil)
  }

  @Test func `means of a full grid are those of the axis effects`() throws {
    let axes = GridAxes(
      columns: ["a", "b"], values: [["x", "1"], ["x", "2"], ["y", "1"], ["y", "2"]])
    let scores: [Double] = [1, 2, 5, 8]
    #expect(axes.means(of: scores, along: [0]) == [1.5, 6.5])
    #expect(axes.means(of: scores, along: [1]) == [3, 5])
    #expect(axes.means(of: scores, along: [0, 1]) == scores)
    let effects = try #require(axes.effects(of: scores.map { SampleStatistics([$0]) }))
    #expect(effects.mains.map(\.means) == [[1.5, 6.5], [3, 5]])
  }

  @Test func `a combination without a score has no mean`() {
    let axes = GridAxes(columns: ["a", "b"], values: [["x", "1"], ["y", "1"], ["y", "2"]])
    #expect(axes.means(of: [1, nil, 3], along: [0, 1]) == [1, nil, nil, 3])
    #expect(axes.means(of: [1, nil, 3], along: [0]) == [1, 3])
  }

  @Test func `what follows from an axis is its companion`() {
    let axes = GridAxes(
      columns: ["a", "b"], values: [["x", "1"], ["x", "2"], ["y", "1"], ["y", "2"]])
    let others = [["p", "1"], ["p", "2"], ["q", "3"], ["q", "4"]]
    #expect(axes.companions(of: ["c", "d"]) { _ in others } == [["c"], []])
  }

  @Test func `a configuration without scores has no effects`() throws {
    let axes = GridAxes(columns: ["a"], values: [["x"], ["y"]])
    let score = try #require(SampleStatistics([1]))
    #expect(axes.effects(of: [score, nil]) == nil)
    #expect(axes.effects(of: [score, score]) != nil)
  }
}
