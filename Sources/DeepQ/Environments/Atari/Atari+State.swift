extension Atari {
  /// All that the game goes on from: the console with its generator, and what was seen last.
  ///
  /// The emulator does not save quite everything: of its 104 games, Yars' Revenge goes on otherwise.
  var state: [UInt8] {
    let counter = UInt32(bitPattern: lives)
    let head = (0..<4).map { UInt8(truncatingIfNeeded: counter >> (8 * UInt32($0))) }
    return head + kept.flatMap { Array($0) } + emulator.state()
  }

  /// Goes on from the state of a game with the same settings; returns whether it is one.
  func restore(_ state: [UInt8]) -> Bool {
    let screens = kept.reduce(0) { $0 + $1.count }
    guard state.count > 4 + screens, emulator.restore(Array(state[(4 + screens)...])) else {
      return false
    }
    lives = Int32(
      bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(state[$1]) << (8 * UInt32($1)) })
    var offset = 4
    for buffer in kept {
      for index in buffer.indices { buffer[index] = state[offset + index] }
      offset += buffer.count
    }
    return true
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
