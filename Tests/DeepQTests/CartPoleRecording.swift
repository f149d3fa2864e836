import Foundation

/// How CartPole went in Gymnasium 1.4.0: `Recordings/cartpole.txt`, written by
/// `Recordings/record_cartpole.py`.
enum CartPoleRecording {
  struct Episode {
    var id: String
    var seed: UInt64
    var name: String
    /// The reset, then every step to the episode's end.
    var steps: [Step] = []

    /// Whether it is the episode in which glibc's sine matters, which is recorded twice.
    var isSensitive: Bool { name == "glibc" || name == "rounded" }
    var title: String { "\(id), seed \(seed), \(name)" }
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

  static func read() throws -> [Episode] {
    let text = String(decoding: try recordedFile("cartpole.txt"), as: UTF8.self)
    var episodes: [Episode] = []
    for line in text.split(separator: "\n") {
      let cells = line.split(separator: " ")
      if cells[0] == "episode" {
        guard let seed = UInt64(cells[2]) else { throw CocoaError(.fileReadCorruptFile) }
        episodes.append(Episode(id: String(cells[1]), seed: seed, name: String(cells[3])))
      } else {
        episodes[episodes.count - 1].steps.append(try step(cells))
      }
    }
    return episodes
  }

  private static func step(_ cells: [Substring]) throws -> Step {
    guard cells.count == 12 else { throw CocoaError(.fileReadCorruptFile) }
    return Step(
      action: Int(cells[0]), reward: Double(cells[1]) ?? 0, terminated: cells[2] == "1",
      truncated: cells[3] == "1",
      observation: try cells[4..<8].map { cell in
        guard let bits = UInt32(cell, radix: 16) else { throw CocoaError(.fileReadCorruptFile) }
        return Float(bitPattern: bits)
      },
      state: try cells[8..<12].map { cell in
        guard let bits = UInt64(cell, radix: 16) else { throw CocoaError(.fileReadCorruptFile) }
        return Double(bitPattern: bits)
      })
  }
}
