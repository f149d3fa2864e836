import DeepQ
import Foundation
import Statistics

/// A ranking for programs and documents.
public struct RankingFormats: Sendable {
  private let ranking: Ranking

  /// The formats of a ranking.
  public init(_ ranking: Ranking) { self.ranking = ranking }

  /// All configurations as JSON, numbers as numbers.
  ///
  /// - Parameter withCurves: Whether the numbers of the learning curves are read from the trials' files.
  /// - Returns: The document.
  /// - Throws: `FileError`, `HDF5Error` or `TrialFileError` if such a file cannot be read.
  public func json(withCurves: Bool = false) throws -> String {
    let curves = withCurves ? try ranking.curves(top: nil) : ranking.entries.map { _ in nil }
    let document = Document(
      name: ranking.source.name, environment: ranking.source.experiment?.environment.id,
      metric: ranking.metric, threshold: ranking.threshold,
      configurations: ranking.entries.enumerated().map { index, entry in
        configuration(entry, rank: index + 1, curves: curves[index])
      },
      effects: ranking.effects.map { effects in
        Document.Effects(
          axes: zip(ranking.axes.axes, effects.mains).map { axis, main in
            Document.Axis(
              axis: axis.name, columns: axis.columns, share: main.share,
              values: zip(axis.values, main.means).map { value, mean in
                Document.Value(value: JSONScalar(value), mean: mean)
              })
          },
          interactions: effects.interactions.map { pair in
            Document.Interaction(
              axes: [ranking.axes.axes[pair.first].name, ranking.axes.axes[pair.second].name],
              share: pair.share)
          }, higherOrderShare: effects.higherOrderShare, noiseShare: effects.noiseShare)
      })
    return try ReportJSON.text(document)
  }

  /// All configurations as CSV, with a heading.
  public func csv() -> String {
    ([titles] + rows).map { CSVText.line($0) }.joined()
  }

  /// All configurations as a table in Markdown.
  public func markdown() -> String {
    let lines = [titles, titles.map { _ in "---" }] + rows
    return lines.map { cells in
      let safe = cells.map { $0.replacingOccurrences(of: "|", with: "\\|") }
      return "| " + safe.joined(separator: " | ") + " |\n"
    }.joined()
  }

  private var titles: [String] {
    ["rank", "configuration"] + ranking.varying
      + [
        "n", "failed", "mean", "mean_low", "mean_high", "sd", "median", "min", "max", "iqm",
        "iqm_low", "iqm_high", "at_threshold", "solved_in_training", "return_last_100",
        "p_holm",
      ] + ranking.distanceNames
  }

  private var rows: [[String]] {
    ranking.entries.enumerated().map { index, entry in
      let scores = configuration(entry, rank: index + 1)
      let numbers: [Double?] = [
        scores.mean, scores.meanInterval?.first, scores.meanInterval?.last, scores.sd,
        scores.median, scores.min, scores.max, scores.iqm, scores.iqmInterval?.first,
        scores.iqmInterval?.last,
      ]
      let counts = ["\(scores.n)", "\(scores.failed)"]
      let tail: [Double?] = [scores.returnLast100, scores.pHolm]
      func text(_ number: Double?) -> String { number.map { shortest($0) } ?? "" }
      return ["\(index + 1)", entry.group.id] + entry.values + counts + numbers.map(text)
        + [scores.atThreshold.map(String.init) ?? "", "\(scores.solvedInTraining)"]
        + tail.map(text) + entry.distances.map(text)
    }
  }

