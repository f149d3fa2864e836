import Foundation

@testable import DeepQ

/// The toy-text environments of Gymnasium 1.4.0: `Recordings/tabular.txt`, written by
/// `Recordings/record_tabular.py`.
struct TabularRecording {
  var specification: EnvironmentSpecification
  var start: [(state: Int, probability: Double)] = []
  var rows: [(state: Int, action: Int, outcomes: [FiniteMDP.Outcome])] = []
  var episodes: [Episode] = []

  struct Episode {
    var seed: UInt64
    var first: Int
    var steps: [(action: Int, state: Int, reward: Double, terminated: Bool, truncated: Bool)]
  }

  static func read() throws -> [TabularRecording] {
    let text = String(decoding: try recordedFile("tabular.txt"), as: UTF8.self)
    var recordings: [TabularRecording] = []
    for line in text.split(separator: "\n") {
      let cells = line.split(separator: " ").map(String.init)
      if cells[0] == "environment" {
        recordings.append(TabularRecording(specification: try specification(cells)))
      } else {
        try recordings[recordings.count - 1].add(cells)
      }
    }
    return recordings
  }

  private static func specification(_ cells: [String]) throws -> EnvironmentSpecification {
    guard let definition = Environments.definition(of: cells[1]) else {
      throw CocoaError(.fileReadCorruptFile)
    }
    var specification = definition.specification
    for cell in cells.dropFirst(2) {
      let parts = cell.split(separator: "=").map(String.init)
      guard let setting = definition.settings.first(where: { $0.name == parts[0] }) else {
        throw CocoaError(.fileReadCorruptFile)
      }
      let value: EnvironmentSettingValue =
        Double(parts[1]).map { .real($0) } ?? .flag(parts[1] == "true")
      specification.set(setting, to: value)
    }
    return specification
  }

  private mutating func add(_ cells: [String]) throws {
    switch cells[0] {
    case "start":
      for place in stride(from: 1, to: cells.count, by: 2) {
        start.append((try integer(cells[place]), try real(cells[place + 1])))
      }
    case "row":
      let outcomes = try stride(from: 3, to: cells.count, by: 4).map { place in
        FiniteMDP.Outcome(
          probability: try real(cells[place]), state: try integer(cells[place + 1]),
          reward: try real(cells[place + 2]), terminated: cells[place + 3] == "1")
      }
      rows.append((try integer(cells[1]), try integer(cells[2]), outcomes))
    default:
      let steps = try cells.dropFirst(3).map { cell in
        let parts = cell.split(separator: ":").map(String.init)
        let ends = try integer(parts[3])
        return (
          action: try integer(parts[0]), state: try integer(parts[1]), reward: try real(parts[2]),
          terminated: ends & 1 == 1, truncated: ends & 2 == 2
        )
      }
      episodes.append(
        Episode(seed: UInt64(try integer(cells[1])), first: try integer(cells[2]), steps: steps))
    }
  }

  private func integer(_ cell: String) throws -> Int {
    guard let number = Int(cell) else { throw CocoaError(.fileReadCorruptFile) }
    return number
  }

  private func real(_ cell: String) throws -> Double {
    guard let number = Double(cell) else { throw CocoaError(.fileReadCorruptFile) }
    return number
  }
}
