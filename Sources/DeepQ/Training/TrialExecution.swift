/// How a trial is carried out; no result depends on it.
public struct TrialExecution: Sendable {
  /// Those who share the gradient steps.
  public var crew: Crew
  /// How the images of the replay memory are kept.
  public var frameCompression: FrameCompression

  /// On one thread, with images as they are, unless said otherwise.
  public init(crew: Crew = .alone, frameCompression: FrameCompression = .none) {
    self.crew = crew
    self.frameCompression = frameCompression
  }
}
