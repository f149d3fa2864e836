import DeepQ

extension ExportFormat {
  /// A folder that `tensorboard --logdir` takes.
  static let tensorBoard = ExportFormat(
    name: "tensorboard",
    summary: "event files: learning curves, and the plugin for hyperparameters",
    writer: { try TensorBoardExport($0, files: $1) })
}

/// Writes a folder with an event file for each trial, its curves and its hyperparameters.
private struct TensorBoardExport: ExportWriter {
  private let subject: ExportedExperiment
  private let files: ExportFiles
  private let hyperparameters: TensorBoardHyperparameters

  init(_ subject: ExportedExperiment, files: ExportFiles) throws {
    self.subject = subject
    self.files = files
    hyperparameters = TensorBoardHyperparameters(subject)
  }

  func add(_ trial: ExportedTrial) throws {
    let name = TensorBoardRun.name(of: trial.configuration, in: subject)
    var file = EventFile()
    hyperparameters.addStart(ofConfiguration: trial.configuration, group: name, to: &file)
    for (step, values) in TensorBoardCurves.events(of: trial.record.result) {
      file.add(values, step: step)
    }
    hyperparameters.addEnd(of: trial, to: &file)
    let run = TensorBoardRun.name(
      of: trial.configuration, replicate: trial.specification.replicate, in: subject)
    try files.write(file.bytes, to: run + "/" + EventFile.name)
  }

  func finish() {}
}

/// Names of runs, which TensorBoard lists and filters by.
enum TensorBoardRun {
  /// Longer names are cut off: a file system takes 255 bytes.
  private static let limit = 160

  /// The number of a configuration and the values of the axes: `03_gamma=0.99_hidden=24-24`.
  ///
  /// Numbers have leading zeros, so that names sort in grid order.
  static func name(of configuration: Int, in subject: ExportedExperiment) -> String {
    let number = padded(configuration, below: subject.experiment.configurationCount)
    let values = zip(subject.axes, subject.axisTexts(of: configuration)).filter { $1 != "" }
      .map { plain($0) + "=" + plain($1) }
    return String(([number] + values).joined(separator: "_").prefix(limit))
  }

  /// The same of one of its trials: `03_gamma=0.99_hidden=24-24_seed1`.
  static func name(
    of configuration: Int, replicate: Int, in subject: ExportedExperiment
  ) -> String {
    name(of: configuration, in: subject) + "_seed"
      + padded(replicate, below: subject.experiment.seeds.count)
  }

  private static func padded(_ number: Int, below count: Int) -> String {
    let digits = String(count - 1).count
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// A text of which other characters than those of numbers and words are dashes.
  private static func plain(_ text: String) -> String {
    text.split { !($0.isASCII && ($0.isLetter || $0.isNumber || "._+-".contains($0))) }
      .joined(separator: "-")
  }
}

/// The curves of a trial, by the names that TensorBoard groups them by.
enum TensorBoardCurves {
  typealias Values = [(tag: String, value: Double)]

  /// The values of all curves in the order of their steps; at one step training comes first.
  ///
  /// What is not a number is left out. The steps of a planning are its sweeps.
  static func events(of result: TrialResult) -> [(step: Int, values: Values)] {
    merge(training(result.episodes), evaluations(result.evaluations))
      + planning(result.planning)
  }

  private static func training(_ episodes: EpisodeCurves) -> [(step: Int, values: Values)] {
    episodes.steps.indices.map { index in
      (
        episodes.steps[index],
        numbers([
          ("training/return", episodes.returns[index]),
          ("training/length", Double(episodes.lengths[index])),
          ("training/epsilon", episodes.epsilons[index]),
          ("training/loss", episodes.losses[index]),
        ])
      )
    }
  }

  private static func evaluations(_ evaluations: [Evaluation]) -> [(step: Int, values: Values)] {
    evaluations.map { evaluation in
      (
        evaluation.step,
        numbers([
          ("evaluation/return", ResultColumn.mean(evaluation.returns[...])),
          ("evaluation/value_error", evaluation.valueError),
          ("evaluation/regret", evaluation.regret),
        ])
      )
    }
  }

  private static func planning(_ curves: PlanningCurves?) -> [(step: Int, values: Values)] {
    guard let curves else { return [] }
    return curves.residuals.indices.map { sweep in
      func value(_ values: [Double]) -> Double? {
        values.indices.contains(sweep) ? values[sweep] : nil
      }
      return (
        sweep + 1,
        numbers([
          ("planning/residual", value(curves.residuals)),
          ("planning/error_bound", value(curves.errorBounds)),
          ("planning/value_error", value(curves.valueErrors)),
        ])
      )
    }
  }

  private static func numbers(_ values: [(String, Double?)]) -> Values {
    values.compactMap { tag, value in
      value.flatMap { $0.isNaN ? nil : (tag: tag, value: $0) }
    }
  }

  /// Merges two sequences whose steps ascend.
  private static func merge(
    _ first: [(step: Int, values: Values)], _ second: [(step: Int, values: Values)]
  ) -> [(step: Int, values: Values)] {
    var merged: [(step: Int, values: Values)] = []
    merged.reserveCapacity(first.count + second.count)
    var next = 0
    for event in second {
      while next < first.count, first[next].step <= event.step {
        merged.append(first[next])
        next += 1
      }
      merged.append(event)
    }
    return merged + first[next...]
  }
}
