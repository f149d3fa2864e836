import HDF5

/// The first element at which one array, or one attribute, of two records differs.
public struct RecordDifference: Equatable, Sendable, CustomStringConvertible {
  /// The array's path, or the attribute's (`/@steps`, `/hyperparameters@gamma`).
  public let path: String
  /// The first element that differs; empty for an attribute, or if the arrays' shapes differ.
  public let index: [Int]
  /// What the file holds.
  public let stored: String
  /// What it ought to hold.
  public let fresh: String

  /// The path with its element: `/episodes/return[12]`.
  public var element: String {
    index.isEmpty ? path : path + "[" + index.map(String.init).joined(separator: ", ") + "]"
  }

  /// The episode, evaluation or array, and the quantity, as a reader counts: from 1.
  ///
  /// For example: `episode 37: loss`, `evaluation 2, episode 5: return`.
  public var place: String {
    let name = String(path.split(separator: "/").last ?? "")
    if path.hasPrefix("/episodes/"), let episode = index.first {
      return "episode \(episode + 1): \(name)"
    }
    if path.hasPrefix("/evaluations/"), let evaluation = index.first {
      let episode = index.count > 1 ? ", episode \(index[1] + 1)" : ""
      return "evaluation \(evaluation + 1)\(episode): \(name)"
    }
    return element
  }

  /// The place with both values, named after where they come from.
  ///
  /// For example: `first differs in episode 37: loss 0.0123 (A), 0.0124 (B)`.
  public func text(stored: String = "stored", fresh: String = "again") -> String {
    "first differs in \(place) \(self.stored) (\(stored)), \(self.fresh) (\(fresh))"
  }

  /// For example: `first differs in episode 13: return 37 (stored), 38 (again)`.
  public var description: String { text() }
}

extension Record {
  /// Compares bit for bit what a file holds with what it ought to hold.
  ///
  /// - Returns: One difference for each array and attribute that differs; none if the records are
  ///   equal. What happened first comes first: the earliest episode, then the other arrays, the
  ///   attributes, and the digests last.
  func differences(from fresh: Record) -> [RecordDifference] {
    let arrays = Self.union(fields.map(\.path), fresh.fields.map(\.path)).compactMap { path in
      Self.difference(of: path, stored: field(path), fresh: fresh.field(path))
    }
    let single = Self.union(attributes.map(\.key), fresh.attributes.map(\.key)).compactMap { key in
      Self.difference(
        of: key, stored: attributes.first { $0.key == key }?.value,
        fresh: fresh.attributes.first { $0.key == key }?.value)
    }
    let ranked = (arrays + single).enumerated().map { (rank: $1.rank, order: $0, difference: $1) }
    return ranked.sorted { one, other in
      one.rank == other.rank
        ? one.order < other.order : one.rank.lexicographicallyPrecedes(other.rank)
    }.map(\.difference)
  }

  /// The names of both lists, once each, sorted.
  private static func union(_ left: [String], _ right: [String]) -> [String] {
    var last: String?
    return (left + right).sorted().filter { name in
      defer { last = name }
      return name != last
    }
  }

  private static func difference(
    of path: String, stored: RecordField?, fresh: RecordField?
  ) -> RecordDifference? {
    guard let stored, let fresh, stored.shape.count == fresh.shape.count,
      stored.shape.dropFirst() == fresh.shape.dropFirst(),
      stored.values.typeName == fresh.values.typeName,
      stored.shape == fresh.shape || path.isCurve
    else {
      return RecordDifference(
        path: path, index: [], stored: stored?.outline ?? "nothing",
        fresh: fresh?.outline ?? "nothing")
    }
    guard let offset = stored.values.firstDifference(from: fresh.values) else {
      if stored.shape != fresh.shape {
        // One has more episodes or evaluations: the first that the other lacks.
        let common = min(stored.values.count, fresh.values.count)
        return RecordDifference(
          path: path, index: stored.index(of: common),
          stored: stored.values.text(at: common) ?? "nothing",
          fresh: fresh.values.text(at: common) ?? "nothing")
      }
      return stored.units == fresh.units && stored.description == fresh.description
        ? nil
        : RecordDifference(
          path: path, index: [], stored: "\(stored.units) (\(stored.description))",
          fresh: "\(fresh.units) (\(fresh.description))")
    }
    return RecordDifference(
      path: path, index: stored.index(of: offset),
      stored: stored.values.text(at: offset) ?? "nothing",
      fresh: fresh.values.text(at: offset) ?? "nothing")
  }

