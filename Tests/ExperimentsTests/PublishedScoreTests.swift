import DeepQ
import Testing

@testable import Experiments

struct PublishedScoreTests {
  @Test func `every score has a source and an environment that exists`() {
    let references = Set(PublishedScore.references.map(\.name))
    for score in PublishedScore.all {
      #expect(references.contains(score.reference), "\(score)")
      #expect(Environments.definition(of: score.environment) != nil, "\(score)")
      #expect(score.deviation == nil || score.seeds > 1, "\(score)")
    }
    for reference in references {
      #expect(PublishedScore.all.contains { $0.reference == reference }, "\(reference)")
    }
  }

  @Test func `a ranking without an experiment has no environment to look up`() throws {
    let ranking = try Ranking(
      ReportSource(summary: .sample("summary.csv", [("t", "c", "done", "", "500", "0.9")])))
    #expect(throws: ReferenceError.noExperiment("summary.csv")) {
      try ReferenceComparison(ranking, reference: "all")
    }
    #expect(throws: ReferenceError.self) {
      try ReferenceComparison(ranking, reference: "nowhere")
    }
  }
}
