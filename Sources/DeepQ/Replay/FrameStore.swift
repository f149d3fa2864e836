/// Images that observations are stacks of, each stored once.
///
/// Every image has a number, counted from 0 over the whole training, and every observation is named
/// by its newest image: the ones before it are those with the numbers before, as far as the
/// episode goes back, then its first image over and over.
///
/// Images come in blocks, so that adding one moves nothing, and forgetting gives memory back.
final class FrameStore: @unchecked Sendable {
  /// Images that memory is reserved for at a time, unless said otherwise.
  static let standardBlock = 128

  /// Images of one observation.
  let depth: Int
  /// Bytes of one image.
  let frameBytes: Int
  /// The number of the oldest image that is held.
  private(set) var first = 0
  /// The number of the next image.
  private(set) var end = 0

  /// Images of one block.
  private let blockFrames: Int
  /// The block of the oldest image, and all that follow it.
  private var blocks: [FrameBlock] = []
  /// A block that was given up, to be used again.
  private var spare: FrameBlock?
  private let compression: FrameCompression
  /// Where an image is packed.
  private let scratch: UnsafeMutableBufferPointer<UInt8>

  /// A store without images.
  ///
  /// - Parameters:
  ///   - depth: images of one observation.
  ///   - frameBytes: bytes of one image.
  ///   - compression: how images are kept.
  ///   - blockFrames: images that memory is reserved for at a time.
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

  /// Bytes that so many images are expected to take.
  static func bytes(frames: Int, frameBytes: Int, compression: FrameCompression) -> Int {
    // A compressed image is an array of its own.
    let each = compression == .none ? 1 : 1 + 8 + 48
    return frames * (each + Int(compression.expectedShare * Double(frameBytes)))
  }

  /// Bytes that an image is expected to take.
  var expectedBytes: Int { Self.bytes(frames: 1, frameBytes: frameBytes, compression: compression) }

  /// Adds an image; returns its number.
  func append(_ frame: UnsafePointer<UInt8>, startsEpisode: Bool) -> Int {
    let place = (end - first) % blockFrames
    if place == 0, end - first == blocks.count * blockFrames { addBlock() }
    put(UnsafeBufferPointer(start: frame, count: frameBytes), at: end)
    let before = startsEpisode || end == first ? -1 : age(of: end - 1)
    blocks[blocks.count - 1].ages[place] = UInt8(min(before + 1, depth - 1))
    end += 1
    return end - 1
  }

  /// Gives up images with numbers below `number`, as far as they fill blocks.
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
    precondition(number - age >= first, "image \(number - age) has been given up")
    for back in 0..<depth {
      let place = observation + (depth - 1 - back) * frameBytes
      if back > age {
        place.update(from: place + frameBytes, count: frameBytes)
      } else {
        let index = number - back - first
        blocks[index / blockFrames].write(index % blockFrames, into: place)
      }
    }
  }

  private func put(_ frame: UnsafeBufferPointer<UInt8>, at number: Int) {
    let index = number - first
    let packed = compression.pack(frame, scratch: scratch)
    blocks[index / blockFrames].keep(packed, at: index % blockFrames)
  }

  /// How many images of its episode are before that of a number, up to `depth - 1`.
  func age(of number: Int) -> Int {
    let index = number - first
    return Int(blocks[index / blockFrames].ages[index % blockFrames])
  }

  /// Whether the whole observation whose newest image has that number is held.
  func holds(_ number: Int) -> Bool {
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

/// Room for some images, and for each how many of its episode are before it.
///
/// Images that are kept as they are lie one after the other, so that adding one allocates nothing;
/// those that are compressed have a piece of memory each.
struct FrameBlock {
  /// For each image how many of its episode are before it, as far as a stack goes back.
  let ages: UnsafeMutablePointer<UInt8>
  private let frameBytes: Int
  private let plain: UnsafeMutablePointer<UInt8>?
  private var packed: [[UInt8]]

  /// Room for `count` images.
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
    for place in packed.indices { packed[place] = [] }
  }

  /// Keeps an image that has been packed.
  mutating func keep(_ frame: UnsafeBufferPointer<UInt8>, at place: Int) {
    guard let plain else {
      packed[place] = Array(frame)
      return
    }
    precondition(frame.count == frameBytes, "an image of \(frame.count) bytes, not \(frameBytes)")
    if let start = frame.baseAddress {
      (plain + place * frameBytes).update(from: start, count: frameBytes)
    }
  }

  /// Writes an image as it was.
  @inline(__always)
  func write(_ place: Int, into frame: UnsafeMutablePointer<UInt8>) {
    if let plain {
      frame.update(from: plain + place * frameBytes, count: frameBytes)
    } else {
      packed[place].withUnsafeBufferPointer {
        if $0.isEmpty { return frame.update(repeating: 0, count: frameBytes) }
        let isWhole = FrameCompression.unpack($0, into: frame, count: frameBytes)
        precondition(isWhole, "a compressed image is damaged in memory")
      }
    }
  }

  /// Gives `use` the bytes that an image is kept as.
  func withPacked(_ place: Int, _ use: (UnsafeBufferPointer<UInt8>) -> Void) {
    if let plain {
      use(UnsafeBufferPointer(start: plain + place * frameBytes, count: frameBytes))
    } else {
      packed[place].withUnsafeBufferPointer(use)
    }
  }
}

// MARK: - Checkpoint

extension FrameStore {
  /// Writes which images are held; the images themselves are saved apart.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("image store")
    archive.write(first)
    archive.write(end)
  }

  /// Makes room for as many images as the saved store held, `limit` at most and black for now.
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
  /// - Precondition: the store holds them.
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

  /// Puts saved images in their places, those that the store still holds, however they were kept.
  func restoreFrames(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("images")
    let lowest = try archive.integer(in: 0...end)
    let ages = try archive.byteList()
    var frame = [UInt8](repeating: 0, count: frameBytes)
    for (number, age) in zip(lowest..., ages) {
      let packed = try archive.byteList()
      guard (first..<end).contains(number) else { continue }
      guard age < depth else { throw archive.error("image \(age) of a stack of \(depth)") }
      let isWhole = packed.withUnsafeBufferPointer {
        FrameCompression.unpack($0, into: &frame, count: frameBytes)
      }
      guard isWhole else { throw archive.error("image \(number) cannot be unpacked") }
      frame.withUnsafeBufferPointer { put($0, at: number) }
      let index = number - first
      blocks[index / blockFrames].ages[index % blockFrames] = age
    }
  }
}
