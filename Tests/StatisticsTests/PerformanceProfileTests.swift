import Testing

@testable import Statistics

struct PerformanceProfileTests {
  @Test func `shares agree with rliable's`() throws {
    let recording = try SciPyRecording.shared.get()
    let profile = PerformanceProfile(
      tasks: try recording.tasks.map { try sample($0) })
    for (level, expected) in zip(recording.levels, recording.profile) {
      #expect(agree(profile.share(above: level), expected, 1e-15), "\(level)")
    }
  }

  @Test func `tasks weigh the same, whatever their number of runs`() throws {
    let profile = PerformanceProfile(
      tasks: [try sample([1]), try sample([0, 0, 0, 2])])
    #expect(profile.share(above: 0.5) == (1 + 0.25) / 2)
    #expect(profile.share(above: 2) == 0)
  }
}
