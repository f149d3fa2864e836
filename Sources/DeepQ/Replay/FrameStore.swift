/// The images of observations that are stacks of frames, each stored once.
///
/// Every image has a number, counted from 0 over the whole training, and an observation is identified
/// by its newest image: the older ones have the numbers before, back to the first image of the
/// episode, which fills the rest of the stack.
///
/// Images are stored in blocks, so that adding one moves nothing, and forgetting frees memory.
final class FrameStore: @unchecked Sendable {
  /// Images in a block, by default.
  static let standardBlock = 128

  /// Images of one observation.
  let depth: Int
  /// Bytes of one image.
  let frameBytes: Int
  /// The number of the oldest image.
  private(set) var first = 0
  /// The number of the next image.
  private(set) var end = 0

  /// Images of one block.
  private let blockFrames: Int
  /// The block of the oldest image, and all that follow it.
  private var blocks: [FrameBlock] = []
  /// A freed block for reuse.
  private var spare: FrameBlock?
  private let compression: FrameCompression
  /// Scratch memory for compression.
  private let scratch: UnsafeMutableBufferPointer<UInt8>

  /// A store without images.
  ///
  /// - Parameters:
  ///   - depth: images of one observation.
  ///   - frameBytes: bytes of one image.
  ///   - compression: that of the stored images.
  ///   - blockFrames: images in a block.
  init(
    depth: Int, frameBytes: Int, compression: FrameCompression = .none,
    blockFrames: Int = standardBlock
  ) {
    precondition((1...256).contains(depth), "an observation of \(depth) images")
    self.depth = depth
    self.frameBytes = frameBytes
    self.blockFrames = blockFrames
    self.compression = compression
    scratch = .allocate(capacity: frameBytes)
    scratch.initialize(repeating: 0)
  }

  deinit {
    for block in blocks { block.deallocate() }
    spare?.deallocate()
    scratch.deallocate()
  }

  /// Expected bytes of `frames` images.
  static func bytes(frames: Int, frameBytes: Int, compression: FrameCompression) -> Int {
    // A compressed image is an array of its own.
    let each = compression == .none ? 1 : 1 + 8 + 48
    return frames * (each + Int(compression.expectedShare * Double(frameBytes)))
  }

  /// Expected bytes of an image.
  var expectedBytes: Int { Self.bytes(frames: 1, frameBytes: frameBytes, compression: compression) }

  /// Adds an image; returns its number.
  func append(_ frame: UnsafePointer<UInt8>, startsEpisode: Bool) -> Int {
    let slot = (end - first) % blockFrames
    if slot == 0, end - first == blocks.count * blockFrames { addBlock() }
    store(UnsafeBufferPointer(start: frame, count: frameBytes), at: end)
    let before = startsEpisode || end == first ? -1 : age(of: end - 1)
    blocks[blocks.count - 1].ages[slot] = UInt8(min(before + 1, depth - 1))
    end += 1
    return end - 1
  }

  /// Frees the blocks of images with numbers below `number`.
  func forget(before number: Int) {
    while first + blockFrames <= min(number, end) {
      spare?.deallocate()
      spare = blocks.removeFirst()
      first += blockFrames
    }
  }

  /// Writes the observation whose newest image has that number, `[depth, frameBytes]`.
  func writeStack(endingAt number: Int, into observation: UnsafeMutablePointer<UInt8>) {
    precondition((first..<end).contains(number), "image \(number) of \(first)..<\(end)")
    let age = age(of: number)
    precondition(number - age >= first, "image \(number - age) has been freed")
    for back in 0..<depth {
      let frame = observation + (depth - 1 - back) * frameBytes
      if back > age {
        frame.update(from: frame + frameBytes, count: frameBytes)
      } else {
        let index = number - back - first
        blocks[index / blockFrames].write(index % blockFrames, into: frame)
      }
    }
  }

  private func store(_ frame: UnsafeBufferPointer<UInt8>, at number: Int) {
    let index = number - first
    let packed = compression.pack(frame, scratch: scratch)
    blocks[index / blockFrames].store(packed, at: index % blockFrames)
  }

  /// The age of an image: the number of images of its episode before it, up to `depth - 1`.
  func age(of number: Int) -> Int {
    let index = number - first
    return Int(blocks[index / blockFrames].ages[index % blockFrames])
  }

  /// Whether all images of the observation whose newest image has that number are stored.
  func contains(_ number: Int) -> Bool {
    (first..<end).contains(number) && number - age(of: number) >= first
  }

  private func addBlock() {
    if let block = spare {
      blocks.append(block)
      spare = nil
      return
    }
    blocks.append(
      FrameBlock(count: blockFrames, frameBytes: frameBytes, compression: compression))
  }
}

