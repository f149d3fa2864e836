import Testing

@testable import DeepQ

@Suite struct CrewTests {
  @Test(arguments: [(1, 1), (10, 1), (10, 4), (7, 8), (0, 1), (100, 24)])
  func `every piece of work is done once, and whole grains together`(count: Int, grain: Int) {
    for size in 1...5 {
      let executor = ParallelExecutor(size: size) { parts, work in
        for part in 0..<parts { work(part) }
      }
      var done: [Range<Int>] = []
      var parts: [Int] = []
      executor.share(count, grain: grain) { range, part in
        done.append(range)
        parts.append(part)
      }
      #expect(done.flatMap(Array.init) == Array(0..<count))
      #expect(done.dropLast().allSatisfy { $0.upperBound % grain == 0 })
      #expect(Set(parts).count == parts.count && parts.allSatisfy { $0 < size })
    }
  }
}
