import DeepQ
import Foundation
import Statistics
import Testing

@testable import Experiments

struct ReportPageTests {
  private func page(_ folder: ResultsFolder, metric: String? = nil) throws -> String {
    try ReportPage(Ranking(ReportSource.read(folder.path), metric: metric)).html
  }

  /// Two axes, two seeds, and evaluations that both axes change.
  private func grid() throws -> PlotSamples {
    let samples = try PlotSamples(
      "grid: {gamma: [0.9, 0.99], learning_rate: [0.001, 0.01]}\nseeds: {count: 2}")
    for configuration in 0..<4 {
      for replicate in 0..<2 {
        let score = Double(100 * configuration + replicate)
        try samples.write(configuration, replicate, evaluations: [1, score / 2, score])
      }
    }
    return samples
  }

  /// The data that the script of a page reads.
  private func data(of html: String) throws -> [String: Any] {
    let start = try #require(html.range(of: "id=\"data\">"))
    let end = try #require(html.range(of: "</script>", range: start.upperBound..<html.endIndex))
    let json = Data(html[start.upperBound..<end.lowerBound].utf8)
    return try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
  }

  @Test func `the page's numbers are those of the ranking`() throws {
    let samples = try grid()
    let ranking = try Ranking(ReportSource.read(samples.folder.path))
    let data = try data(of: page(samples.folder))
    let shown =
      try JSONSerialization.jsonObject(
        with: Data(RankingFormats(ranking).json().utf8)) as? [String: Any]
    let configurations = try #require(shown?["configurations"] as? [[String: Any]])
    let picture = try #require(data["picture"] as? [String: Any])
    #expect(
      data["configurations"] as? [String]
        == configurations.map { $0["configuration"] as? String ?? "" })
    #expect(picture["means"] as? [Double] == configurations.map { $0["mean"] as? Double ?? -1 })
    #expect(
      picture["scores"] as? [[Double]] == configurations.map { $0["scores"] as? [Double] ?? [] })
    let intervals = configurations.compactMap { $0["mean_interval"] as? [Double] }
    #expect(picture["from"] as? [Double] == intervals.map { $0[0] })
    #expect(picture["to"] as? [Double] == intervals.map { $0[1] })
    let effects = EffectsSection(ranking: ranking)
    let axes = try #require((shown?["effects"] as? [String: Any])?["axes"] as? [[String: Any]])
    for (index, axis) in axes.enumerated() {
      let values = try #require(axis["values"] as? [[String: Any]])
      #expect(effects.means(ofAxis: index) == values.map { $0["mean"] as? Double })
    }
  }

  @Test func `every trial's details are those of the summary`() throws {
    let samples = try grid()
    let source = try ReportSource.read(samples.folder.path)
    let trials = try #require(try data(of: page(samples.folder))["trials"] as? [String: Any])
    let rows = source.summary.rows
    #expect(trials["ids"] as? [String] == rows.map(\.trial))
    #expect(trials["weights"] as? [String] == rows.map { $0["weights_sha256"].text })
    #expect(trials["digests"] as? [String] == rows.map { $0["result_sha256"].text })
    let results = try #require(trials["results"] as? [[String: Any]])
    let returns = results.first { $0["name"] as? String == "evaluation_return" }
    #expect(returns?["values"] as? [Double] == [0, 1, 100, 101, 200, 201, 300, 301])
    #expect(trials["replicates"] as? [Int] == [0, 1, 0, 1, 0, 1, 0, 1])
    #expect(trials["ranks"] as? [Int] == [3, 3, 2, 2, 1, 1, 0, 0])
  }

  @Test func `the curves are those that plot draws`() throws {
    let samples = try grid()
    let curves = try #require(try data(of: page(samples.folder))["curves"] as? [[String: Any]])
    let figure = try samples.figure()
    #expect(
      curves.map { $0["means"] as? [Double] } == figure.lines.map { $0.points.map(\.mean) })
    #expect(curves.map { $0["steps"] as? [Int] } == figure.lines.map { $0.points.map(\.step) })
    let seeds = try #require(curves[0]["seeds"] as? [[String: Any]])
    #expect(seeds.map { $0["scores"] as? [Double] } == [[1, 150, 300], [1, 150.5, 301]])
  }

  @Test func `sections say what was run and found`() throws {
    let samples = try grid()
    let html = try page(samples.folder)
    for id in [
      "verdict", "protocol", "ranking", "curves", "effects", "pairs", "parallel", "distributions",
      "failures", "reproducibility", "trials",
    ] {
      #expect(html.contains("<section id=\"\(id)\""), "\(id)")
    }
    #expect(
      html.contains(
        "The best of 4 configurations, gamma 0.99, learning_rate 0.01, has a mean evaluation return of 300.5."
      ))
    #expect(html.contains("No trial failed."))
    #expect(html.contains("sweep replay results/curves --all"))
  }

  @Test func `the same results give the same bytes, wherever they are`() throws {
    let samples = try grid()
    let bytes = try page(samples.folder)
    #expect(try page(samples.folder) == bytes)
    let copy = try ScratchFolder()
    try FileManager.default.copyItem(
      atPath: samples.folder.path, toPath: copy.path + "/curves")
    #expect(try page(ResultsFolder(existing: copy.path + "/curves")) == bytes)
    #expect(!bytes.contains(samples.scratch.path))
  }

  @Test func `texts of users are no markup`() throws {
    let samples = try PlotSamples(
      """
      arms:
        '</script><b>': {gamma: 0.9}
        'a & "b"': {gamma: 0.99}
      """)
    try samples.write(0, 0, evaluations: [1, 2])
    try samples.write(1, 0, .sample(failure: "<i>diverged</i>"))
    let html = try page(samples.folder)
    #expect(!html.contains("</script><b>"))
    #expect(html.contains("&lt;/script&gt;&lt;b&gt;"))
    #expect(!html.contains("<i>diverged"))
    #expect(html.contains("a &amp; &quot;b&quot;"))
    let axes = try #require(try data(of: html)["axes"] as? [[String: Any]])
    #expect(axes[0]["values"] as? [String] == ["</script><b>", "a & \"b\""])
  }

  @Test func `failures are counted by hyperparameter, with their reasons`() throws {
    let samples = try PlotSamples.gamma()
    try samples.write(0, 0, .sample(failure: "diverged"))
    try samples.write(0, 1, evaluations: [1, 2])
    try samples.write(1, 0, evaluations: [1, 2])
    let html = try page(samples.folder)
    #expect(html.contains("1 of 3 trials that ended failed."))
    #expect(html.contains("diverged"))
    #expect(html.contains("trials not done yet"))
  }

  @Test func `a summary by itself has a page without curves`() throws {
    let samples = try grid()
    let source = try ReportSource.read(samples.folder.path)
    let file = samples.scratch.path + "/alone.csv"
    try source.summary.write(to: file)
    let html = try ReportPage(Ranking(ReportSource.read(file))).html
    #expect(html.contains("The trials' files, which have the curves, are not here."))
    #expect(html.contains("<section id=\"ranking\""))
    #expect(html.contains("sweep rerun summary.csv --trial"))
  }

  @Test func `a damaged file is counted, and its trial has no curve`() throws {
    let samples = try grid()
    try samples.scratch.put("not HDF5", in: "curves/trials/\(samples.experiment.trials[2].id).h5")
    #expect(try page(samples.folder).contains("files damaged"))
  }

  @Test func `nothing done yet is a page too`() throws {
    let samples = try PlotSamples.gamma()
    let html = try page(samples.folder)
    #expect(html.contains("No trial has a score yet."))
    #expect(html.hasSuffix("</html>\n"))
  }

  @Test func `another metric ranks the page, and a threshold is counted`() throws {
    let samples = try grid()
    let html = try page(samples.folder, metric: "return_last_100")
    #expect(html.contains("No trial has a score yet."))
    let ranking = try Ranking(ReportSource.read(samples.folder.path), threshold: 200)
    #expect(try ReportPage(ranking).html.contains("4 of 8"))
  }
}
