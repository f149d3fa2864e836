import Foundation

/// How MountainCar and Acrobot went in Gymnasium 1.4.0: `Recordings/classic.txt`, written by
/// `Recordings/record_classic.py`.
enum ClassicRecording {
  struct Episode {
    var id: String
    /// `glibc` for Gymnasium as it is, `rounded` for the same with correctly rounded functions.
    var kind: String
    var seed: UInt64
    /// The reset, then every step to the episode's end.
    var steps: [Step] = []
  }

  struct Step {
    /// `nil` for the reset.
    var action: Int?
    var reward: Double
    var terminated: Bool
    var truncated: Bool
    var observation: [Float]
    var state: [Double]
  }

  /// The episodes of an environment, two in a row for each seed.
  static func read(_ id: String, _ kind: String) throws -> [Episode] {
    let text = String(decoding: try recordedFile("classic.txt"), as: UTF8.self)
    var episodes: [Episode] = []
    for line in text.split(separator: "\n") {
      let cells = line.split(separator: " ")
      if cells[0] == "episode" {
        episodes.append(
          Episode(id: String(cells[1]), kind: String(cells[2]), seed: UInt64(cells[3]) ?? 0))
      } else {
        let numbers = cells.dropFirst(4)
        let observation = numbers.filter { $0.count == 8 }.compactMap { UInt32($0, radix: 16) }
        let state = numbers.filter { $0.count == 16 }.compactMap { UInt64($0, radix: 16) }
        episodes[episodes.count - 1].steps.append(
          Step(
            action: Int(cells[0]), reward: Double(cells[1]) ?? 0, terminated: cells[2] == "1",
            truncated: cells[3] == "1", observation: observation.map { Float(bitPattern: $0) },
            state: state.map { Double(bitPattern: $0) }))
      }
    }
    return episodes.filter { $0.id == id && $0.kind == kind }
  }
}
