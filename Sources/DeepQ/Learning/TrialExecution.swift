/// How a trial is carried out; no result depends on it.
public struct TrialExecution: Sendable {
  /// Those who share the gradient steps.
  public var crew: Crew
  /// How the images of the replay memory are kept.
  public var frameCompression: FrameCompression
  /// Where optimal values are kept once they are computed.
  public var optimalValues: OptimalValuesStore

  /// On one thread, with images as they are and optimal values of its own, unless said otherwise.
  public init(
    crew: Crew = .alone, frameCompression: FrameCompression = .none,
    optimalValues: OptimalValuesStore = OptimalValuesStore()
  ) {
    self.crew = crew
    self.frameCompression = frameCompression
    self.optimalValues = optimalValues
  }
}