/// A block of images with their ages.
///
/// Uncompressed images are stored one after the other, so that adding one allocates nothing;
/// compressed ones have an allocation each.
struct FrameBlock {
  /// The number of images of its episode before each image, at most a stack's.
  let ages: UnsafeMutablePointer<UInt8>
  private let frameBytes: Int
  private let plain: UnsafeMutablePointer<UInt8>?
  private var packed: [[UInt8]]

  /// A block of `count` images.
  init(count: Int, frameBytes: Int, compression: FrameCompression) {
    self.frameBytes = frameBytes
    ages = .allocate(capacity: count)
    ages.initialize(repeating: 0, count: count)
    plain = compression == .none ? .allocate(capacity: count * frameBytes) : nil
    packed = compression == .none ? [] : Array(repeating: [], count: count)
  }

  func deallocate() {
    ages.deallocate()
    plain?.deallocate()
  }

  /// Makes all images black.
  mutating func clear(count: Int) {
    ages.update(repeating: 0, count: count)
    plain?.initialize(repeating: 0, count: count * frameBytes)
    for index in packed.indices { packed[index] = [] }
  }

  /// Stores an image that has been packed.
  mutating func store(_ frame: UnsafeBufferPointer<UInt8>, at index: Int) {
    guard let plain else {
      packed[index] = Array(frame)
      return
    }
    precondition(frame.count == frameBytes, "an image of \(frame.count) bytes, not \(frameBytes)")
    if let start = frame.baseAddress {
      (plain + index * frameBytes).update(from: start, count: frameBytes)
    }
  }

  /// Writes an image, decompressed.
  @inline(__always)
  func write(_ index: Int, into frame: UnsafeMutablePointer<UInt8>) {
    if let plain {
      frame.update(from: plain + index * frameBytes, count: frameBytes)
    } else {
      packed[index].withUnsafeBufferPointer {
        if $0.isEmpty { return frame.update(repeating: 0, count: frameBytes) }
        let isWhole = FrameCompression.unpack($0, into: frame, count: frameBytes)
        precondition(isWhole, "a compressed image is damaged in memory")
      }
    }
  }

  /// Calls `use` with the stored bytes of an image.
  func withPacked(_ index: Int, _ use: (UnsafeBufferPointer<UInt8>) -> Void) {
    if let plain {
      use(UnsafeBufferPointer(start: plain + index * frameBytes, count: frameBytes))
    } else {
      packed[index].withUnsafeBufferPointer(use)
    }
  }
}

// MARK: - Checkpoint

extension FrameStore {
  /// Writes the range of images; the images themselves are saved separately.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("image store")
    archive.write(first)
    archive.write(end)
  }

  /// Allocates the saved range of images, at most `limit`, black for now.
  func restore(from archive: inout ArchiveReader, limit: Int) throws(ArchiveError) {
    try archive.mark("image store")
    first = try archive.integer(in: 0...Int(UInt32.max))
    end = try archive.integer(in: first...first + limit)
    guard first % blockFrames == 0 else {
      throw archive.error("image \(first) does not start a block of \(blockFrames)")
    }
    for block in blocks { block.deallocate() }
    blocks = []
    while blocks.count * blockFrames < end - first {
      addBlock()
      blocks[blocks.count - 1].clear(count: blockFrames)
    }
  }

  /// Writes the images of those numbers.
  ///
  /// - Precondition: they are stored.
  func saveFrames(_ numbers: Range<Int>, to archive: inout ArchiveWriter) {
    precondition(
      numbers.isEmpty || numbers.lowerBound >= first && numbers.upperBound <= end,
      "images \(numbers) of \(first)..<\(end)")
    archive.mark("images")
    archive.write(numbers.lowerBound)
    archive.write(bytes: numbers.map { UInt8(age(of: $0)) })
    for index in numbers.lowerBound - first..<numbers.upperBound - first {
      blocks[index / blockFrames].withPacked(index % blockFrames) { packed in
        archive.write(bytes: Array(packed))
      }
    }
  }

  /// Restores saved images, those within the present range, whatever their compression was.
  func restoreFrames(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("images")
    let lowerBound = try archive.integer(in: 0...end)
    let ages = try archive.byteList()
    var frame = [UInt8](repeating: 0, count: frameBytes)
    for (number, age) in zip(lowerBound..., ages) {
      let packed = try archive.byteList()
      guard (first..<end).contains(number) else { continue }
      guard age < depth else { throw archive.error("image \(age) of a stack of \(depth)") }
      let isWhole = packed.withUnsafeBufferPointer {
        FrameCompression.unpack($0, into: &frame, count: frameBytes)
      }
      guard isWhole else { throw archive.error("image \(number) cannot be unpacked") }
      frame.withUnsafeBufferPointer { store($0, at: number) }
      let index = number - first
      blocks[index / blockFrames].ages[index % blockFrames] = age
    }
  }
}
