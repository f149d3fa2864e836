/// What an environment shows at each step: a few numbers, or an image.
public enum ObservationShape: Equatable, Sendable {
  /// So many `Float`s.
  case vector(Int)
  /// Bytes 0...255, `[channels, rows, columns]`. A network sees `byte / 255`.
  ///
  /// It may be a stack of so many frames, the newest last, which share the channels: then a step
  /// takes the oldest frame away and adds a new one, and after a reset all are the first one. A
  /// replay memory keeps each frame once.
  case image(channels: Int, rows: Int, columns: Int, stack: Int = 1)

  /// Numbers or pixels in one observation.
  public var count: Int {
    switch self {
    case .vector(let count): count
    case .image(let channels, let rows, let columns, _): channels * rows * columns
    }
  }

  /// Bytes that one observation takes: 4 a number, 1 a pixel.
  public var byteCount: Int {
    switch self {
    case .vector(let count): count * MemoryLayout<Float>.stride
    case .image: count
    }
  }
}
