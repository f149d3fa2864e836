import DeepQ
import Foundation
import Platform
import ReportResources
import Statistics

/// An experiment's results as one HTML file that needs nothing else: what `sweep report` writes.
///
/// All numbers are those of the ranking and of the trials' files. Its bytes are a function of these:
/// no time, path or machine is in it, unless it is about a run under way.
public struct ReportPage: Sendable {
  private let ranking: Ranking
  private let curves: TrialCurves
  private let figure: CurvesSection?
  private let playback: PlaybackSection?
  private let live: LiveSection?
  /// Trials whose file is there but not right.
  private let damaged: Int

  /// The page of a ranking, with the curves of the trials' files where they are beside the summary.
  ///
  /// - Parameters:
  ///   - ranking: the configurations.
  ///   - inspection: how another process reads the trials' files first; `nil` for no such process.
  /// - Throws: `FileError` if a file cannot be read just now.
  public init(_ ranking: Ranking, inspection: FileInspection? = nil) throws {
    var files: Set<String> = []
    var damaged = 0
    if let folder = ranking.source.folder {
      var stored = StoredTrials(in: folder, inspection: inspection)
      try stored.read(stop: StopFlag())
      files = stored.ids
      damaged = stored.damaged.count
    }
    var curves = TrialCurves()
    try self.init(ranking, files: files, damaged: damaged, curves: &curves, live: nil)
  }

  /// The page of a ranking.
  ///
  /// - Parameters:
  ///   - ranking: the configurations.
  ///   - files: the trials whose file is there and right.
  ///   - damaged: the number of those whose file is not right.
  ///   - curves: those that were read before; new ones are added.
  ///   - live: what there is to say of a run under way.
  /// - Throws: `FileError`, `HDF5Error` or `TrialFileError`.
  init(
    _ ranking: Ranking, files: Set<String>, damaged: Int = 0, curves: inout TrialCurves,
    live: LiveSection?
  ) throws {
    self.ranking = ranking
    self.live = live
    self.damaged = damaged
    if let folder = ranking.source.folder {
      let rows = ranking.source.summary.rows
      curves.read(
        rows.map(\.trial).filter(files.contains), in: folder,
        columns: TrialCurves.columns(ofTrials: rows.count))
    }
    self.curves = curves
    figure = try CurvesSection(ranking, files: files.subtracting(curves.damaged))
    // While a run goes on, what takes time is left to its end.
    playback =
      live == nil ? PlaybackSection(ranking, files: files.subtracting(curves.damaged)) : nil
  }

  /// Puts the page on disk, whole or not at all; what a link names is written, and the link stays.
  ///
  /// - Throws: `FileError`; `SpecialFileError` for a pipe or a device.
  public func write(to file: String) throws {
    try FolderListing.requireNoFolder(file)
    var status = stat()
    if stat(file, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw SpecialFileError(file: file)
    }
    let target = URL(fileURLWithPath: file).resolvingSymlinksInPath().path
    try AtomicFile.write(html, to: target)
  }

  // MARK: - The document

  private var sections: [PageSection] {
    [
      ProtocolSection(ranking: ranking).section,
      RankingSection(ranking: ranking).section,
      playback?.section,
      figure?.section ?? absentCurves,
      EffectsSection(ranking: ranking).section,
      PairsSection(ranking: ranking).section,
      ParallelSection(ranking: ranking).section,
      DistributionSection(ranking: ranking).section,
      FailureSection(ranking: ranking, curves: curves).section,
      ReproducibilitySection(ranking: ranking).section,
      trials,
    ].compactMap { $0 }
  }

  /// Why there are no learning curves; `nil` where nobody expects some.
  private var absentCurves: PageSection? {
    let isPlanning = ranking.source.experiment.map { experiment in
      (0..<experiment.configurationCount).allSatisfy {
        experiment.grid.hyperparameters(at: $0).algorithm.kind == .planning
      }
    }
    guard isPlanning != true else { return nil }
    return PageSection(
      id: "curves", title: "Learning curves",
      introduction: live == nil
        ? "The trials' files, which have the curves, are not here." : "No trial is done yet.",
      body: "")
  }

  private var trials: PageSection {
    PageSection(
      id: "trials", title: "Trials",
      introduction: "Every trial: choose one for its settings, hashes and learning curve.",
      body: """
        <noscript><p>The table of trials needs JavaScript; summary.csv has the same rows.</p></noscript>
        <div id="trials-table"></div>

        """)
  }

