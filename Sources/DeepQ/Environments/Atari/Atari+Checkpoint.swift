extension Atari {
  /// Writes all that the game goes on from: the console with its generator, and what was seen last.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("Atari")
    archive.write(Int(lives))
    for buffer in kept { archive.write(raw: UnsafeRawBufferPointer(buffer)) }
    archive.write(bytes: emulator.state())
  }

  /// Puts console and screens in the state that they were in.
  func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("Atari")
    lives = Int32(try archive.integer(in: 0...Int(Int32.max)))
    for buffer in kept { try archive.read(into: UnsafeMutableRawBufferPointer(buffer)) }
    guard emulator.restore(try archive.byteList()) else {
      throw archive.error("the emulator does not take this state")
    }
  }

  /// The screens and images that the next observation is made with.
  private var kept: [UnsafeMutableBufferPointer<UInt8>] {
    [
      UnsafeMutableBufferPointer(start: latest, count: pixelCount),
      UnsafeMutableBufferPointer(start: earlier, count: pixelCount),
      UnsafeMutableBufferPointer(start: stack, count: settings.frameStack * imageCount),
    ]
  }
}
