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

  /// For example: `/episodes/return[12]: stored 37, again 38`.
  public var description: String { "\(element): stored \(stored), again \(fresh)" }
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
    return ranked.sorted { ($0.rank, $0.order) < ($1.rank, $1.order) }.map(\.difference)
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
    guard let stored, let fresh, stored.shape == fresh.shape,
      stored.values.typeName == fresh.values.typeName
    else {
      return RecordDifference(
        path: path, index: [], stored: stored?.outline ?? "nothing",
        fresh: fresh?.outline ?? "nothing")
    }
    guard let offset = stored.values.firstDifference(from: fresh.values) else {
      return stored.units == fresh.units && stored.description == fresh.description
        ? nil
        : RecordDifference(
          path: path, index: [], stored: "\(stored.units) (\(stored.description))",
          fresh: "\(fresh.units) (\(fresh.description))")
    }
    return RecordDifference(
      path: path, index: stored.index(of: offset), stored: stored.values.text(at: offset),
      fresh: fresh.values.text(at: offset))
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
  /// Episodes are ordered by number, whichever of their values differs.
  fileprivate var rank: Int {
    if path.hasPrefix("/episodes/") { return index.first ?? -1 }
    if path.hasSuffix("_sha256") { return .max }
    return path.contains("@") ? .max - 1 : .max - 2
  }
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
    for size in shape.reversed() {
      index.append(rest % size)
      rest /= size
    }
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
  /// The element as text, shortest where it is real.
  fileprivate func text(at index: Int) -> String {
    switch self {
    case .float32(let values): shortest(values[index])
    case .float64(let values): shortest(values[index])
    case .int64(let values): "\(values[index])"
    case .uint64(let values): "\(values[index])"
    case .uint8(let values): "\(values[index])"
    }
  }

  /// The first element whose bits differ; both sides have the same type and count.
  fileprivate func firstDifference(from other: FieldValues) -> Int? {
    let size = withBytes { $0.count / max(1, count) }
    return withBytes { left in
      other.withBytes { right in
        zip(left, right).enumerated().first { $1.0 != $1.1 }.map { $0.offset / size }
      }
    }
  }
}
