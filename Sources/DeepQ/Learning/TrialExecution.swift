/// How a trial is carried out; no result depends on it.
public struct TrialExecution: Sendable {
  /// Runs the parts of the gradient steps.
  public var executor: ParallelExecutor
  /// How the images of the replay memory are kept.
  public var frameCompression: FrameCompression
  /// Where optimal values are kept once they are computed.
  public var optimalValues: OptimalValuesStore

  /// On one thread, with images as they are and optimal values of its own, unless said otherwise.
  public init(
    executor: ParallelExecutor = .alone, frameCompression: FrameCompression = .none,
    optimalValues: OptimalValuesStore = OptimalValuesStore()
  ) {
    self.executor = executor
    self.frameCompression = frameCompression
    self.optimalValues = optimalValues
  }
}
