/// Ids by their beginnings, as git takes the names of commits.
enum IDPrefix {
  /// The indices of the ids that begin with a text; none for an empty text.
  static func matches(_ prefix: String, in ids: [String]) -> [Int] {
    ids.indices.filter { !prefix.isEmpty && ids[$0].hasPrefix(prefix) }
  }
}

/// The trials that a user can choose from, by their ids, by those of their configurations, or by
/// the beginning of either.
///
/// A configuration's id chooses all its seeds.
public struct TrialSelection: Sendable {
  /// A trial that can be chosen.
  public struct Entry: Equatable, Sendable {
    /// Its id.
    public var trial: String
    /// Its configuration's id; `nil` if it is not known.
    public var configuration: String?

    /// Creates an entry.
    public init(trial: String, configuration: String?) {
      self.trial = trial
      self.configuration = configuration
    }
  }

  private let entries: [Entry]
  private let place: String

  /// Creates a choice among trials.
  ///
  /// - Parameters:
  ///   - entries: the trials, in the order in which they are listed.
  ///   - place: the folder or file that holds them, for messages.
  public init(among entries: [Entry], in place: String) {
    self.entries = entries
    self.place = place
  }

  /// The trials of a summary.
  public init(_ summary: SummaryTable) {
    self.init(
      among: summary.rows.map { Entry(trial: $0.trial, configuration: $0.configuration) },
      in: summary.name)
  }

  /// The trials of a results folder that have a file: those of its experiment in grid order, then
  /// the others.
  ///
  /// - Throws: `FileError`.
  public init(finishedIn folder: ResultsFolder) throws {
    var left = Set(try folder.finishedTrials())
    var entries: [Entry] = []
    // A folder of trials alone has no experiment.
    if let experiment = try? folder.experiment() {
      for trial in experiment.trials where left.remove(trial.id) != nil {
        entries.append(Entry(trial: trial.id, configuration: trial.configurationId))
      }
    }
    entries += left.sorted().map { Entry(trial: $0, configuration: nil) }
    self.init(among: entries, in: folder.path)
  }

  /// All ids of trials, in order.
  public var all: [String] { entries.map(\.trial) }

  /// The trials that some texts choose, each once, in the order of the texts.
  ///
  /// - Throws: `TrialSelectionError` if a text chooses nothing, or could mean several things.
  public func trials(_ texts: [String]) throws(TrialSelectionError) -> [String] {
    let trials = entries.map(\.trial)
    let configurations = entries.map { $0.configuration ?? "" }
    var chosen: [String] = []
    var seen: Set<String> = []
    for text in texts {
      let ofTrials = IDPrefix.matches(text, in: trials)
      let ofConfigurations = IDPrefix.matches(text, in: configurations)
      var names: [String] = []
      for index in ofConfigurations where names.last != configurations[index] {
        if !names.contains(configurations[index]) { names.append(configurations[index]) }
      }
      guard ofTrials.count + names.count > 0 else {
        throw TrialSelectionError(
          text: text, place: place, candidates: [],
          nearest: NameSuggestion.nearest(to: text, among: trials))
      }
      guard ofTrials.count + names.count == 1 else {
        throw TrialSelectionError(
          text: text, place: place,
          candidates: ofTrials.map { "trial \(trials[$0])" } + names.map { "configuration \($0)" },
          nearest: nil)
      }
      for index in ofTrials + ofConfigurations where seen.insert(trials[index]).inserted {
        chosen.append(trials[index])
      }
    }
    return chosen
  }
}

/// A text that does not choose one trial, or one configuration.
public struct TrialSelectionError: ExitStatusError, Equatable {
  /// What the user wrote.
  public let text: String
  /// What was looked through.
  public let place: String
  /// What the text could mean; empty if nothing.
  public let candidates: [String]
  /// The id that was most likely meant, if any is likely.
  public let nearest: String?

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// For example: `'3f' is ambiguous in results/smoke: trial 3f2a91c07b5e, trial 3f07aa129cde`.
  public var description: String {
    guard candidates.isEmpty else {
      let more = candidates.count > 8 ? ", ... and \(candidates.count - 8) more" : ""
      return "'\(text)' is ambiguous in \(place): "
        + candidates.prefix(8).joined(separator: ", ") + more
    }
    return "\(place) holds no trial or configuration '\(text)'"
      + (nearest.map { "; did you mean '\($0)'?" } ?? "")
  }
}
