import Statistics

/// A comparison for programs.
public struct ComparisonJSON {
  private let comparison: Comparison

  /// The JSON of a comparison.
  public init(_ comparison: Comparison) { self.comparison = comparison }

  /// The whole document.
  ///
  /// - Throws: nothing that scores can cause.
  public func text() throws -> String {
    try ReportJSON.text(
      Document(
        metric: comparison.metric, baseline: comparison.baseline.name,
        comparisons: comparison.pairs.map { pair in
          Document.Pair(
            label: pair.label, name: pair.table.name,
            changes: pair.changes.map(Document.Change.init),
            protocolDifferences: pair.conditions.map(Document.Change.init),
            onlyInBaseline: pair.onlyFirst, onlyHere: pair.onlySecond,
            overall: pair.overall.map { Document.Difference($0, adjustedP: pair.adjustedP) },
            configurations: pair.matches.map { match in
              Document.Match(
                hyperparameters: Dictionary(
                  uniqueKeysWithValues: zip(pair.varying, match.values.map(JSONScalar.init))),
                difference: Document.Difference(match.difference, adjustedP: match.adjustedP))
            }, isWorse: pair.isWorse)
        }))
  }

  private struct Document: Encodable {
    struct Change: Encodable {
      var name: String
      var from: JSONScalar
      var to: JSONScalar

      init(_ change: (name: String, from: String, to: String)) {
        name = change.name
        from = JSONScalar(change.from)
        to = JSONScalar(change.to)
      }
    }

    struct Test: Encodable {
      var t: Double?
      var df: Double
      var p: Double
      var interval: [Double]?

      init(_ test: TTest) {
        t = test.t.isFinite ? test.t : nil
        df = test.degreesOfFreedom
        p = test.p
        let ends = [test.interval.lowerBound, test.interval.upperBound]
        interval = ends.allSatisfy(\.isFinite) ? ends : nil
      }
    }

    struct Difference: Encodable {
      var baselineMean: Double
      var mean: Double
      var difference: Double
      var n: [Int]
      var paired: Test?
      var welch: Test?
      var pHolm: Double?
      var mannWhitneyU: Double
      var mannWhitneyP: Double
      var permutationP: Double?
      var probabilityOfImprovement: Double
      var cliffsDelta: Double
      var hedgesG: Double?
      var power: Double?
      var seedsNeeded: Int?

      init(_ difference: ScoreDifference, adjustedP: Double?) {
        baselineMean = difference.first.mean
        mean = difference.second.mean
        self.difference = difference.mean
        n = [difference.first.count, difference.second.count]
        paired = difference.paired.map(Test.init)
        welch = difference.welch.map(Test.init)
        pHolm = adjustedP
        mannWhitneyU = difference.ranks.u
        mannWhitneyP = difference.ranks.p
        permutationP = difference.permutationP
        probabilityOfImprovement = difference.ranks.probabilityOfImprovement
        cliffsDelta = difference.ranks.cliffsDelta
        hedgesG = EffectSize(difference.second, difference.first).flatMap {
          $0.hedgesG.isFinite ? $0.hedgesG : nil
        }
        power = difference.power
        seedsNeeded = difference.seedsNeeded
      }
    }

    struct Match: Encodable {
      var hyperparameters: [String: JSONScalar]
      var difference: Difference
    }

    struct Pair: Encodable {
      var label: String
      var name: String
      var changes: [Change]
      var protocolDifferences: [Change]
      var onlyInBaseline: Int
      var onlyHere: Int
      var overall: Difference?
      var configurations: [Match]
      var isWorse: Bool
    }

    var metric: String
    var baseline: String
    var comparisons: [Pair]
  }
}
