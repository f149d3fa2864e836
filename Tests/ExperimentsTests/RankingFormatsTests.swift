import Foundation
import Testing

@testable import Experiments

struct RankingFormatsTests {
  private func formats() throws -> RankingFormats {
    RankingFormats(
      try Ranking(
        ReportSource(
          summary: .sample(
            "summary.csv",
            [
              ("t1", "c1", "done", "", "1", "0.9"), ("t2", "c1", "done", "", "3", "0.9"),
              ("t3", "c2", "failed", "", "", "a|b"),
            ]))))
  }

  @Test func `JSON has numbers as numbers and nothing where there is no score`() throws {
    let text = try formats().json()
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let configurations = try #require(document["configurations"] as? [[String: Any]])
    #expect(configurations[0]["mean"] as? Double == 2)
    #expect(configurations[0]["scores"] as? [Double] == [1, 3])
    #expect((configurations[0]["hyperparameters"] as? [String: Any])?["gamma"] as? Double == 0.9)
    #expect((configurations[1]["hyperparameters"] as? [String: Any])?["gamma"] as? String == "a|b")
    #expect(configurations[1]["mean"] == nil)
    #expect(configurations[1]["failed"] as? Int == 1)
  }

  @Test func `CSV has a row for each configuration`() throws {
    let lines = try formats().csv().split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].hasPrefix("rank,configuration,gamma,n,failed,mean,"))
    #expect(lines[1].hasPrefix("1,c1,0.9,2,0,2,"))
    #expect(lines[2] == "2,c2,a|b,0,1,,,,,,,,,,,,0,,")
    #expect(lines.count == 4)
  }

  @Test func `a bar in a cell of Markdown is escaped`() throws {
    #expect(try formats().markdown().contains("| a\\|b |"))
  }

  @Test func `cells are numbers, truth values, nothing or text`() throws {
    let values = ["1", "0.5", "true", "", "nan", "[24, 24]"].map(JSONScalar.init)
    let text = String(decoding: try JSONEncoder().encode(values), as: UTF8.self)
    #expect(text == #"[1,0.5,true,null,"nan","[24, 24]"]"#)
  }
}
