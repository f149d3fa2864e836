import Foundation
import Testing

@testable import Statistics

/// What mpmath 1.4.1, SciPy 1.17.1 and rliable 1.2.0 computed: `Recordings/scipy.json`, written by
/// `Recordings/record_scipy.py`.
struct SciPyRecording: Decodable {
  /// Two independent samples.
  struct Pair: Decodable {
    let x: [Double]
    let y: [Double]
    /// Statistic, degrees of freedom, p and the interval's ends.
    let welch: [Double]
    let u: Double
    let rankP: Double
    let cohensD: Double
    let permutationP: Double?
    /// As `welch`, of pairs.
    let paired: [Double]?
    let signP: Double?
    /// Mean, deviation, median, two quartiles, interquartile mean and interval of each sample.
    let samples: [[Double]]
  }

  let tTails: [[Double]]
  let criticalValues: [Double]
  let normalTails: [[Double]]
  let logs: [[Double]]
  let exps: [[Double]]
  let log1ps: [[Double]]
  let pairs: [Pair]
  let powers: [[Double]]
  let wilsons: [[Double]]
  let trims: [[Int]]
  let tasks: [[Double]]
  let tasksInterquartileMean: Double
  let tasksInterval: [Double]
  let levels: [Double]
  let profile: [Double]
  let other: [Double]
  let improvement: Double
  let improvementInterval: [Double]

  static let shared: Result<SciPyRecording, any Error> = Result {
    let url = try #require(
      Bundle.module.url(forResource: "scipy", withExtension: "json", subdirectory: "Recordings"))
    return try JSONDecoder().decode(SciPyRecording.self, from: Data(contentsOf: url))
  }
}

/// The statistics of scores, of which there are some.
func sample(_ scores: [Double]) throws -> SampleStatistics {
  try #require(SampleStatistics(scores))
}

/// Whether two numbers agree to a relative error, or are both 0.
func agree(_ value: Double?, _ expected: Double, _ relative: Double = 1e-12) -> Bool {
  guard let value else { return false }
  return value == expected || abs(value - expected) <= relative * abs(expected)
}

/// Tests' own random numbers: SplitMix64 (Steele, Lea, Flood 2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A uniform number in (0, 1).
  mutating func uniform() -> Double { (Double(next() >> 12) + 0.5) * 0x1p-52 }
}
