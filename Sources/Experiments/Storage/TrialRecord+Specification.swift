public import DeepQ
import HDF5

extension TrialRecord {
  /// The record of a trial: its specification gives its ids, its text, and its settings.
  public init(_ specification: TrialSpecification, result: TrialResult) {
    self.init(specification, result: result, rows: HyperparameterTable.rows)
  }

  init(_ specification: TrialSpecification, result: TrialResult, rows: [Hyperparameter]) {
    let text = CanonicalText.text(of: specification)
    self.init(
      id: CanonicalText.trialId(of: specification),
      configuration: CanonicalText.configurationId(of: specification), canonicalText: text,
      specification: specification,
      hyperparameters: HyperparameterTable.values(of: specification.hyperparameters, rows: rows)
        // The algorithm is an attribute of the root.
        .filter { $0.row.key != "algorithm" }
        .filter {
          $0.row.storedDefault == .inSummaryAndTrial || $0.value != $0.row.defaultValue
        }
        .compactMap { row, value in
          value.flatMap(RecordValue.init).map {
            HyperparameterSetting(name: row.attribute, value: $0)
          }
        },
      result: result)
  }
}

extension RecordValue {
  /// The value as an attribute; `nil` for no value.
  init?(_ value: HyperparameterValue) {
    switch value {
    case .integer(let number): self = .int64(Int64(number))
    case .real(let number): self = .float64(number)
    case .flag(let truth): self = .bool(truth)
    case .word(let word): self = .text(word)
    case .integers(let numbers): self = .int64s(numbers.map { Int64($0) })
    case .convolutions: self = .text(value.description)
    case .none: return nil
    }
  }
}
