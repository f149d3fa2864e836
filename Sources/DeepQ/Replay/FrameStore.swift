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
  private var blocks: [Block] = []
  /// A block that was given up, to be used again.
  private var spare: Block?

  /// Room for some images, and for each how many of its episode are before it, up to `depth - 1`.
  private struct Block {
    let frames: UnsafeMutablePointer<UInt8>
    let ages: UnsafeMutablePointer<UInt8>

    func deallocate() {
      frames.deallocate()
      ages.deallocate()
    }
  }

  /// A store without images.
  ///
  /// - Parameters:
  ///   - depth: images of one observation.
  ///   - frameBytes: bytes of one image.
  ///   - blockFrames: images that memory is reserved for at a time.
  init(depth: Int, frameBytes: Int, blockFrames: Int = standardBlock) {
    precondition((1...256).contains(depth), "an observation of \(depth) images")
    self.depth = depth
    self.frameBytes = frameBytes
    self.blockFrames = blockFrames
  }

  deinit {
    for block in blocks { block.deallocate() }
    spare?.deallocate()
  }

  /// Bytes that so many images take.
  static func bytes(frames: Int, frameBytes: Int) -> Int { frames * (frameBytes + 1) }

  /// Adds an image; returns its number.
  func append(_ frame: UnsafePointer<UInt8>, startsEpisode: Bool) -> Int {
    let place = (end - first) % blockFrames
    if place == 0, end - first == blocks.count * blockFrames { addBlock() }
    let block = blocks[blocks.count - 1]
    (block.frames + place * frameBytes).update(from: frame, count: frameBytes)
    let before = startsEpisode || end == first ? -1 : age(of: end - 1)
    block.ages[place] = UInt8(min(before + 1, depth - 1))
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
      place.update(from: frame(number - min(back, age)), count: frameBytes)
    }
  }

  /// The image of that number.
  func frame(_ number: Int) -> UnsafePointer<UInt8> {
    let index = number - first
    return UnsafePointer(
      blocks[index / blockFrames].frames + index % blockFrames * frameBytes)
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
      Block(
        frames: .allocate(capacity: blockFrames * frameBytes),
        ages: .allocate(capacity: blockFrames)))
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
      blocks[blocks.count - 1].frames.initialize(repeating: 0, count: blockFrames * frameBytes)
      blocks[blocks.count - 1].ages.initialize(repeating: 0, count: blockFrames)
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
    for number in numbers {
      archive.write(raw: UnsafeRawBufferPointer(start: frame(number), count: frameBytes))
    }
  }

  /// Puts saved images in their places, those that the store still holds.
  func restoreFrames(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("images")
    let lowest = try archive.integer(in: 0...end)
    let ages = try archive.byteList()
    for (number, age) in zip(lowest..., ages) {
      guard (first..<end).contains(number) else {
        try archive.skip(byteCount: frameBytes)
        continue
      }
      guard age < depth else { throw archive.error("image \(age) of a stack of \(depth)") }
      let place = (number - first) % blockFrames
      let block = blocks[(number - first) / blockFrames]
      block.ages[place] = age
      try archive.read(
        into: UnsafeMutableRawBufferPointer(
          start: block.frames + place * frameBytes, count: frameBytes))
    }
  }
}
