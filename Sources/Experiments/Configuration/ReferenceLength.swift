import DeepQ

/// The shortest training in an environment that a score is published of.
struct ReferenceLength: Equatable, Sendable {
  /// Its length as it was published: `5M frames`.
  let measure: String
  /// Its length in environment steps.
  let steps: Double
  /// What it is of: an environment, or its family.
  let place: String

  /// A shorter part of it than this is far too short.
  static let minShare = 0.05

  /// Finds it; `nil` if no score is published, neither of the environment nor of its family.
  init?(_ environment: EnvironmentSpecification) {
    let framesPerStep = environment.definition.framesPerStep(environment) ?? 1
    let family = environment.definition.family
    let lengths = PublishedScore.all.compactMap {
      score -> (score: PublishedScore, steps: Double)? in
      guard let length = score.length else { return nil }
      let isInFrames = length.unit == .frames
      return (score, isInFrames ? length.count / Double(framesPerStep) : length.count)
    }
    let own = lengths.filter {
      $0.score.environment.withoutVersion == environment.id.withoutVersion
    }
    let relatives = lengths.filter {
      !family.namespace.isEmpty && $0.score.environment.hasPrefix(family.namespace)
    }
    guard let shortest = (own.isEmpty ? relatives : own).min(by: { $0.steps < $1.steps }) else {
      return nil
    }
    measure = shortest.score.measure
    steps = shortest.steps
    place = own.isEmpty ? "the games of this family" : shortest.score.environment
  }
}

extension PublishedScore {
  /// What a length counts.
  enum LengthUnit: String {
    case steps, frames
  }

  /// The length of the training, which `measure` is; `nil` if it is something else.
  var length: (count: Double, unit: LengthUnit)? {
    let words = measure.split(separator: " ")
    guard words.count == 2, let count = Numeral(String(words[0])),
      let unit = LengthUnit(rawValue: String(words[1]))
    else { return nil }
    return (count.real, unit)
  }
}

extension String {
  /// The name of an environment without its version: `CartPole` of `CartPole-v1`.
  fileprivate var withoutVersion: Substring {
    guard let dash = lastIndex(of: "-") else { return self[...] }
    let version = self[index(after: dash)...]
    return version.hasPrefix("v") && Int(version.dropFirst()) != nil ? self[..<dash] : self[...]
  }
}
