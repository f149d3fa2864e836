import Foundation
import Hashing
import Testing

@testable import DeepQ

/// What a public program did, as a script in `Recordings` wrote it; `recording.py` has the format.
struct Recording: Decodable {
  var trajectories: [Trajectory]
  /// The transition tables of finite environments.
  var tables: [Table]?

  /// One environment's transitions and first states.
  struct Table: Decodable {
    var environment: String
    var settings: [String]
    var lines: Transcript

    func specification() throws -> EnvironmentSpecification {
      try EnvironmentSpecification(recorded: environment, settings: settings)
    }
  }

  /// Reads `Recordings/<name>.json`.
  static func read(_ name: String) throws -> Recording {
    try JSONDecoder().decode(Recording.self, from: recordedFile("\(name).json"))
  }
}

/// What one environment did after given actions.
struct Trajectory: Decodable, CustomStringConvertible, Sendable {
  var environment: String
  /// Settings as an experiment file writes them, `key=value`.
  var settings: [String]
  var seed: UInt64
  /// Whether it goes on with the environment of the trajectory before, without another seed.
  var continues: Bool
  var name: String?
  /// One for each line; `nil` for a reset.
  var actions: [Int?]
  var lines: Transcript

  enum CodingKeys: CodingKey { case environment, settings, seed, continues, name, actions, lines }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    environment = try container.decode(String.self, forKey: .environment)
    settings = try container.decode([String].self, forKey: .settings)
    seed = try container.decode(UInt64.self, forKey: .seed)
    continues = try container.decode(Bool.self, forKey: .continues)
    name = try container.decodeIfPresent(String.self, forKey: .name)
    actions = try container.decode(String.self, forKey: .actions).map { Int(String($0), radix: 36) }
    lines = try container.decode(Transcript.self, forKey: .lines)
  }

  var description: String {
    ([environment, "seed \(seed)"] + settings + (name.map { [$0] } ?? [])).joined(separator: ", ")
  }

  func specification() throws -> EnvironmentSpecification {
    try EnvironmentSpecification(recorded: environment, settings: settings)
  }
}

/// Lines of text, some in full and the others as digests of several.
struct Transcript: Decodable, Sendable {
  enum Part: Equatable {
    case line(String)
    /// The first 16 digits of the SHA-256 of so many lines.
    case digest(count: Int, String)
  }

  /// The first lines that are not as recorded.
  struct Difference: Equatable, CustomStringConvertible {
    var lines: Range<Int>
    var expected: Part
    var found: [String]

    var description: String {
      "lines \(lines.lowerBound)..<\(lines.upperBound): expected \(expected), found \(found)"
    }
  }

  let parts: [Part]
  let count: Int

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    parts = try container.decode([String].self).map { text in
      guard text.hasPrefix("~") else { return .line(text) }
      let cells = text.split(separator: " ")
      guard cells.count == 3, let count = Int(cells[1]) else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "not a digest: \(text)")
      }
      return .digest(count: count, String(cells[2]))
    }
    count = parts.reduce(0) { $0 + $1.count }
  }

  /// Compares lines with the recorded ones.
  ///
  /// - Parameters:
  ///   - lines: all lines, in order.
  ///   - agrees: whether a line agrees with a recorded one that is there in full.
  /// - Returns: where they differ first, also if that is in their number; `nil` if nowhere.
  func firstDifference(
    from lines: [String], where agrees: (String, String) -> Bool = { $0 == $1 }
  ) -> Difference? {
    var index = 0
    for part in parts {
      let range = index..<index + part.count
      let found = Array(lines.dropFirst(range.lowerBound).prefix(part.count))
      let isSame =
        switch part {
        case .line(let line): found.count == 1 && agrees(found[0], line)
        case .digest(let count, let digest):
          found.count == count && Self.digest(of: found) == digest
        }
      if !isSame { return Difference(lines: range, expected: part, found: found) }
      index = range.upperBound
    }
    guard lines.count > count else { return nil }
    return Difference(
      lines: count..<lines.count, expected: .digest(count: 0, ""), found: Array(lines[count...]))
  }

  /// A line that is there in full.
  subscript(index: Int) -> String? {
    var place = 0
    for part in parts {
      if place == index, case .line(let line) = part { return line }
      place += part.count
    }
    return nil
  }

  private static func digest(of lines: [String]) -> String {
    let text = lines.map { $0 + "\n" }.joined()
    return SHA256.hash(Array(text.utf8)).hexadecimal(8)
  }
}

