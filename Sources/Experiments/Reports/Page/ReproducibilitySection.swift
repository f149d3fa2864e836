import Hashing

/// What a reader needs to check the results: hashes, and the commands that run trials again.
struct ReproducibilitySection {
  let ranking: Ranking

  /// The section.
  var section: PageSection {
    PageSection(
      id: "reproducibility", title: "Reproducibility",
      introduction:
        "Every trial is a pure function of its settings and seeds: these commands train "
        + "it again and compare every bit.",
      body: commands + hashes)
  }

  private var source: ReportSource { ranking.source }

  /// The results folder as the page names it: that of this machine is no part of the page.
  var folder: String { "results/\(source.name)" }

  /// Whether the trials' files are there, and not only their summary.
  private var hasFiles: Bool { (try? source.folder?.storedExperiment()) != nil }

  /// The experiment file as the page names it: that of the results, or a shipped one.
  private var experimentFile: String? {
    guard source.experiment != nil else { return nil }
    return hasFiles ? "\(folder)/experiment.cfg" : "experiments/\(source.name).cfg"
  }

  private var commands: String {
    let trial = ranking.entries.first.map { source.summary.rows[$0.group.rows[0]].trial }
    var lines: [(command: String, meaning: String)] = []
    if let file = experimentFile {
      lines.append(
        ("sweep run \(file) --results again", "trains all of them; summary.csv has the same bytes"))
    }
    if hasFiles {
      lines += [
        (
          "sweep replay \(folder) --trial \(trial ?? "<id>")",
          "trains a trial of the best configuration again, and compares its file"
        ),
        ("sweep replay \(folder) --all", "trains every trial again"),
      ]
    } else {
      lines.append(
        (
          "sweep rerun \(folder)/summary.csv --trial \(trial ?? "<id>")",
          "trains a trial of the best configuration from its row, and compares the hashes"
        ))
    }
    if let file = experimentFile, ranking.entries.count > 1, let best = ranking.entries.first,
      let settings = ranking.confirmingSettings(of: best)
    {
      lines.append(
        (
          (["sweep run \(file) --results confirmed"] + settings).joined(separator: " "),
          "trains the best configuration on other seeds: on these it was selected"
        ))
    }
    var page = MarkupElements()
    page.open("dl", [("class", "commands")])
    for line in lines {
      page.open("div", [])
      page.append("<dt><code>\(FigureText.escaped(line.command))</code></dt>\n")
      page.element("dd", [], content: line.meaning)
      page.close("div")
    }
    page.close("dl")
    return page.text
  }

  private var hashes: String {
    var rows: [[String]] = []
    if let experiment = source.experiment {
      rows.append(["experiment.cfg", digest(experiment.resolvedText)])
    }
    rows.append(["summary.csv", digest(source.summary.text)])
    return PageMarkup.table(caption: "Hashes", titles: ["file", "SHA-256"], rows: rows)
      + """
      <p class="note">Each trial's hashes are among its details. Made by sweep \
      \(FigureText.escaped(BuildFacts.programVersion))\
      \(hasFiles ? "; the machine and the times are in provenance.json and timing.csv." : ".")</p>

      """
  }

  private func digest(_ text: String) -> String { SHA256.hash(Array(text.utf8)).hexadecimal }
}
