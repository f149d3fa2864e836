/// What a changed experiment file makes of the results in its folder.
///
/// A trial's id is the hash of its content, so a finished trial stays what it is however the grid
/// around it changes: it is kept where the grid has it, and stays on disk where it has not.
struct StudyGrowth: Equatable {
  /// What the file says otherwise than before; empty if every trial is the same.
  let changes: [String]
  /// Trials of the grid that are not run, because they have a file.
  let kept: Int
  /// Trials that the grid has got, and that are run.
  let added: Int
  /// Trials that the grid had before, and that are run.
  let unfinished: Int
  /// The ids of the trials that have a file and are not in the grid, sorted.
  let departed: [String]

  /// Compares two versions of an experiment.
  ///
  /// - Parameters:
  ///   - earlier: the version that the folder's results come from, if any.
  ///   - experiment: the version that is run.
  ///   - missing: its trials that are run.
  ///   - adopted: trials that come from other folders.
  init(
    from earlier: Experiment?, to experiment: Experiment, missing: MissingTrials, adopted: Int = 0
  ) {
    changes = earlier.map { ExperimentDifference.between($0, experiment) } ?? []
    departed = missing.departed
    kept = missing.planned - missing.count - adopted
    guard let earlier, !changes.isEmpty else {
      (added, unfinished) = (0, missing.count)
      return
    }
    let before = Set(earlier.trials.lazy.map(\.id))
    let known = missing.indices.count { before.contains(experiment.trials[$0].id) }
    (added, unfinished) = (missing.count - known, known)
  }

  /// What a user is told before anything runs.
  ///
  /// - Parameters:
  ///   - folder: the results folder.
  ///   - pruning: whether trials that are not in the grid are offered for removal.
  /// - Returns: lines; none where there is nothing to tell.
  func lines(folder: String, pruning: Bool = true) -> [String] {
    var lines: [String] = []
    if !changes.isEmpty {
      lines.append("\(folder): the experiment has changed")
      lines += ChangeLines.text(changes)
      let rest = unfinished > 0 ? ", \(unfinished) not finished before" : ""
      lines.append("\(counted(kept, "trial")) kept, \(added) new\(rest)")
    }
    if pruning, !departed.isEmpty {
      lines.append(
        "\(counted(departed.count, "finished trial")) \(departed.count == 1 ? "is" : "are") no longer in the grid; 'sweep prune \(folder)' lists them and moves them away"
      )
    }
    return lines
  }
}

/// The changes of an experiment file as indented lines, of which no reader wants hundreds.
private enum ChangeLines {
  private static let most = 20

  static func text(_ changes: [String]) -> [String] {
    var lines = changes.prefix(most).map { "  " + $0 }
    if changes.count > most { lines.append("  ... and \(changes.count - most) more changes") }
    return lines
  }
}

/// A folder that holds trials which cannot be compared with those of the experiment that is to
/// run in it.
public struct ChangedProtocolError: ExitStatusError, Equatable, Sendable {
  /// The folder.
  public let folder: String
  /// What changed, in the words of the experiment file.
  public let changes: [String]
  /// How many trials the folder holds.
  public let finished: Int

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// What changed, and what to do.
  public var description: String {
    let lines =
      ["\(folder) holds \(counted(finished, "trial")) of another environment or protocol:"]
      + ChangeLines.text(changes)
      + [
        "such scores cannot be compared; give the experiment another name or --results another "
          + "folder, or start over with 'sweep run --fresh' (removes \(finished == 1 ? "it" : "them"))"
      ]
    return lines.joined(separator: "\n")
  }
}

/// The trials that failed in an earlier run, and are not run again.
struct EarlierFailures {
  /// In grid order.
  private let failures: [FailedTrial]

  private static let most = 10

  /// Finds the failed trials of an experiment.
  init(of experiment: Experiment, _ stored: StoredTrials) {
    failures = experiment.trials.compactMap { trial in
      stored[trial.id]?.failure.map {
        FailedTrial(index: trial.index, id: trial.id, reason: $0)
      }
    }
  }

  /// A line for each of the first, and the option that runs them again.
  var lines: [String] {
    if failures.isEmpty { return [] }
    var lines = failures.prefix(Self.most).map {
      "trial \($0.id) failed in an earlier run: \($0.reason)"
    }
    if failures.count > Self.most { lines.append("... and \(failures.count - Self.most) more") }
    lines.append("--retry-failed runs \(failures.count == 1 ? "it" : "them") again")
    return lines
  }
}
