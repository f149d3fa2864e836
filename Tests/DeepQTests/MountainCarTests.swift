import Testing

@testable import DeepQ

@Suite struct MountainCarTests {
  @Test(arguments: ["rounded", "glibc"])
  func `four seeds step exactly as in Gymnasium 1.4.0, with the C library's cosines too`(
    name: String
  ) throws {
    let episodes = try Recording.read("classic").trajectories
      .filter { $0.environment == "MountainCar-v0" && $0.name == name }
    #expect(episodes.count == 8)
    let ends = episodes.map { $0.lines[$0.lines.count - 1] ?? "" }
    #expect(ends.contains { $0.contains(" -1 1 0 ") } && ends.contains { $0.contains(" -1 0 1 ") })
    let differences = try TrajectoryPlayer.differences(from: episodes) { environment, seen in
      guard let car = environment as? MountainCar else { return "" }
      return bitText(seen.floats, [car.position, car.velocity])
    }
    #expect(differences == [])
  }

  @Test func `the car cannot leave the valley to the left`() {
    var car = MountainCar()
    car.position = -1.19
    car.velocity = -0.07
    var random = RandomSource(SeedSequence(entropy: 0))
    let observation = ObservationStorage(.vector(2))
    _ = car.step(0, using: &random, into: observation.buffer)
    #expect((car.position, car.velocity) == (-1.2, 0))
  }
}
