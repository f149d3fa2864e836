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
