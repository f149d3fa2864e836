import Testing

@testable import Experiments

struct ReportVerdictTests {
  private func verdict(
    _ rows: [(String, String, String, String, String, String)], threshold: Double? = nil
  ) throws -> ReportVerdict {
    ReportVerdict(
      ranking: try Ranking(
        ReportSource(summary: .sample("summary.csv", rows)), threshold: threshold))
  }

  @Test func `the best configuration is named, with its interval and its rivals`() throws {
    let verdict = try verdict(
      [
        ("t1", "a", "done", "", "10", "0.9"), ("t2", "a", "done", "", "12", "0.9"),
        ("t3", "b", "done", "", "490", "0.99"), ("t4", "b", "done", "", "500", "0.99"),
      ], threshold: 495)
    #expect(
      verdict.headline
        == "The best of 2 configurations, gamma 0.99, has a mean evaluation return of 495.")
    // 495 +- 12.706 * 7.0711 / sqrt(2).
    #expect(
      verdict.evidence == [
        "95 % interval of the mean over 2 seeds: 431.5 to 558.5.", "1 of 2 seeds reach 495.",
        "It differs from every other configuration (Welch's t test, Holm, p \u{2264} 0.05).",
      ])
    #expect(verdict.caveats.first?.hasPrefix("The best was selected on these seeds") == true)
  }

  @Test func `equal means are all named best`() throws {
    let verdict = try verdict([
      ("t1", "a", "done", "", "500", "0.9"), ("t2", "b", "done", "", "500", "0.95"),
      ("t3", "c", "done", "", "3", "0.99"),
    ])
    #expect(
      verdict.headline
        == "2 of 3 configurations have the largest mean evaluation return, 500. "
        + "The first of them in the grid is gamma 0.9.")
    #expect(verdict.evidence.last == "With one seed each, configurations cannot be compared.")
  }

  @Test func `without a score there is no best`() throws {
    let verdict = try verdict([("t1", "a", "missing", "", "", "0.9")])
    #expect(verdict.headline == "No trial has a score yet.")
    #expect(verdict.evidence == [])
  }
}
