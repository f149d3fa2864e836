/// The memory of one observation, which it does not own.
public struct ObservationBuffer {
  /// Its first byte.
  public let start: UnsafeMutableRawPointer
  /// The shape of the observation.
  public let shape: ObservationShape

  /// The numbers of a vector.
  ///
  /// - Precondition: the shape is a vector.
  public var floats: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: numbers, count: shape.count)
  }

  /// The pixels of an image.
  ///
  /// - Precondition: the shape is an image.
  public var bytes: UnsafeMutableBufferPointer<UInt8> {
    UnsafeMutableBufferPointer(start: pixels, count: shape.count)
  }
}

extension ObservationBuffer {
  /// Overwrites it with an observation of the same shape.
  func copy(_ other: ObservationBuffer) {
    precondition(shape == other.shape, "cannot copy \(other.shape) over \(shape)")
    start.copyMemory(from: other.start, byteCount: shape.byteCount)
  }

  /// The first number of a vector.
  ///
  /// - Precondition: the shape is a vector.
  var numbers: UnsafeMutablePointer<Float> {
    guard case .vector = shape else { preconditionFailure("\(shape) has no numbers") }
    return start.assumingMemoryBound(to: Float.self)
  }

  /// The first pixel of an image.
  ///
  /// - Precondition: the shape is an image.
  var pixels: UnsafeMutablePointer<UInt8> {
    guard case .image = shape else { preconditionFailure("\(shape) has no pixels") }
    return start.assumingMemoryBound(to: UInt8.self)
  }
}

/// A buffer of observations of one shape, one after the other, with one owner.
public struct ObservationStorage: ~Copyable, @unchecked Sendable {
  /// The shape of each.
  public let shape: ObservationShape
  /// Number of observations.
  public let count: Int
  /// The first byte of the first.
  let start: UnsafeMutableRawPointer

  /// For the widest vectors.
  private static let alignment = 64

  /// A buffer of `count` observations, all zero.
  public init(_ shape: ObservationShape, count: Int = 1) {
    precondition(count >= 0, "there cannot be \(count) observations")
    self.shape = shape
    self.count = count
    let bytes = shape.byteCount * count
    start = .allocate(byteCount: max(bytes, 1), alignment: Self.alignment)
    start.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    if case .vector(let numbers) = shape {
      start.bindMemory(to: Float.self, capacity: numbers * count)
    }
  }

  deinit { start.deallocate() }

  /// One of them.
  public subscript(index: Int) -> ObservationBuffer {
    precondition((0..<count).contains(index), "observation \(index) of \(count)")
    return ObservationBuffer(start: start + index * shape.byteCount, shape: shape)
  }
}

extension ObservationStorage {
  /// The first, where there is but one.
  public var buffer: ObservationBuffer { self[0] }

  /// The numbers of all, `[count, numbers]`.
  ///
  /// - Precondition: the shape is a vector.
  var numbers: UnsafeMutablePointer<Float> {
    ObservationBuffer(start: start, shape: shape).numbers
  }

  /// The pixels of all, `[count, channels, rows, columns]`.
  ///
  /// - Precondition: the shape is an image.
  var pixels: UnsafeMutablePointer<UInt8> {
    ObservationBuffer(start: start, shape: shape).pixels
  }
}

/// The shape of observations: a vector, or an image.
public enum ObservationShape: Equatable, Sendable {
  /// A vector of `Float`s.
  case vector(Int)
  /// Bytes 0...255, `[channels, rows, columns]`. A network sees `byte / 255`.
  ///
  /// It may be a stack of so many frames, the newest last, which share the channels: then a step
  /// takes the oldest frame away and adds a new one, and after a reset all are the first one. A
  /// replay memory stores each frame once.
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

// MARK: - Checkpoint

extension ObservationStorage {
  /// Writes all observations, without their shape and number.
  func save(to archive: inout ArchiveWriter) {
    archive.write(raw: UnsafeRawBufferPointer(start: start, count: byteCount))
  }

  /// Overwrites all observations with saved ones.
  func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.read(into: UnsafeMutableRawBufferPointer(start: start, count: byteCount))
  }

  private var byteCount: Int { shape.byteCount * count }
}
