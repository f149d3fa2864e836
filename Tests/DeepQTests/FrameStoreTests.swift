import Testing

@testable import DeepQ

@Suite struct FrameStoreTests {
  @Test func `a stack reaches back to the episode's first image, and repeats that`() {
    let store = FrameStore(depth: 4, frameBytes: 1, blockFrames: 4)
    store.append([1, 2, 3], startsEpisode: true)
    store.append([11, 12, 13, 14, 15, 16], startsEpisode: true)
    #expect(store.stack(endingAt: 0) == [1, 1, 1, 1])
    #expect(store.stack(endingAt: 2) == [1, 1, 2, 3])
    #expect(store.stack(endingAt: 3) == [11, 11, 11, 11])
    #expect(store.stack(endingAt: 5) == [11, 11, 12, 13])
    #expect(store.stack(endingAt: 8) == [13, 14, 15, 16])
  }

  @Test func `whole blocks are given up, and no image that is still wanted`() {
    let store = FrameStore(depth: 2, frameBytes: 3, blockFrames: 4)
    for number in 0..<30 { store.append([UInt8(number)], startsEpisode: number == 0) }
    store.forget(before: 11)
    #expect(store.first == 8)
    #expect(store.end == 30)
    #expect(store.stack(endingAt: 11) == [10, 10, 10, 11, 11, 11])
    store.append([30], startsEpisode: false)
    #expect(store.stack(endingAt: 30) == [29, 29, 29, 30, 30, 30])
  }
}

extension FrameStore {
  /// Adds images that are all of one brightness each.
  fileprivate func append(_ values: [UInt8], startsEpisode: Bool) {
    for (index, value) in values.enumerated() {
      _ = append(
        Array(repeating: value, count: frameBytes), startsEpisode: startsEpisode && index == 0)
    }
  }

  fileprivate func stack(endingAt number: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 99, count: depth * frameBytes)
    writeStack(endingAt: number, into: &bytes)
    return bytes
  }
}
