import CMeasurement
import Cases

/// Measures everything and prints it as Markdown.
struct Report {
  /// Only cases whose group or name contains this.
  var filter = ""
  /// Runs of each case.
  var repeats = 15
  /// Whether the program is held on one core: then no case shares its work among threads.
  var isPinned = true

  func print() throws {
    let chosen = cases.filter {
      (filter.isEmpty || $0.group.contains(filter) || $0.name.contains(filter))
        && ($0.threads == 1 || !isPinned)
    }
    var measured: [(Case, Sample)] = []
    for one in chosen {
      measured.append(
        (one, try Sample(try one.make(), repeats: repeats, besidePeak: one.flops != nil)))
    }
    Swift.print(
      "The core's FMA peak, at its fastest: \(threeDigits(Peak.measure() / 1e9)) GFLOP/s.\n")
    Swift.print(costs(measured))
    if filter.isEmpty {
      Swift.print("\n" + allocations())
      Swift.print("\n" + scaling())
    }
  }

  private func costs(_ measured: [(Case, Sample)]) -> String {
    var table = Table([
      "One operation", "Median", "Least", "± quartiles", "A second", "GFLOP/s", "Of the peak",
      "Allocations",
    ])
    var group = ""
    for (one, sample) in measured {
      if one.group != group {
        group = one.group
        table.add(["**\(group)**"])
      }
      let rate = one.flops.map { $0 / sample.median }
      let share = one.flops.flatMap { sample.peakShare(flops: $0) }
      table.add([
        one.name, durationText(sample.median), durationText(sample.least),
        percentText(sample.spread), rateText(1 / sample.median),
        rate.map { threeDigits($0 / 1e9) } ?? "", share.map(percentText) ?? "",
        allocationText(sample.allocations),
      ])
    }
    return table.text
  }

  private func allocationText(_ count: Double) -> String {
    count > 0 && count < 0.01 ? "< 0.01" : threeDigits(count)
  }

  private func allocations() -> String {
    let count = AllocationCount(steps: 100_000)
    return """
      Allocations, counted one step at a time: \(count.within) in \(count.steps) steps within an \
      episode; \(count.atEnds) in \(count.episodes) steps that end one, where the curves grow.
      """
  }

  private func scaling() -> String {
    var table = Table([
      "Trials, each on its own core", "Steps a second", "± quartiles", "Times one",
    ])
    for row in Scaling.measure(steps: 40_000, repeats: 15) {
      table.add([
        "\(row.trials)", rateText(row.rate.median), percentText(row.rate.spread),
        threeDigits(row.timesOne.median),
      ])
    }
    return table.text
  }
}
