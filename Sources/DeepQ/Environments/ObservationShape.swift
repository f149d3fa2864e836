/// What an environment shows at each step: a few numbers, or the last images of a screen.
public enum ObservationShape: Equatable, Sendable {
  /// So many `Float`s.
  case vector(Int)
  /// Bytes 0...255, `[channels, rows, columns]`; each channel is one grey image, the newest last.
  ///
  /// A step takes the oldest image away and adds a new one; after a reset all of them are the first
  /// image. A network sees `byte / 255`.
  case image(channels: Int, rows: Int, columns: Int)

  /// Numbers or pixels in one observation.
  public var count: Int {
    switch self {
    case .vector(let count): count
    case .image(let channels, let rows, let columns): channels * rows * columns
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
