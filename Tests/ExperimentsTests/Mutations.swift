import DeepQ
import Foundation

/// Bytes changed at random, the same way every time.
struct Mutations {
  private var random: RandomSource

  init(seed: UInt64) { random = RandomSource(SeedSequence(entropy: seed)) }

  /// How often a test tries: a few times within the suite, as often as `SWEEP_MUTATIONS` says for
  /// `scripts/torture`.
  static func count(_ usual: Int) -> Int {
    ProcessInfo.processInfo.environment["SWEEP_MUTATIONS"].flatMap { Int($0) } ?? usual
  }

  /// One to four changes: a bit, a byte, a run of bytes cut out, doubled or moved, a cut at the end,
  /// a token that parsers dislike.
  mutating func mutate(_ original: [UInt8], tokens: [String]) -> [UInt8] {
    var bytes = original
    for _ in 0...random.integer(below: 4) {
      guard !bytes.isEmpty else { return bytes }
      let place = random.integer(below: bytes.count)
      let end = min(bytes.count, place + 1 + random.integer(below: 40))
      switch random.integer(below: 8) {
      case 0: bytes[place] ^= 1 << UInt8(random.integer(below: 8))
      case 1: bytes[place] = UInt8(random.integer(below: 256))
      case 2: bytes.removeSubrange(place..<end)
      case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 4: bytes.removeLast(bytes.count - place)
      case 5:
        let run = Array(bytes[place..<end])
        bytes.removeSubrange(place..<end)
        bytes.insert(contentsOf: run, at: random.integer(below: bytes.count + 1))
      case 6: bytes.insert(0, at: place)
      default:
        guard !tokens.isEmpty else { continue }
        let token = Array(tokens[random.integer(below: tokens.count)].utf8)
        bytes.replaceSubrange(place..<end, with: token)
      }
    }
    return bytes
  }
}

/// How long this thread has been at work: other tests run at the same time.
enum ProcessorTime {
  /// In seconds, from some beginning.
  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

/// What became of many inputs.
struct Verdicts {
  private(set) var refused = 0
  private(set) var accepted = 0
  private(set) var longest = 0.0

  /// Takes one input; `accept` says whether it was taken for good.
  mutating func note(_ accept: () throws -> Bool) rethrows {
    let began = ProcessorTime.now()
    if try accept() { accepted += 1 } else { refused += 1 }
    longest = max(longest, ProcessorTime.now() - began)
  }

  /// Printed for `scripts/torture`.
  func tell(_ what: String) {
    let time = String(format: "%.3f", longest)
    print(
      "\(what): \(refused + accepted) inputs, \(refused) refused, \(accepted) valid, "
        + "the longest took \(time) s")
  }
}