  private func configuration(
    _ entry: Ranking.Entry, rank: Int, curves: CurveSummary? = nil
  ) -> Document.Configuration {
    let statistics = entry.statistics
    let iqm = statistics.map { ranking.interquartileInterval(of: $0) }
    func ends(_ interval: ClosedRange<Double>?) -> [Double]? {
      guard let interval, interval.lowerBound.isFinite, interval.upperBound.isFinite else {
        return nil
      }
      return [interval.lowerBound, interval.upperBound]
    }
    return Document.Configuration(
      rank: rank, configuration: entry.group.id,
      hyperparameters: Dictionary(
        uniqueKeysWithValues: zip(ranking.varying, entry.values.map(JSONScalar.init))),
      n: entry.group.scores.count, failed: entry.group.failed, notFinite: entry.group.notFinite,
      scores: entry.group.scores, mean: statistics?.mean,
      meanInterval: ends(statistics?.meanInterval),
      sd: statistics?.standardDeviation.flatMap { $0.isFinite ? $0 : nil },
      median: statistics?.median, min: statistics?.minimum, max: statistics?.maximum,
      iqm: statistics?.interquartileMean, iqmInterval: ends(iqm),
      toleranceInterval: ends(statistics.flatMap(ToleranceInterval.ninetyPercent)),
      atThreshold: entry.atThreshold?.successes,
      atThresholdInterval: ends(entry.atThreshold?.interval),
      solvedInTraining: entry.solvedInTraining, returnLast100: entry.lastReturns?.mean,
      pHolm: entry.adjustedP, isTiedWithBest: entry.isTied,
      distances: Dictionary(
        uniqueKeysWithValues: zip(ranking.distanceNames, entry.distances).compactMap {
          name, value in
          value.map { (name, $0) }
        }), learningCurves: curves)
  }

  private struct Document: Encodable {
    struct Configuration: Encodable {
      var rank: Int
      var configuration: String
      var hyperparameters: [String: JSONScalar]
      var n: Int
      var failed: Int
      var notFinite: Int
      var scores: [Double]
      var mean: Double?
      var meanInterval: [Double]?
      var sd: Double?
      var median: Double?
      var min: Double?
      var max: Double?
      var iqm: Double?
      var iqmInterval: [Double]?
      var toleranceInterval: [Double]?
      var atThreshold: Int?
      var atThresholdInterval: [Double]?
      var solvedInTraining: Int
      var returnLast100: Double?
      var pHolm: Double?
      var isTiedWithBest: Bool
      var distances: [String: Double]
      var learningCurves: CurveSummary?

      /// `convertToSnakeCase` would write `return_last100`.
      enum CodingKeys: String, CodingKey {
        case rank, configuration, hyperparameters, n, failed, notFinite, scores, mean, meanInterval
        case sd, median, min, max, iqm, iqmInterval, toleranceInterval, atThreshold
        case atThresholdInterval, solvedInTraining, pHolm, isTiedWithBest, distances
        case learningCurves
        case returnLast100 = "return_last_100"
      }
    }

    struct Axis: Encodable {
      var axis: String
      var columns: [String]
      var share: Double
      var values: [Value]
    }

    struct Value: Encodable {
      var value: JSONScalar
      var mean: Double
    }

    struct Interaction: Encodable {
      var axes: [String]
      var share: Double
    }

    struct Effects: Encodable {
      var axes: [Axis]
      var interactions: [Interaction]
      var higherOrderShare: Double
      var noiseShare: Double
    }

    var name: String
    var environment: String?
    var metric: String
    var threshold: Double?
    var configurations: [Configuration]
    var effects: Effects?
  }
}

/// A cell of a CSV file as a value of JSON: a number, a truth value, nothing, or text.
struct JSONScalar: Encodable, Equatable {
  /// The cell's text.
  let text: String

  init(_ text: String) { self.text = text }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if text.isEmpty {
      try container.encodeNil()
    } else if let integer = Int(text) {
      try container.encode(integer)
    } else if let number = Double(text), number.isFinite {
      try container.encode(number)
    } else if let truth = Bool(text) {
      try container.encode(truth)
    } else {
      try container.encode(text)
    }
  }
}

/// The JSON of reports: keys in snake case and in order, so that the bytes are always the same.
enum ReportJSON {
  static func text(_ document: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
  }

  /// One string as `text` writes it.
  static func string(_ text: String) throws -> String {
    // A large document has millions of them, and nearly all are plain.
    let isPlain = text.utf8.allSatisfy {
      (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    if isPlain { return "\"\(text)\"" }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return String(decoding: try encoder.encode(text), as: UTF8.self)
  }
}
