public import DeepQ

/// Every hyperparameter, one row each: parsing, range, suggestion, help, units, CSV column and HDF5
/// attribute.
///
/// The order is that of the columns of `summary.csv` and of the canonical text. A new
/// hyperparameter is a field of `Hyperparameters` and a row here, nothing else: results that exist
/// do not change, see `StoredDefault`. Defaults are those of `Hyperparameters()`.
public enum HyperparameterTable {
  /// The rows.
  public static let rows: [Hyperparameter] =
    algorithmRows + lengthRows + learningRows + tableRows + explorationRows + batchRows + replayRows
    + priorityRows + targetRows + munchausenRows + distributionRows + lossRows + optimizerRows
    + clippingRows + networkRows + noisyRows

  private static let rowsByKey = Dictionary(
    uniqueKeysWithValues: rows.enumerated().map { ($1.key, $0) })

  /// The values of `Hyperparameters()`, row by row.
  static let defaults: [HyperparameterValue] = rows.map(\.defaultValue)

  /// The row of `algorithm`, which files, texts and records treat separately.
  static let algorithmRow = index(of: "algorithm") ?? 0

  /// The rows that have no effect on some trials.
  static let conditionalRows = rows.indices.filter { rows[$0].isConditional }

  /// The row of that name.
  public static func row(_ key: String) -> Hyperparameter? { index(of: key).map { rows[$0] } }

  /// The index of the row of that name.
  ///
  /// `optimizer: {name: adam}` means the same as `optimizer: adam`.
  static func index(of key: String) -> Int? {
    rowsByKey[key == "optimizer.name" ? "optimizer" : key]
  }

  /// The name that a user most likely meant: another program's name for it, or the nearest of
  /// ours.
  static func suggestion(for key: String) -> String? {
    let lower = key.lowercased()
    if let row = rows.first(where: { $0.synonyms.contains(lower) }) { return row.key }
    return NameSuggestion.nearest(to: key, among: rows.map(\.key))
  }

  /// Every row with its value; `nil` where it has no effect on the trial.
  public static func values(
    of hyperparameters: Hyperparameters, rows: [Hyperparameter] = HyperparameterTable.rows
  ) -> [(row: Hyperparameter, value: HyperparameterValue?)] {
    rows.map { ($0, $0.read(hyperparameters)) }
  }
}