  /// The whole file.
  public var html: String {
    let sections = sections
    let title = FigureText.escaped("\(ranking.source.name) \u{B7} sweep")
    let data = PageData(ranking: ranking, curves: curves, curvesJSON: figure?.json).json
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
      <title>\(title)</title>
      <style>
      \(FigureTheme.pageColours)\(PlaybackSection.styleSheet)\(ReportResources.styleSheet)</style>
      </head>
      <body>
      <a class="skip" href="#main">Skip to the results</a>
      \(header)\(navigation(sections))<main id="main">
      \(live?.markup ?? "")\(verdict)\(sections.map(\.markup).joined())</main>
      <footer><p>Made by sweep \(BuildFacts.programVersion). One file; it needs no network.</p></footer>
      <div id="tip" role="status" aria-live="polite" hidden></div>
      <dialog id="details" aria-labelledby="details-title"></dialog>
      \(Self.data(data, id: "data"))\
      \(playback.map { Self.data($0.json, id: "playback") } ?? "")\
      \(live.map { Self.data($0.json, id: "live-data") } ?? "")\
      <script>
      \(ReportResources.script)</script>
      </body>
      </html>

      """
  }

  /// What the script reads.
  private static func data(_ json: String, id: String) -> String {
    "<script type=\"application/json\" id=\"\(id)\">\(json)</script>\n"
  }

  private var header: String {
    let experiment = ranking.source.experiment
    let algorithms = CompactJSON.repeated(
      ranking.source.summary.rows.indices.map {
        ranking.source.summary.texts($0, of: ["algorithm"])[0]
      }
    ).values.filter { !$0.isEmpty }
    let parts =
      [experiment?.environment.id].compactMap { $0 }
      + (algorithms.count <= 3 ? algorithms : ["\(algorithms.count) algorithms"])
    return """
      <header>
      <div><p class="kicker">\(FigureText.escaped(parts.joined(separator: " \u{B7} ")))</p>
      <h1>\(FigureText.escaped(ranking.source.name))</h1></div>
      <button type="button" id="theme" class="needs-script" aria-label="Colours: automatic">auto</button>
      </header>

      """
  }

  private func navigation(_ sections: [PageSection]) -> String {
    var page = MarkupElements()
    page.open("nav", [("aria-label", "Sections")])
    page.open("ul", [])
    for section in sections {
      page.append(
        "<li><a href=\"#\(section.id)\">\(FigureText.escaped(section.link))</a></li>\n")
    }
    page.close("ul")
    page.close("nav")
    return page.text
  }

  // MARK: - The verdict

  private var verdict: String {
    let verdict = ReportVerdict(ranking: ranking)
    var page = MarkupElements()
    page.open("section", [("id", "verdict"), ("aria-label", "Verdict")])
    page.element("p", [("class", "headline")], content: verdict.headline)
    let evidence = verdict.evidence.joined(separator: " ")
    if !evidence.isEmpty { page.element("p", [("class", "evidence")], content: evidence) }
    let caveats = verdict.caveats.joined(separator: " ")
    if !caveats.isEmpty { page.element("p", [("class", "note")], content: caveats) }
    page.open("dl", [("class", "tiles")])
    for tile in tiles(verdict) {
      page.open("div", tile.isBad ? [("class", "bad")] : [])
      page.element("dt", [], content: tile.name)
      page.element("dd", [], content: tile.value)
      page.close("div")
    }
    page.close("dl")
    page.close("section")
    return page.text
  }

  private func tiles(_ verdict: ReportVerdict) -> [(name: String, value: String, isBad: Bool)] {
    let rows = ranking.source.summary.rows
    let failed = rows.count { $0.status == .failed }
    let missing = rows.count { $0.status == .missing }
    let steps = rows.reduce(0.0) { sum, row in
      sum + (Double(row["steps"].text) ?? 0)
    }
    var tiles: [(name: String, value: String, isBad: Bool)] = []
    if let best = ranking.entries.first?.statistics {
      tiles.append(
        ("best mean \(verdict.metricTitle)", ScoreText.column([best.mean], digits: 4)[0], false))
    }
    tiles.append(("configurations", "\(ranking.entries.count)", false))
    tiles.append(("trials done", "\(rows.count - failed - missing) of \(rows.count)", false))
    if failed > 0 { tiles.append(("trials failed", "\(failed)", true)) }
    if missing > 0 { tiles.append(("trials not done yet", "\(missing)", false)) }
    if damaged > 0 { tiles.append(("files damaged", "\(damaged)", true)) }
    if let threshold = ranking.threshold {
      let reaching = ranking.entries.reduce(0) { $0 + ($1.atThreshold?.successes ?? 0) }
      let scored = ranking.entries.reduce(0) { $0 + $1.group.scores.count }
      tiles.append(
        (
          "trials with a score \(ranking.isSmallerBetter ? "\u{2264}" : "\u{2265}") \(shortest(threshold))",
          "\(reaching) of \(scored)", false
        ))
    }
    if steps > 0 { tiles.append(("environment steps", QuantityText.count(steps), false)) }
    return tiles
  }
}
