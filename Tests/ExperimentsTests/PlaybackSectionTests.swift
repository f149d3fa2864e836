import DeepQ
import Foundation
import Testing

@testable import Experiments

struct PlaybackSectionTests {
  /// Runs a small experiment; its folder stays as long as the scratch folder.
  private func ranking(
    _ environment: String, _ blocks: String, in scratch: ScratchFolder
  ) throws -> Ranking {
    let experiment = try experiment(
      """
      name: film
      environment: \(environment)
      \(blocks)
      grid: {gamma: [0.9, 0.99]}
      seeds: {count: 2}
      evaluate: {episodes: 2}
      """)
    var options = ExperimentRun.Options()
    options.results = scratch.path
    options.progress = .quiet
    let outcome = try ExperimentRun(experiment, options: options).run(stop: StopFlag())
    return try Ranking(ReportSource(outcome, of: experiment))
  }

  private static let network =
    "base: {steps: 300, network.hidden: [4], batch_size: 8, replay.warmup: 50}"

  private func films(_ section: PlaybackSection) throws -> [[String: Any]] {
    let json = try JSONSerialization.jsonObject(with: Data(section.json.utf8)) as? [String: Any]
    return try #require(json?["films"] as? [[String: Any]])
  }

  @Test(arguments: [
    ("CartPole-v1", network), ("MountainCar-v0", network),
    ("GridWorld-v1", "algorithm: q-learning\nbase: {steps: 300}"),
  ])
  func `the episode that is played is the first of the stored evaluation`(
    environment: String, blocks: String
  ) throws {
    let scratch = try ScratchFolder()
    defer { withExtendedLifetime(scratch) {} }
    let ranking = try ranking(environment, blocks, in: scratch)
    let files = Set(ranking.source.summary.rows.map(\.trial))
    let section = try #require(PlaybackSection(ranking, files: files))
    let films = try films(section)
    let chosen = PlaybackSection.choice(ranking, files: files)
    #expect(films.count == 3)
    let folder = try #require(ranking.source.folder)
    for (film, choice) in zip(films, chosen) {
      let stored = try folder.readTrial(choice.trial).result.evaluations.last?.returns.first
      let steps = try #require(film["steps"] as? [[Any]])
      // At the end no action is taken.
      #expect(steps.last?[0] is NSNull)
      #expect(steps.last?[2] as? Double == stored)
      #expect((film["pictures"] as? [Any])?.count == steps.count)
      #expect(
        steps[0].count == 3
          + (environment == "CartPole-v1" ? 2 : environment == "GridWorld-v1" ? 4 : 3))
    }
  }

  @Test func `the same results give the same bytes`() throws {
    let scratch = try ScratchFolder()
    defer { withExtendedLifetime(scratch) {} }
    let ranking = try ranking("CartPole-v1", Self.network, in: scratch)
    let files = Set(ranking.source.summary.rows.map(\.trial))
    let sections = (0..<2).compactMap { _ in PlaybackSection(ranking, files: files) }
    #expect(sections.count == 2)
    #expect(sections[0].json == sections[1].json)
    #expect(sections[0].section == sections[1].section)
  }

  @Test func `without files there is nothing to play`() throws {
    let scratch = try ScratchFolder()
    defer { withExtendedLifetime(scratch) {} }
    let ranking = try ranking("CartPole-v1", Self.network, in: scratch)
    #expect(PlaybackSection(ranking, files: []) == nil)
  }

  @Test func `pixels that change are runs of one colour`() {
    #expect(PlaybackSection.changes(from: [0, 0, 0, 0], to: [0, 0, 0, 0]) == [])
    #expect(PlaybackSection.changes(from: [0, 0, 0, 0], to: [0, 7, 7, 0]) == [1, 2, 7])
    #expect(
      PlaybackSection.changes(from: [1, 1, 1, 1, 1], to: [2, 1, 3, 3, 1]) == [0, 1, 2, 1, 2, 3])
    // A run goes on over a pixel that has its colour already.
    #expect(PlaybackSection.changes(from: [0, 7, 0], to: [7, 7, 7]) == [0, 3, 7])
  }
}
