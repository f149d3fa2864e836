import Foundation

@testable import DeepQ

/// What MinAtar 1.0.15 did: `Recordings/minatar.txt`, written by `Recordings/record_minatar.py`.
struct MinAtarRecording {
  struct Draws {
    var seed: UInt64
    var name: String
    var values: [String]
  }

  struct Game {
    var name: String
    var seed: UInt64
    var stickiness: Double
    var isRamping: Bool
    var episodes: [Episode] = []
  }

  struct Episode {
    var first: String
    var steps: [(action: Int, reward: Double, terminated: Bool, state: String)]
  }

  var draws: [Draws] = []
  var games: [Game] = []

  static func read() throws -> MinAtarRecording {
    let text = String(decoding: try recordedFile("minatar.txt"), as: UTF8.self)
    var recording = MinAtarRecording()
    for line in text.split(separator: "\n") {
      let cells = line.split(separator: " ").map(String.init)
      switch cells[0] {
      case "draws":
        // `7+1` is RandomState([7, 1]): the words of a seed, the low one first.
        let words = cells[1].split(separator: "+").compactMap { UInt64($0) }
        let seed = words.reversed().reduce(0) { $0 << 32 | $1 }
        recording.draws.append(
          Draws(seed: seed, name: cells[2], values: Array(cells.dropFirst(3))))
      case "game":
        recording.games.append(
          Game(
            name: cells[1].split(separator: "_").map(\.capitalized).joined(),
            seed: UInt64(cells[2]) ?? 0, stickiness: Double(cells[3]) ?? 0,
            isRamping: cells[4] == "true"))
      default:
        let steps = cells.dropFirst(2).map { cell in
          let parts = cell.split(separator: ":").map(String.init)
          return (
            action: Int(parts[0]) ?? 0, reward: Double(parts[1]) ?? 0,
            terminated: parts[2] == "1", state: parts[3]
          )
        }
        recording.games[recording.games.count - 1].episodes.append(
          Episode(first: cells[1], steps: steps))
      }
    }
    return recording
  }

  /// The number of lit pixels and a hash of their places, as the script writes it.
  static func digest(_ observation: ObservationBuffer) -> String {
    let lit = observation.bytes.indices.filter { observation.bytes[$0] == 255 }
    var hash: UInt32 = 0x811c_9dc5
    for pixel in lit {
      for byte in [pixel & 255, pixel >> 8] { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
    }
    let digits = String(hash, radix: 16)
    return "\(lit.count)." + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
