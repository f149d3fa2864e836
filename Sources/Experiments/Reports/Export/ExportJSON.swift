import DeepQ
import Foundation
public import HDF5

/// The JSON of exports: one line, keys in order, so that the bytes are always the same.
enum ExportJSON {
  static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// Numbers of which those that are not finite are `null`: JSON has no others.
  static func finite(_ numbers: [Double]) -> [Double?] {
    numbers.map { $0.isFinite ? $0 : nil }
  }
}

/// Lists stay lists, and no value is `null`.
extension HyperparameterValue: Encodable {
  /// Writes the value as its own type.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .integer(let number): try container.encode(number)
    case .real(let number): try container.encode(number)
    case .flag(let truth): try container.encode(truth)
    case .word(let word): try container.encode(word)
    case .words(let words): try container.encode(words)
    case .integers(let numbers): try container.encode(numbers)
    case .convolutions(let convolutions): try container.encode(convolutions.map(\.description))
    case .none: try container.encodeNil()
    }
  }
}

extension SummaryValue: Encodable {
  /// Writes the cell as its own type; what is empty or not finite is `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .integer(let number): try container.encode(number)
    case .unsigned(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    case .real(let number) where number.isFinite: try container.encode(number)
    case .real, .empty: try container.encodeNil()
    }
  }
}

extension RecordValue: Encodable {
  /// Writes the attribute as its own type.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .int64(let number): try container.encode(number)
    case .uint64(let number): try container.encode(number)
    case .float64(let number): try container.encode(number)
    case .bool(let truth): try container.encode(truth)
    case .int64s(let numbers): try container.encode(numbers)
    }
  }
}
