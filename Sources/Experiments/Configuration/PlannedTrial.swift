public import DeepQ

/// A trial of an experiment before it runs.
public struct PlannedTrial: Equatable, Sendable {
  /// Its index in the order of trials, from 0.
  public var index: Int
  /// Its name on disk: the same trial has the same id in every experiment.
  public var id: String
  /// The id without the seed, which the other replicates share.
  public var configurationId: String
  /// All that it depends on.
  public var specification: TrialSpecification

  /// Creates a trial to be run.
  public init(index: Int, id: String, configurationId: String, specification: TrialSpecification) {
    self.index = index
    self.id = id
    self.configurationId = configurationId
    self.specification = specification
  }
}

/// The trials of an experiment in order, each made when it is asked for.
public struct PlannedTrials: RandomAccessCollection, Sendable {
  let experiment: Experiment

  /// The first index.
  public var startIndex: Int { 0 }

  /// The number of trials.
  public var endIndex: Int { experiment.trialCount }

  /// The trial at an index of the order.
  public subscript(index: Int) -> PlannedTrial {
    let specification = experiment.specification(at: index)
    return PlannedTrial(
      index: index, id: CanonicalText.trialId(of: specification),
      configurationId: CanonicalText.configurationId(of: specification),
      specification: specification)
  }

  /// An iterator that makes each configuration's text only once.
  public func makeIterator() -> Iterator { Iterator(experiment: experiment) }

  /// Goes through the trials in order.
  public struct Iterator: IteratorProtocol {
    let experiment: Experiment
    var index = 0
    var text = ""
    var configurationId = ""
    var specification: TrialSpecification?

    init(experiment: Experiment) { self.experiment = experiment }

    /// The next trial.
    public mutating func next() -> PlannedTrial? {
      guard index < experiment.trialCount else { return nil }
      defer { index += 1 }
      let replicate = index % experiment.seeds.count
      if replicate == 0 { startConfiguration(index / experiment.seeds.count) }
      guard var trial = specification else { return nil }
      trial.replicate = replicate
      return PlannedTrial(
        index: index, id: CanonicalText.id(of: text + CanonicalText.seedLines(of: trial)),
        configurationId: configurationId, specification: trial)
    }

    private mutating func startConfiguration(_ configuration: Int) {
      let first = experiment.specification(configuration: configuration, replicate: 0)
      text = CanonicalText.configurationText(of: first)
      configurationId = CanonicalText.id(of: text)
      specification = first
    }
  }
}

extension Experiment {
  /// All trials, in order: configuration by configuration, replicates within.
  public var trials: PlannedTrials { PlannedTrials(experiment: self) }
}
