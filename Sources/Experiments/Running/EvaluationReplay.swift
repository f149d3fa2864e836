import DeepQ
import Dispatch
import Synchronization

/// Plays the stored policy of trials again, and compares the returns of the evaluation that it is
/// of: the training is not run again.
///
/// The random streams of an evaluation are derived from the seeds and from the training step after
/// which it is made, so it can be played without what came before.
public struct EvaluationReplay: Sendable {
  /// What came of one trial.
  public struct Verdict: Sendable {
    /// What there is to say.
    public enum Outcome: Equatable, Sendable {
      /// All returns are the stored ones; how many.
      case identical(episodes: Int, step: Int)
      /// The first episode, counted from 1, whose return is another.
      case differs(episode: Int, step: Int, stored: Double, again: Double)
      /// The file holds no policy that was evaluated: why.
      case notPlayed(String)
      /// The file cannot be read, or does not hold what was written: why.
      case damaged(String)
    }

    /// The trial's id.
    public let trial: String
    /// What came of it.
    public let outcome: Outcome

    /// Whether nothing wrong was found.
    var isGood: Bool {
      switch outcome {
      case .identical, .notPlayed: true
      case .differs, .damaged: false
      }
    }
  }

  private let folder: ResultsFolder
  private let inspection: FileInspection?

  /// Prepares to play policies of a folder, whose files another process reads first if an
  /// inspection is given.
  public init(of folder: ResultsFolder, inspection: FileInspection? = nil) {
    self.folder = folder
    self.inspection = inspection
  }

  /// Plays the policies of some trials, several at a time.
  ///
  /// - Parameters:
  ///   - trials: ids of finished trials.
  ///   - workers: how many are played at a time; `nil` for one a core.
  ///   - stop: ends it early when it is set.
  ///   - report: called for each trial, in the order of `trials`.
  /// - Returns: how many trials were played, and how many are not identical.
  /// - Throws: `FileError`; `StopRequestError` if it was ended early.
  public func run(
    _ trials: [String], workers: Int?, stop: StopFlag,
    report: @escaping @Sendable (Verdict) -> Void
  ) throws -> (played: Int, differing: Int) {
    let queue = VerdictQueue<Verdict>(isGood: \.isGood, report)
    let fatal = try inspection?.fatalTrials(of: trials, in: folder, stop: stop) ?? [:]
    let next = Atomic(0)
    let played = Atomic(0)
    let count = min(workers ?? MachineResources.probe().cores, max(1, trials.count))
    DispatchQueue.concurrentPerform(iterations: count) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < trials.count, stop.signal == nil else { return }
        let id = trials[index]
        guard
          let outcome = fatal[id].map({ .damaged($0) }) ?? outcome(of: id, stop: stop)
        else { return }
        if case .notPlayed = outcome {} else { played.wrappingAdd(1, ordering: .relaxed) }
        queue.add(Verdict(trial: id, outcome: outcome), at: index)
      }
    }
    try stop.check()
    return (played.load(ordering: .relaxed), queue.failures)
  }

  /// What comes of a trial; `nil` if it was stopped.
  private func outcome(of id: String, stop: StopFlag) -> Verdict.Outcome? {
    do {
      let record = try folder.readTrial(id)
      let specification = try CanonicalText.trial(
        from: record.canonicalText, name: folder.trialFile(id))
      try EnvironmentAbsenceError.check(specification.environment)
      return Self.outcome(of: record, specification, stop: stop)
    } catch {
      return .damaged("\(error)")
    }
  }

  /// Plays the policy of a trial; `nil` if it was stopped.
  static func outcome(
    of record: TrialRecord, _ specification: TrialSpecification, stop: StopFlag
  ) -> Verdict.Outcome? {
    let result = record.result
    guard result.failure == nil else {
      return .notPlayed("the trial failed, so its parameters were not evaluated")
    }
    guard let evaluation = result.storedPolicyEvaluation else {
      return .notPlayed("it has no evaluation of its parameters")
    }
    guard evaluation.returns.count == specification.evaluation.episodes else {
      return .damaged(
        "its evaluations have \(evaluation.returns.count) episodes instead of "
          + "\(specification.evaluation.episodes)")
    }
    guard record.retention != .none else {
      return .notPlayed("its file keeps no parameters")
    }
    guard var player = PolicyPlayer(specification, result: result) else {
      return .damaged("its parameters are not those of a policy for \(record.environment)")
    }
    for (index, stored) in evaluation.returns.enumerated() {
      if index > 0 { player.startEpisode() }
      while !player.hasEnded {
        if stop.signal != nil { return nil }
        _ = player.step()
      }
      guard player.episodeReturn == stored else {
        return .differs(
          episode: index + 1, step: evaluation.step, stored: stored, again: player.episodeReturn)
      }
    }
    return .identical(episodes: evaluation.returns.count, step: evaluation.step)
  }
}
