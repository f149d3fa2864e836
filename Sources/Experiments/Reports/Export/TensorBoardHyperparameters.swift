import DeepQ

/// What TensorBoard's plugin for hyperparameters reads: a table of all configurations.
///
/// Every event file names all hyperparameters of the experiment, because TensorBoard takes the
/// description of the table from any one of them. A configuration is a session group, its trials are
/// the sessions.
///
/// Source: the messages of `tensorboard/plugins/hparams/api.proto` and `plugin_data.proto`.
struct TensorBoardHyperparameters {
  /// A column of the table.
  fileprivate struct Column {
    let name: String
    var type = DataType.unset
    /// The texts of its values, in order of appearance.
    var texts: [String] = []
    var range: ClosedRange<Double>?

    /// Whether TensorBoard lists it first.
    ///
    /// Being there for some configurations only is no difference: the constants of one optimiser
    /// would hide what was varied.
    var differs: Bool { texts.count > 1 }
  }

  fileprivate enum DataType: Int {
    case unset = 0
    case text = 1
    case truth = 2
    case number = 3
  }

  /// Results that the table has beside the hyperparameters: columns of `summary.csv`.
  static let metrics = ["evaluation_return", "return_last_100"]
  private static let plugin = "hparams"
  /// Longer lists of values are of no use as boxes to tick.
  fileprivate static let valueLimit = 100

  private let subject: ExportedExperiment
  private let columns: [Column]
  private let experiment: [UInt8]

  init(_ subject: ExportedExperiment) {
    self.subject = subject
    columns = Self.columns(of: subject)
    experiment = Self.experiment(columns, of: subject)
  }

  /// Adds the table's description and the values of a configuration.
  func addStart(ofConfiguration configuration: Int, group: String, to file: inout EventFile) {
    add("experiment", field: 2, experiment, step: 0, to: &file)
    let values = subject.settings(of: configuration).compactMap { column, value in
      value.map { (column: column, value: $0) }
    }.sorted { $0.column < $1.column }
    let start = ProtobufWriter.message { start in
      for (name, value) in values {
        guard let column = columns.first(where: { $0.name == name }) else { continue }
        start.write(field: 1) { entry in
          entry.write(name, field: 1)
          entry.write(field: 2) { Self.write(value, as: column.type, to: &$0) }
        }
      }
      start.write(group, field: 4)
      start.write(EventFile.wallTime(ofStep: 0), field: 5)
    }
    add("session_start_info", field: 3, start, step: 0, to: &file)
  }

  /// Adds the results of a trial, and how it ended.
  func addEnd(of trial: ExportedTrial, to file: inout EventFile) {
    let step = trial.record.result.steps
    let values = Self.metrics.compactMap { name in
      number(trial.row[name]).map { (tag: Self.tag(ofMetric: name), value: $0) }
    }
    if !values.isEmpty { file.add(values, step: step) }
    let end = ProtobufWriter.message {
      $0.write(trial.row.status == .failed ? 2 : 1, field: 1)  // STATUS_FAILURE, STATUS_SUCCESS
      $0.write(EventFile.wallTime(ofStep: step), field: 2)
    }
    add("session_end_info", field: 4, end, step: step, to: &file)
  }

  private static func tag(ofMetric name: String) -> String { "results/" + name }

  private func number(_ value: SummaryValue) -> Double? {
    if case .real(let number) = value { number } else { nil }
  }

  private func add(
    _ name: String, field: Int, _ content: [UInt8], step: Int, to file: inout EventFile
  ) {
    let data = ProtobufWriter.message {
      $0.write(0, field: 1)  // The version.
      $0.write(content, field: field)
    }
    file.add(plugin: Self.plugin, tag: "_hparams_/" + name, content: data, step: step)
  }

  // MARK: - The table's description

  private static func experiment(_ columns: [Column], of subject: ExportedExperiment) -> [UInt8] {
    ProtobufWriter.message { experiment in
      experiment.write(
        "\(subject.experiment.name): \(subject.experiment.environment.id)", field: 1)
      for column in columns { experiment.write(field: 4) { write(column, to: &$0) } }
      for metric in metrics {
        experiment.write(field: 5) { info in
          info.write(field: 1) { $0.write(tag(ofMetric: metric), field: 2) }
          info.write(metric, field: 3)
        }
      }
      experiment.write(subject.experiment.name, field: 6)
    }
  }

  private static func write(_ column: Column, to info: inout ProtobufWriter) {
    info.write(column.name, field: 1)
    info.write(column.type.rawValue, field: 4)
    if let range = column.range, column.type == .number {
      info.write(field: 6) {
        $0.write(range.lowerBound, field: 1)
        $0.write(range.upperBound, field: 2)
      }
    } else if column.texts.count <= valueLimit {
      info.write(field: 5) { list in
        for text in column.texts {
          list.write(field: 1) { value in
            if column.type == .truth {
              value.write(text == "true" ? 1 : 0, field: 4)
            } else {
              value.write(text, field: 3)
            }
          }
        }
      }
    }
    info.write(column.differs ? 1 : 0, field: 7)
  }

  /// Writes a `google.protobuf.Value`.
  private static func write(
    _ value: HyperparameterValue, as type: DataType, to message: inout ProtobufWriter
  ) {
    switch (type, value) {
    case (.number, .integer(let number)): message.write(Double(number), field: 2)
    case (.number, .real(let number)): message.write(number, field: 2)
    case (.truth, .flag(let truth)): message.write(truth ? 1 : 0, field: 4)
    default: message.write(value.description, field: 3)
    }
  }

  /// The axes first, in file order, then what all configurations have in common.
  private static func columns(of subject: ExportedExperiment) -> [Column] {
    var columns: [Column] = []
    var indices: [String: Int] = [:]
    for configuration in 0..<subject.experiment.configurationCount {
      for (name, value) in subject.settings(of: configuration) {
        let index = indices[name] ?? columns.count
        if index == columns.count {
          columns.append(Column(name: name))
          indices[name] = index
        }
        columns[index].add(value)
      }
    }
    return columns.filter { subject.axes.contains($0.name) }.sorted {
      (subject.axes.firstIndex(of: $0.name) ?? 0) < (subject.axes.firstIndex(of: $1.name) ?? 0)
    } + columns.filter { !subject.axes.contains($0.name) }
  }
}

extension TensorBoardHyperparameters.Column {
  /// Widens the column by a value; numbers and other values together are texts.
  fileprivate mutating func add(_ value: HyperparameterValue?) {
    guard let value else { return }
    let (type, number): (TensorBoardHyperparameters.DataType, Double?) =
      switch value {
      case .integer(let number): (.number, Double(number))
      case .real(let number): (.number, number)
      case .flag: (.truth, nil)
      default: (.text, nil)
      }
    self.type = self.type == .unset || self.type == type ? type : .text
    if let number {
      range = min(range?.lowerBound ?? number, number)...max(range?.upperBound ?? number, number)
    }
    // A value beyond the limit is none of those that are listed.
    if texts.count <= TensorBoardHyperparameters.valueLimit, !texts.contains(value.description) {
      texts.append(value.description)
    }
  }
}
