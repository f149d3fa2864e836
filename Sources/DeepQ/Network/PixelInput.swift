import CVector

/// Converts the bytes of images to the input of a network's first layer.
///
/// A network sees a pixel as its byte over 255. That division is made once for each weight rather
/// than once for each pixel: the first layer multiplies the bytes themselves, as whole numbers, by
/// `weight / 255`, and the gradient of its weights is divided by 255 when the batch is summed.
enum PixelInput {
  /// The byte of a pixel of 1.
  private static let scale = Vector(255)

  /// Writes images `[channels, rows, columns]` of bytes as `[rows, columns, channels]` of whole
  /// numbers.
  static func interleave(
    _ bytes: UnsafePointer<UInt8>, shape: ImageShape, into image: UnsafeMutablePointer<Float>
  ) {
    let (channels, positions) = (shape.channels, shape.positions)
    precondition(shape.channelStride == channels, "pixels have no padding")
    var position = 0
    if channels == 4 {
      while position + vectorWidth <= positions {
        interleaveFour(bytes + position, planes: positions, into: image + 4 * position)
        position += vectorWidth
      }
    } else {
      // What a position of fewer than eight channels writes beyond them, the next one overwrites.
      let beyond = max(0, vectorWidth - channels)
      while (position + vectorWidth) * channels + beyond <= positions * channels {
        interleave(bytes + position, planes: positions, channels, into: image + position * channels)
        position += vectorWidth
      }
    }
    while position < positions {
      for channel in 0..<channels {
        image[position * channels + channel] = Float(bytes[channel * positions + position])
      }
      position += 1
    }
  }

  /// Eight positions of any number of channels, eight channels at a time; the last eight may overlap
  /// those before.
  @inline(__always)
  private static func interleave(
    _ bytes: UnsafePointer<UInt8>, planes: Int, _ channels: Int,
    into image: UnsafeMutablePointer<Float>
  ) {
    for block in stride(from: 0, to: channels, by: vectorWidth) {
      let channel = max(0, min(block, channels - vectorWidth))
      cvector_transpose_bytes(
        bytes + channel * planes, planes, min(channels, vectorWidth), image + channel, channels)
    }
  }

  /// Eight positions of four channels: the bytes of a position side by side in a word of 32 bits, then each
  /// byte a number.
  @inline(__always)
  private static func interleaveFour(
    _ bytes: UnsafePointer<UInt8>, planes: Int, into image: UnsafeMutablePointer<Float>
  ) {
    func words(_ channel: Int) -> SIMD8<UInt32> {
      let plane = UnsafeRawPointer(bytes + channel &* planes)
      return SIMD8<UInt32>(truncatingIfNeeded: plane.loadUnaligned(as: SIMD8<UInt8>.self))
    }
    let word = words(0) | words(1) &<< 8 | words(2) &<< 16 | words(3) &<< 24
    let positions = unsafeBitCast(word, to: SIMD32<UInt8>.self)
    let (low, high) = (positions.lowHalf, positions.highHalf)
    image.store(Vector(low.lowHalf), at: 0)
    image.store(Vector(low.highHalf), at: 8)
    image.store(Vector(high.lowHalf), at: 16)
    image.store(Vector(high.highHalf), at: 24)
  }

  /// Writes each weight over 255.
  static func divide(
    _ weights: UnsafePointer<Float>, count: Int, into scaled: UnsafeMutablePointer<Float>
  ) {
    for index in stride(from: 0, to: count, by: vectorWidth) {
      scaled.store(weights.vector(at: index) / scale, at: index)
    }
  }
}
