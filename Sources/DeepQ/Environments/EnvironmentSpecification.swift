/// Which environment a trial runs in, and its settings.
public struct EnvironmentSpecification: Sendable {
  /// The environment's definition.
  public let definition: EnvironmentDefinition
  /// Steps after which an episode is truncated; `nil` for no limit.
  public var maxEpisodeSteps: Int?
  /// The other settings that differ from the environment's defaults, by name.
  public internal(set) var settings: [String: EnvironmentSettingValue] = [:]

  /// Creates a specification with default settings.
  public init(_ definition: EnvironmentDefinition, maxEpisodeSteps: Int?) {
    self.definition = definition
    self.maxEpisodeSteps = maxEpisodeSteps
  }

  /// The environment's versioned name.
  public var id: String { definition.id }

  /// The observations and actions of the environment with these settings.
  public var interface: EnvironmentInterface { definition.interface(self) }
}

extension EnvironmentSpecification: Equatable {
  /// Whether two specifications are of the same environment with the same settings.
  public static func == (one: EnvironmentSpecification, other: EnvironmentSpecification) -> Bool {
    one.id == other.id && one.maxEpisodeSteps == other.maxEpisodeSteps
      && one.settings == other.settings
  }
}

/// A setting of an environment, beside its name and the limit on its steps.
public struct EnvironmentSetting: Sendable {
  /// What a value can be.
  public enum Kind: Equatable, Sendable {
    /// A whole number in a range.
    case integer(ClosedRange<Int>)
    /// A whole number in a range, or the word that stands for its absence.
    case integerOrWord(ClosedRange<Int>, String)
    /// A number in a range.
    case real(ClosedRange<Double>)
    /// `true` or `false`.
    case flag
    /// A text, of which this is an example.
    case text(example: String)
    /// A map of cells: one of these names, or its rows with a slash between them.
    case map(names: [String])
  }

  /// What an experiment file calls it.
  public var name: String
  /// What its value can be.
  public var kind: Kind
  /// Its value where an experiment names none; frozen, because stored trials mean it.
  public var standard: EnvironmentSettingValue
  /// One line for a reader.
  public var summary: String
  /// What is wrong with a value of the right kind; `nil` if nothing is.
  public var problem: @Sendable (EnvironmentSettingValue) -> String? = { _ in nil }
}

/// The value of an environment's setting.
public enum EnvironmentSettingValue: Equatable, Sendable {
  /// A whole number.
  case integer(Int)
  /// A number.
  case real(Double)
  /// `true` or `false`.
  case flag(Bool)
  /// A text, a map, or the word of a setting that is a number or a word.
  case text(String)
}

extension EnvironmentSpecification {
  /// Gives a setting of the environment a value.
  ///
  /// The standard value leaves no trace, so that spelling it out makes no difference.
  public mutating func set(_ setting: EnvironmentSetting, to value: EnvironmentSettingValue) {
    settings[setting.name] = value == setting.standard ? nil : value
  }

  /// The value of a setting of the environment.
  public func value(of setting: EnvironmentSetting) -> EnvironmentSettingValue {
    settings[setting.name] ?? setting.standard
  }

  /// The value of a setting that is a flag.
  func flag(_ setting: EnvironmentSetting) -> Bool {
    guard case .flag(let value) = value(of: setting) else {
      preconditionFailure("'\(setting.name)' is no truth value")
    }
    return value
  }

  /// The value of a setting that is a number.
  func real(_ setting: EnvironmentSetting) -> Double {
    guard case .real(let value) = value(of: setting) else {
      preconditionFailure("'\(setting.name)' is no number")
    }
    return value
  }
}
