import Foundation

/// What NumPy 2.4.6 drew: `Recordings/numpy.json`, written by `Recordings/record_numpy.py`.
struct NumPyRecording: Decodable {
  var seedSequences: [SeedSequenceCase]
  var spawning: [SeedSequenceCase]
  var raw: [RawCase]
  var doubles: [DoublesCase]
  var integers: [IntegersCase]
  var interleaved: InterleavedCase
  var shuffles: [ShuffleCase]
  var samples: [SampleCase]
  var samplesWithReplacement: [SampleCase]
  var streams: [StreamsCase]
  var randomStates: [RandomStateCase]

  struct SeedSequenceCase: Decodable {
    var entropy: [Hexadecimal]?
    var spawnKey: [Hexadecimal]
    var state32: [Hexadecimal]
    var state64: [Hexadecimal]?
  }

  struct RawCase: Decodable {
    var seed: Hexadecimal
    var start: [Hexadecimal]
    var raw: [Hexadecimal]
    var end: [Hexadecimal]
  }

  struct DoublesCase: Decodable {
    var draw: String
    var ends: [Hexadecimal]?
    var values: [Hexadecimal]
  }

  struct IntegersCase: Decodable {
    var low: DecimalInteger
    var high: DecimalInteger
    var values: [DecimalInteger]
    var end: [Hexadecimal]
  }

  struct InterleavedCase: Decodable {
    var rows: [Row]
    var end: [Hexadecimal]

    struct Row: Decodable {
      var bound: DecimalInteger
      var integer: DecimalInteger
      var double: Hexadecimal?

      enum CodingKeys: CodingKey { case bound, integer, double }

      init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        bound = try container.decode(DecimalInteger.self, forKey: .bound)
        integer = try container.decode(DecimalInteger.self, forKey: .integer)
        double = try? container.decode(Hexadecimal.self, forKey: .double)
      }
    }
  }

  struct ShuffleCase: Decodable {
    var count: Int
    var values: [Hexadecimal]
    var end: [Hexadecimal]
  }

  struct SampleCase: Decodable {
    var seed: Hexadecimal
    var population: DecimalInteger
    var count: Int
    var values: [Hexadecimal]
    var end: [Hexadecimal]
  }

  struct StreamsCase: Decodable {
    var root: Hexadecimal
    var replicate: Int
    var environmentSeed: Hexadecimal
    var states: [[Hexadecimal]]
    var step: Hexadecimal
    var evaluationSeed: Hexadecimal
    var evaluationExploration: [Hexadecimal]
  }

  /// `numpy.random.RandomState`, which draws from the Mersenne Twister.
  struct RandomStateCase: Decodable {
    /// The words of the seed, the low one first.
    var seed: Hexadecimal
    var unit: [Hexadecimal]
    var below2: [DecimalInteger]
    var from1below6: [DecimalInteger]
    /// After 700 more doubles.
    var late: [DecimalInteger]
  }

  static func read() throws -> NumPyRecording {
    try JSONDecoder().decode(NumPyRecording.self, from: recordedFile("numpy.json"))
  }
}

/// A whole number, or a double's bits, written in hexadecimal.
struct Hexadecimal: Decodable {
  var bits: UInt64

  var word: UInt32 { UInt32(truncatingIfNeeded: bits) }
  var double: Double { Double(bitPattern: bits) }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let bits = UInt64(text, radix: 16) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "not hexadecimal: \(text)")
    }
    self.bits = bits
  }
}

/// A whole number written in decimal, because JSON's own numbers are doubles to many readers.
struct DecimalInteger: Decodable {
  var value: Int

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Int(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "not an integer: \(text)")
    }
    self.value = value
  }
}

/// The contents of a file beside the scripts that recorded it.
func recordedFile(_ name: String) throws -> Data {
  guard let folder = Bundle.module.url(forResource: "Recordings", withExtension: nil) else {
    throw CocoaError(.fileNoSuchFile)
  }
  return try Data(contentsOf: folder.appending(path: name))
}
