import CLZ4

/// The compression of images in a replay memory; no result depends on it.
public enum FrameCompression: String, CaseIterable, Sendable {
  /// Uncompressed.
  case none
  /// Each by itself, by LZ4: Atari's images become about ten times smaller, and drawing a batch takes
  /// longer.
  case lz4

  /// Expected compressed size as a fraction of an image's bytes, a little above the measured ones.
  var expectedShare: Double {
    switch self {
    case .none: 1
    case .lz4: 0.15
    }
  }

  /// Packs an image.
  ///
  /// - Parameters:
  ///   - frame: the image.
  ///   - scratch: of the same size; may contain the result.
  /// - Returns: the packed bytes: the image's own if it becomes no smaller.
  func pack(
    _ frame: UnsafeBufferPointer<UInt8>, scratch: UnsafeMutableBufferPointer<UInt8>
  ) -> UnsafeBufferPointer<UInt8> {
    guard self == .lz4, let source = frame.baseAddress, let target = scratch.baseAddress else {
      return frame
    }
    let count = source.withMemoryRebound(to: CChar.self, capacity: frame.count) { source in
      target.withMemoryRebound(to: CChar.self, capacity: frame.count) { target in
        LZ4_compress_default(source, target, Int32(frame.count), Int32(frame.count - 1))
      }
    }
    return count > 0 ? UnsafeBufferPointer(start: target, count: Int(count)) : frame
  }

  /// Writes the image of `count` bytes that was packed, by whichever compression.
  ///
  /// - Returns: whether the bytes are such an image.
  static func unpack(
    _ bytes: UnsafeBufferPointer<UInt8>, into frame: UnsafeMutablePointer<UInt8>, count: Int
  ) -> Bool {
    guard let source = bytes.baseAddress, bytes.count <= count else { return false }
    if bytes.count == count {
      frame.update(from: source, count: count)
      return true
    }
    let written = source.withMemoryRebound(to: CChar.self, capacity: bytes.count) { source in
      frame.withMemoryRebound(to: CChar.self, capacity: count) { target in
        LZ4_decompress_safe(source, target, Int32(bytes.count), Int32(count))
      }
    }
    return written == count
  }
}
