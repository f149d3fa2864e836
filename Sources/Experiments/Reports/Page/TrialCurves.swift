import DeepQ
import Statistics

/// The learning curves of a folder's trials, each thinned when its file is read.
///
/// One file is in memory at a time.
public struct TrialCurves: Sendable {
  /// What a page keeps of one trial's file.
  struct Entry: Equatable {
    /// The mean returns of the evaluations.
    var evaluations: [LearningCurve.Point] = []
    /// The returns of the training episodes.
    var episodes: [LearningCurve.Point] = []
    /// Why it failed.
    var failure: String?
  }

  private var entries: [String: Entry] = [:]
  /// Trials whose file could not be read.
  private(set) var damaged: Set<String> = []

  /// No curves.
  public init() {}

  /// The curves of a trial; `nil` if its file was not read.
  subscript(id: String) -> Entry? { entries[id] }

  /// Columns of pixels of each curve where a page has some number of trials: as many as a picture
  /// shows, but no more than the page has room for.
  static func columns(ofTrials count: Int) -> Int { min(max(100_000 / max(count, 1), 8), 160) }

  /// Reads the files of some trials that were not read before.
  ///
  /// The files are known to be right; one that is not any more is noted, and its trial has no curves.
  mutating func read(_ ids: [String], in folder: ResultsFolder, columns: Int) {
    for id in ids where entries[id] == nil && !damaged.contains(id) {
      guard let result = try? TrialRecord.readReturns(of: id, from: folder.trialFile(id)) else {
        damaged.insert(id)
        continue
      }
      entries[id] = Entry(
        evaluations: Self.thinned(result, from: .evaluations, columns: columns),
        episodes: Self.thinned(result, from: .episodes, columns: columns),
        failure: result.failure.map(TrialFileSummary.line))
    }
  }

  /// The thinned curve of a trial's result; empty if it has no returns.
  static func thinned(
    _ result: TrialResult, from source: TrialReturns.Source, columns: Int
  ) -> [LearningCurve.Point] {
    let returns = TrialReturns(result, from: source, configuration: 0)
    guard let points = returns?.curve()?.points else { return [] }
    let kept = CurveThinning.indices(
      steps: points.map(\.step), series: [points.map(\.score)], columns: columns)
    return kept.map { points[$0] }
  }
}

/// Curves as text: for each point its step and its score, two characters each.
///
/// Both are numbers from 0 to 4095, the higher six bits first, in the characters of base64. Steps are
/// shares of the largest step, scores of the range of all scores.
struct CurveText {
  /// The largest step of all curves.
  let lastStep: Int
  /// The smallest and the largest score of all curves.
  let scores: ClosedRange<Double>

  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
  private static let largest = 4_095.0

  /// The text of curves in these ranges; `nil` if there is no point.
  init?(of curves: some Sequence<[LearningCurve.Point]>) {
    var lastStep = 1
    var range: ClosedRange<Double>?
    for point in curves.joined() {
      lastStep = max(lastStep, point.step)
      let known = range ?? point.score...point.score
      range = min(known.lowerBound, point.score)...max(known.upperBound, point.score)
    }
    guard let range else { return nil }
    self.lastStep = lastStep
    scores = range
  }

  /// The text of one curve.
  func text(of points: [LearningCurve.Point]) -> String {
    let height = scores.upperBound - scores.lowerBound
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * points.count)
    func append(_ share: Double) {
      let number = Int((min(max(share, 0), 1) * Self.largest).rounded())
      bytes += [Self.digits[number >> 6], Self.digits[number & 63]]
    }
    for point in points {
      append(Double(point.step) / Double(lastStep))
      append(height > 0 ? (point.score - scores.lowerBound) / height : 0.5)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
