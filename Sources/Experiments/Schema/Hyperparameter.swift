public import DeepQ

/// What an effect depends on: another key, and what that has to be, in words.
struct Dependence: Sendable, CustomStringConvertible {
  let key: String
  let words: String

  init(_ key: String, _ words: String) {
    self.key = key
    self.words = words
  }

  var description: String { "'\(key)' \(words)" }
}

/// Which results hold the default value of a hyperparameter; any other value is always stored.
///
/// Results of an experiment that does not name a hyperparameter have the same bytes as before the
/// hyperparameter was added. So a new one is always `nowhere`, which is what a row says if it says
/// nothing.
enum StoredDefault: Sendable {
  /// `summary.csv` and the trial's file: the hyperparameters since `format: 1`.
  case inSummaryAndTrial
  /// `summary.csv` alone: added when trials had been stored, but before the summaries in `results`
  /// were.
  case inSummary
  /// The column is left out where every trial has the default, and the attribute where the trial has
  /// it.
  case nowhere
}

/// One row of the hyperparameter table: everything about one hyperparameter but what the learner
/// does with it.
public struct Hyperparameter: Sendable {
  /// Its name in experiment files: `replay.capacity`.
  public let key: String
  /// Its column in `summary.csv`.
  public let column: String
  /// Its attribute of `/hyperparameters` in a trial's file.
  public var attribute: String { key }
  /// What its numbers count; `1` for plain numbers, empty where there is no number.
  public let units: String
  /// One line for a reader.
  public let help: String
  /// How it is parsed, and its range.
  let kind: ValueKind
  /// Other programs' names for it, to suggest this one.
  let synonyms: [String]
  /// The condition under which it has an effect, for algorithms that have it; `nil` if it always
  /// has.
  let condition: Dependence?
  /// The kinds of algorithms that have it.
  private(set) var kinds = Algorithm.Kind.allCases
  /// The value that it has if an experiment file does not name it.
  public let defaultValue: HyperparameterValue
  /// Which results hold its default value.
  private(set) var storedDefault = StoredDefault.nowhere
  private let isMet: @Sendable (Hyperparameters) -> Bool
  let get: @Sendable (Hyperparameters) -> HyperparameterValue
  let set: @Sendable (HyperparameterValue, inout Hyperparameters) -> Void

  init(
    _ key: String, column: String? = nil, kind: ValueKind, units: String = "",
    synonyms: [String] = [],
    help: String, when condition: Dependence? = nil,
    applies: @escaping @Sendable (Hyperparameters) -> Bool = { _ in true },
    get: @escaping @Sendable (Hyperparameters) -> HyperparameterValue,
    set: @escaping @Sendable (HyperparameterValue, inout Hyperparameters) -> Void
  ) {
    self.key = key
    self.column = column ?? key
    self.kind = kind
    self.units = units
    self.synonyms = synonyms
    self.help = help
    self.condition = condition
    isMet = applies
    self.get = get
    defaultValue = get(Hyperparameters())
    self.set = set
  }

  /// The same for algorithms of some kinds only.
  func of(_ kinds: Algorithm.Kind...) -> Hyperparameter { of(kinds) }

  /// The same for algorithms of some kinds only.
  func of(_ kinds: [Algorithm.Kind]) -> Hyperparameter {
    var row = self
    row.kinds = kinds
    return row
  }

  /// The same, as one that has been there since the first results: not for a new row.
  var defaultStored: Hyperparameter { storing(.inSummaryAndTrial) }

  /// The same, as one whose column is in summaries that are published: not for a new row.
  var defaultInSummary: Hyperparameter { storing(.inSummary) }

  private func storing(_ storedDefault: StoredDefault) -> Hyperparameter {
    var row = self
    row.storedDefault = storedDefault
    return row
  }

  /// Whether it has an effect on some trials only.
  var isConditional: Bool { condition != nil || kinds.count < Algorithm.Kind.allCases.count }

  /// Whether it has an effect on a trial.
  func applies(_ hyperparameters: Hyperparameters) -> Bool {
    kinds.contains(hyperparameters.algorithm.kind) && isMet(hyperparameters)
  }

  /// What would have to be otherwise for it to have an effect; `nil` if it has one.
  func unmetDependence(in hyperparameters: Hyperparameters) -> Dependence? {
    guard kinds.contains(hyperparameters.algorithm.kind) else {
      let able = Algorithms.registry.filter { kinds.contains($0.kind) }.map(\.id)
      return Dependence("algorithm", "is \(ValueKind.choices(able))")
    }
    return isMet(hyperparameters) ? nil : condition
  }