  private static func difference(
    of path: String, stored: RecordValue?, fresh: RecordValue?
  ) -> RecordDifference? {
    guard stored != fresh else { return nil }
    return RecordDifference(
      path: path, index: [], stored: stored.map(\.formatted) ?? "nothing",
      fresh: fresh.map(\.formatted) ?? "nothing")
  }
}

extension RecordDifference {
  /// What to report first: lower is earlier.
  ///
  /// Episodes are ordered by number, and so are evaluations, whichever of their values differs.
  fileprivate var rank: [Int] {
    let name = String(path.split(separator: "/").last ?? "")
    if path.hasPrefix("/episodes/") {
      return [0, index.first ?? -1, Self.episodeOrder.firstIndex(of: name) ?? .max]
    }
    if path.hasPrefix("/evaluations/") { return [1, index.first ?? -1] }
    if path.hasSuffix("_sha256") { return [6] }
    if path.contains("@") { return [5] }
    if path.hasPrefix("/random/") { return [4] }
    return [path.hasPrefix("/weights/") ? 3 : 2]
  }

  /// The quantities of an episode: what happened comes before what was learned from it.
  private static let episodeOrder = [
    "return", "length", "step", "epsilon", "loss", "terminated", "truncated",
  ]
}

extension String {
  /// Whether it is the path of an array with one row an episode or evaluation.
  fileprivate var isCurve: Bool { hasPrefix("/episodes/") || hasPrefix("/evaluations/") }
}

extension RecordAttribute {
  fileprivate var key: String { "\(object)@\(name)" }
}

extension RecordField {
  /// Type and shape: `float64 [120]`.
  fileprivate var outline: String { "\(values.typeName) \(shape)" }

  /// The index along each axis of the element at `offset` in row-major order.
  fileprivate func index(of offset: Int) -> [Int] {
    var rest = offset
    var index: [Int] = []
    for size in shape.dropFirst().reversed() {
      index.append(rest % max(1, size))
      rest /= max(1, size)
    }
    // The first axis may be longer elsewhere.
    if !shape.isEmpty { index.append(rest) }
    return index.reversed()
  }
}

extension RecordValue {
  /// The value as an experiment file would have it.
  var formatted: String {
    switch self {
    case .text(let text): text
    case .int64(let number): "\(number)"
    case .uint64(let number): "\(number)"
    case .float64(let number): shortest(number)
    case .bool(let truth): truth ? "true" : "false"
    case .int64s(let numbers): "[" + numbers.map(String.init).joined(separator: ", ") + "]"
    }
  }
}

extension FieldValues {
  /// The element as text, shortest where it is real; `nil` behind the end.
  fileprivate func text(at index: Int) -> String? {
    guard index < count else { return nil }
    return switch self {
    case .float32(let values): shortest(values[index])
    case .float64(let values): shortest(values[index])
    case .int64(let values): "\(values[index])"
    case .uint64(let values): "\(values[index])"
    case .uint8(let values): "\(values[index])"
    }
  }

  /// The first element whose bits differ; both sides have the same type, and
  /// count up to the shorter one's end.
  fileprivate func firstDifference(from other: FieldValues) -> Int? {
    let size = withBytes { $0.count / max(1, count) }
    return withBytes { left in
      other.withBytes { right in
        zip(left, right).enumerated().first { $1.0 != $1.1 }.map { $0.offset / size }
      }
    }
  }
}
