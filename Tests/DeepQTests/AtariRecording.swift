import Foundation
import Hashing
import Testing

@testable import DeepQ

/// How games went in Gymnasium 1.4.0 with ale-py 0.12.1: `Recordings/atari.txt`, written by
/// `Recordings/record_atari.py`.
struct AtariRecording: CustomStringConvertible, Sendable {
  var id: String
  var seed: UInt64
  /// Settings as an experiment file writes them, `key=value`.
  var settings: [String] = []
  /// Resets and steps.
  var moments: [Moment] = []

  struct Moment: Equatable, Sendable {
    /// `nil` for a reset.
    var action: Int?
    var outcome: StepOutcome?
    /// The first 16 digits of the SHA-256 of the observation.
    var digest: String
  }

  var description: String { ([id, "seed \(seed)"] + settings).joined(separator: ", ") }

  static func read() throws -> [AtariRecording] {
    let text = String(decoding: try recordedFile("atari.txt"), as: UTF8.self)
    var games: [AtariRecording] = []
    for line in text.split(separator: "\n") {
      let cells = line.split(separator: " ").map(String.init)
      if cells[0] == "game" {
        guard let seed = UInt64(cells[2]) else { throw CocoaError(.fileReadCorruptFile) }
        games.append(AtariRecording(id: cells[1], seed: seed, settings: Array(cells[3...])))
      } else {
        games[games.count - 1].moments.append(moment(cells))
      }
    }
    return games
  }

  private static func moment(_ cells: [String]) -> Moment {
    let outcome = Double(cells[1]).map {
      StepOutcome(reward: $0, terminated: cells[2] == "1", truncated: cells[3] == "1")
    }
    return Moment(action: Int(cells[0]), outcome: outcome, digest: cells[4])
  }

  /// The game with these settings.
  func specification() -> EnvironmentSpecification? {
    guard let definition = Environments.definition(of: id) else { return nil }
    var specification = definition.specification
    for text in settings {
      let parts = text.split(separator: "=").map(String.init)
      guard let setting = definition.settings.first(where: { $0.name == parts[0] }),
        let value = setting.value(of: parts[1])
      else { return nil }
      specification.set(setting, to: value)
    }
    return specification
  }
}

extension EnvironmentSetting {
  /// The value that a plain text stands for.
  fileprivate func value(of text: String) -> EnvironmentSettingValue? {
    switch kind {
    case .integer, .integerOrWord: Int(text).map { .integer($0) }
    case .real: Double(text).map { .real($0) }
    case .flag: .flag(text == "true")
    case .text, .map: .text(text)
    }
  }
}

/// A game with room for its observation.
struct AtariPlayer: ~Copyable {
  var environment: any Environment
  var random: RandomSource
  let observation: ObservationStorage

  init(_ specification: EnvironmentSpecification, seed: UInt64) throws {
    let definition = try #require(Environments.definition(of: specification.id))
    (environment, random) = definition.make(specification, seed)
    observation = ObservationStorage(definition.interface(specification).observation)
  }

  /// Takes the action, or resets where there is none.
  mutating func play(_ action: Int?) -> AtariRecording.Moment {
    var outcome: StepOutcome?
    if let action {
      outcome = environment.step(action, using: &random, into: observation.buffer)
    } else {
      environment.reset(using: &random, into: observation.buffer)
    }
    let bytes = UnsafeRawBufferPointer(observation.buffer.bytes)
    return AtariRecording.Moment(
      action: action, outcome: outcome, digest: SHA256.hash(bytes).hexadecimal(8))
  }
}