  /// Its value, or `nil` where it has no effect on the trial: an RMSProp constant under Adam,
  /// `steps` where episodes are counted.
  public func read(_ hyperparameters: Hyperparameters) -> HyperparameterValue? {
    applies(hyperparameters) ? get(hyperparameters) : nil
  }

  /// Gives it a value of its own type; any other is a mistake of the caller.
  public func write(_ value: HyperparameterValue, to hyperparameters: inout Hyperparameters) {
    set(value, &hyperparameters)
  }

  /// What it can be, for a reader: "a number from 0 to 1".
  public var range: String { kind.expectation }
}

// MARK: - Rows of the usual types

extension Hyperparameter {
  typealias Path<Value> = WritableKeyPath<Hyperparameters, Value> & Sendable

  static func integer(
    _ key: String, _ path: any Path<Int>, _ range: ClosedRange<Int>, units: String,
    synonyms: [String] = [], help: String, when condition: Dependence? = nil,
    applies: @escaping @Sendable (Hyperparameters) -> Bool = { _ in true }
  ) -> Hyperparameter {
    Hyperparameter(
      key, kind: .integer(range), units: units, synonyms: synonyms, help: help, when: condition,
      applies: applies,
      get: { .integer($0[keyPath: path]) },
      set: { value, target in target[keyPath: path] = value.asInteger })
  }

  static func real(
    _ key: String, _ path: any Path<Double>, _ range: RealRange, units: String = "1",
    synonyms: [String] = [], help: String, when condition: Dependence? = nil,
    applies: @escaping @Sendable (Hyperparameters) -> Bool = { _ in true }
  ) -> Hyperparameter {
    Hyperparameter(
      key, kind: .real(range), units: units, synonyms: synonyms, help: help, when: condition,
      applies: applies,
      get: { .real($0[keyPath: path]) },
      set: { value, target in target[keyPath: path] = value.asReal })
  }

  static func optionalReal(
    _ key: String, _ path: any Path<Double?>, _ range: RealRange, units: String,
    synonyms: [String] = [], help: String
  ) -> Hyperparameter {
    Hyperparameter(
      key, kind: .optionalReal(range), units: units, synonyms: synonyms, help: help,
      get: { hyperparameters in hyperparameters[keyPath: path].map { .real($0) } ?? .none },
      set: { value, target in target[keyPath: path] = value == .none ? nil : value.asReal })
  }

  static func flag(
    _ key: String, _ path: any Path<Bool>, synonyms: [String] = [], help: String,
    when condition: Dependence? = nil,
    applies: @escaping @Sendable (Hyperparameters) -> Bool = { _ in true }
  ) -> Hyperparameter {
    Hyperparameter(
      key, kind: .flag, synonyms: synonyms, help: help, when: condition, applies: applies,
      get: { .flag($0[keyPath: path]) },
      set: { value, target in target[keyPath: path] = value == .flag(true) })
  }

  static func word<Word: RawRepresentable & CaseIterable & Sendable>(
    _ key: String, _ path: any Path<Word>, synonyms: [String] = [], help: String,
    when condition: Dependence? = nil,
    applies: @escaping @Sendable (Hyperparameters) -> Bool = { _ in true }
  ) -> Hyperparameter where Word.RawValue == String {
    Hyperparameter(
      key, kind: .word(Word.allCases.map(\.rawValue)), synonyms: synonyms, help: help,
      when: condition, applies: applies,
      get: { .word($0[keyPath: path].rawValue) },
      set: { value, target in
        if let word = Word(rawValue: value.asWord) { target[keyPath: path] = word }
      })
  }
}

/// The value as the type that its row has parsed it to; any other type is a mistake in this module.
extension HyperparameterValue {
  var asInteger: Int {
    guard case .integer(let value) = self else { preconditionFailure("\(self) is no integer") }
    return value
  }

  var asReal: Double {
    guard case .real(let value) = self else { preconditionFailure("\(self) is no real number") }
    return value
  }

  var asWord: String {
    guard case .word(let value) = self else { preconditionFailure("\(self) is no word") }
    return value
  }

  var asIntegers: [Int] {
    guard case .integers(let values) = self else { preconditionFailure("\(self) is no list") }
    return values
  }

  var asConvolutions: [ConvolutionSettings] {
    guard case .convolutions(let values) = self else { preconditionFailure("\(self) is no list") }
    return values
  }
}
