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
  }

  /// What an experiment file calls it.
  public var name: String
  /// What its value can be.
  public var kind: Kind
  /// Its value where an experiment names none; frozen, because stored trials mean it.
  public var standard: EnvironmentSettingValue
  /// One line for a reader.
  public var summary: String
}

/// The value of an environment's setting.
public enum EnvironmentSettingValue: Equatable, Sendable {
  /// A whole number.
  case integer(Int)
  /// A number.
  case real(Double)
  /// `true` or `false`.
  case flag(Bool)
  /// A text, or the word of a setting that is a number or a word.
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
}