extension Transcript.Part {
  /// The lines that it stands for.
  fileprivate var count: Int {
    switch self {
    case .line: 1
    case .digest(let count, _): count
    }
  }
}

/// An environment, its random source and its observation, as a trajectory uses them.
struct TrajectoryPlayer: ~Copyable {
  /// What a line says of the environment and its observation.
  typealias State = (any Environment, ObservationBuffer) -> String

  var environment: any Environment
  var random: RandomSource
  let observation: ObservationStorage
  /// The limit on an episode's steps outside the environment.
  let limit: Int?
  let state: State

  init(_ specification: EnvironmentSpecification, seed: UInt64, state: @escaping State) throws {
    let definition = try #require(Environments.definition(of: specification.id))
    (environment, random) = definition.make(specification, seed)
    observation = ObservationStorage(definition.interface(specification).observation)
    limit = specification.maxEpisodeSteps
    self.state = state
  }

  /// Takes the action, or resets where there is none.
  ///
  /// - Parameters:
  ///   - action: the action; `nil` for a reset.
  ///   - number: the steps of the episode up to this one.
  /// - Returns: the line that a recording has.
  mutating func play(_ action: Int?, number: Int = 0) -> String {
    guard let action else {
      environment.reset(using: &random, into: observation.buffer)
      return "- - - - \(state(environment, observation.buffer))"
    }
    let outcome = environment.step(action, using: &random, into: observation.buffer)
    let isTruncated = outcome.truncated || number == limit
    return "\(action) \(plainText(outcome.reward)) \(outcome.terminated ? 1 : 0) "
      + "\(isTruncated ? 1 : 0) \(state(environment, observation.buffer))"
  }

  /// Plays a trajectory's actions and returns the first lines that are not as recorded.
  mutating func difference(
    from trajectory: Trajectory, where agrees: (String, String) -> Bool = { $0 == $1 }
  ) -> Transcript.Difference? {
    var lines: [String] = []
    var number = 0
    for action in trajectory.actions {
      number = action == nil ? 0 : number + 1
      lines.append(play(action, number: number))
    }
    return trajectory.lines.firstDifference(from: lines, where: agrees)
  }

  /// Plays trajectories, each in a new environment unless it goes on with the one before.
  ///
  /// - Returns: for each that is not as recorded, its name and the first difference.
  static func differences(
    from trajectories: [Trajectory], where agrees: (String, String) -> Bool = { $0 == $1 },
    state: @escaping State
  ) throws -> [String] {
    var differences: [String] = []
    guard let first = trajectories.first else { return [] }
    var player = try Self(first.specification(), seed: first.seed, state: state)
    for trajectory in trajectories {
      if !trajectory.continues {
        player = try Self(trajectory.specification(), seed: trajectory.seed, state: state)
      }
      if let difference = player.difference(from: trajectory, where: agrees) {
        differences.append("\(trajectory): \(difference)")
      }
    }
    return differences
  }
}

/// The shortest decimal that reads back as the same number, without `.0`.
func plainText(_ number: Double) -> String {
  let text = number.description
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// The bits of numbers in hexadecimal, each with all its digits.
func bitText(_ floats: some Sequence<Float>, _ doubles: [Double]) -> String {
  func padded(_ text: String, to count: Int) -> String {
    String(repeating: "0", count: count - text.count) + text
  }
  let words =
    floats.map { padded(String($0.bitPattern, radix: 16), to: 8) }
    + doubles.map { padded(String($0.bitPattern, radix: 16), to: 16) }
  return words.joined(separator: " ")
}

/// The numbers of a recorded line: `Float` where a word has 8 digits, `Double` where it has 16.
func recordedNumbers(_ line: String) -> (floats: [Float], doubles: [Double]) {
  let words = line.split(separator: " ").dropFirst(4)
  return (
    words.filter { $0.count == 8 }.compactMap { UInt32($0, radix: 16) }
      .map { Float(bitPattern: $0) },
    words.filter { $0.count == 16 }.compactMap { UInt64($0, radix: 16) }
      .map { Double(bitPattern: $0) }
  )
}

extension EnvironmentSpecification {
  /// An environment with settings as an experiment file writes them.
  fileprivate init(recorded id: String, settings: [String]) throws {
    let definition = try #require(Environments.definition(of: id))
    self = definition.specification
    for text in settings {
      let parts = text.split(separator: "=").map(String.init)
      let setting = try #require(definition.settings.first { $0.name == parts[0] })
      set(setting, to: try #require(setting.value(of: parts[1])))
    }
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
