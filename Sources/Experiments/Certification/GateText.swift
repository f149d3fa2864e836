import Statistics

/// What a gate asks for and what was found, as text.
public enum GateText {
  /// A verdict with everything that it rests on.
  public static func of(_ verdict: GateVerdict) -> String {
    let gate = verdict.gate
    var text = "\(gate.name): \(gate.title)\n"
    func line(_ name: String, _ value: String) {
      text += name + String(repeating: " ", count: 12 - name.count) + value + "\n"
    }
    line("measured", gate.measure.name)
    line("published", gate.reference.source)
    let scores = verdict.scores.map { $0.map { score($0, of: gate) } ?? "none" }
    line("scores", scores.joined(separator: " "))
    line("ours", ours(verdict))
    let missing = verdict.scores.count { $0 == nil }
    if missing > 0 {
      line("failed", "\(counted(missing, "trial")) without a score: failed, or nothing to measure")
    }
    for finding in verdict.findings {
      line(
        finding.outcome.rawValue,
        finding.requirement.text(gate.reference)
          + (finding.requirement.test.map { ": \($0)" } ?? "")
          + (finding.p.map { ", p \(ScoreText.equation($0))" } ?? ""))
    }
    return text + "\(gate.name): \(verdict.outcome.rawValue.uppercased()), \(seeds(verdict))\n"
  }

  /// All gates, with what each asks for: what `sweep list gates` prints.
  public static var gates: String {
    var table = TextTable(titles: ["gate", "seeds", "CPU time", "published", "to show"])
    for gate in Gate.all {
      table.append([
        gate.name, "\(gate.seeds)", time(gate), gate.reference.source, requirements(gate),
      ])
    }
    return table.text()
  }

  /// The verdicts of all gates as a table of Markdown; empty cells where nothing was measured.
  static func markdown(_ verdicts: [GateVerdict]) -> String {
    var text =
      "| gate | published | to show | ours | seeds | CPU time | verdict |\n"
      + "|---|---|---|---|---|---|---|\n"
    for verdict in verdicts {
      let gate = verdict.gate
      let isMeasured = !verdict.scores.isEmpty
      let cells = [
        "`\(gate.name)`: \(gate.title)", gate.reference.source, requirements(gate),
        isMeasured ? ours(verdict) : "", isMeasured ? seeds(verdict) : "",
        time(gate),
        isMeasured ? "**\(verdict.outcome.rawValue)**" : "not measured",
      ]
      text += "| " + cells.joined(separator: " | ") + " |\n"
    }
    return text
  }

  /// What all seeds took on one core; empty where it is not known.
  private static func time(_ gate: Gate) -> String {
    gate.secondsPerSeed.map { QuantityText.duration($0 * Double(gate.seeds)) } ?? ""
  }

  private static func requirements(_ gate: Gate) -> String {
    gate.requirements.map { $0.text(gate.reference) }.joined(separator: "; ")
  }

  /// The mean with its 90 % interval, which equivalence is judged by, and the range of the seeds; or
  /// on how many seeds nothing was reached.
  private static func ours(_ verdict: GateVerdict) -> String {
    guard let own = verdict.statistics else {
      let known = verdict.scores.compactMap { $0 }
      guard !known.isEmpty else { return "" }
      let reached = known.filter(\.isFinite)
      let text = "never on \(known.count - reached.count) of \(counted(known.count, "seed"))"
      guard let least = reached.min(), let most = reached.max() else { return text }
      return text + ", else \(score(least, of: verdict.gate)) to \(score(most, of: verdict.gate))"
    }
    let interval = TTest.oneSample(own, mean: 0)?.interval(confidence: 0.9)
    let error = interval.map { " +- \(ScoreText.error($0.upperBound - own.mean)) (90 %)" } ?? ""
    let gate = verdict.gate
    return "\(score(own.mean, of: gate))\(error), seeds from \(score(own.minimum, of: gate)) to "
      + score(own.maximum, of: gate)
  }

  private static func seeds(_ verdict: GateVerdict) -> String {
    let count = verdict.scores.count
    return count < verdict.gate.seeds
      ? "\(count) of \(verdict.gate.seeds) seeds" : counted(count, "seed")
  }

  /// A score, never rounded to a bound of the gate that it is not at; a published score that a test
  /// compares with is no bound.
  private static func score(_ value: Double, of gate: Gate) -> String {
    value.isFinite
      ? ScoreText.value(value, besides: gate.requirements.compactMap(\.bound)) : "never"
  }
}
