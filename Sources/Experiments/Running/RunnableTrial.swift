public import DeepQ

/// One trial of a sweep that is still to be run.
public struct RunnableTrial: Sendable {
  /// Place in the grid, from 0.
  public var index: Int
  /// Identity of the trial: names its file.
  public var id: String
  /// Identity of its configuration, which the other replicates share.
  public var configuration: String
  /// All that the trial depends on.
  public var specification: TrialSpecification

  /// Creates a trial to be run.
  public init(index: Int, id: String, configuration: String, specification: TrialSpecification) {
    self.index = index
    self.id = id
    self.configuration = configuration
    self.specification = specification
  }
}
