/// The content of a file as plain values in a fixed order, independent of the file format.
///
/// Every dataset has the attributes `units` and `description`; groups may have any attributes.
///
/// Attributes are sorted by object and name, fields by path, so two records with the same content
/// are equal, give the same bytes, and have the same digest.
public struct Record: Equatable, Sendable {
  /// Single values, attached to a group or to the root (`/`).
  public let attributes: [RecordAttribute]
  /// Arrays, with their meaning.
  public let fields: [RecordField]

  /// Creates a record of attributes and fields in any order.
  public init(attributes: [RecordAttribute], fields: [RecordField]) {
    self.attributes = attributes.sorted { ($0.object, $0.name) < ($1.object, $1.name) }
    self.fields = fields.sorted { $0.path < $1.path }
  }

  /// The attribute of that name, if there is one.
  public func attribute(_ name: String, of object: String = "/") -> RecordValue? {
    attributes.first { $0.name == name && $0.object == object }?.value
  }

  /// The field of that path, if there is one.
  public func field(_ path: String) -> RecordField? {
    fields.first { $0.path == path }
  }
}

/// A named value of a group.
public struct RecordAttribute: Equatable, Sendable {
  /// The group's path, such as `/` or `/settings`.
  public let object: String
  /// The attribute's name.
  public let name: String
  /// Its value.
  public let value: RecordValue

  /// Creates an attribute.
  public init(object: String, name: String, value: RecordValue) {
    self.object = object
    self.name = name
    self.value = value
  }
}

/// The values that an attribute can have.
///
/// Real numbers are equal if their bits are.
public enum RecordValue: Equatable, Sendable {
  /// UTF-8 text without zero bytes.
  case text(String)
  /// A whole number.
  case int64(Int64)
  /// A whole number that is never negative, such as a seed.
  case uint64(UInt64)
  /// A real number.
  case float64(Double)
  /// A truth value, stored as 0 or 1.
  case bool(Bool)
  /// A list of whole numbers, which may be empty.
  case int64s([Int64])

  /// Compares bit for bit, so that a record with not-a-number in it equals itself.
  public static func == (left: RecordValue, right: RecordValue) -> Bool {
    switch (left, right) {
    case (.text(let left), .text(let right)): left.utf8.elementsEqual(right.utf8)
    case (.int64(let left), .int64(let right)): left == right
    case (.uint64(let left), .uint64(let right)): left == right
    case (.float64(let left), .float64(let right)): left.bitPattern == right.bitPattern
    case (.bool(let left), .bool(let right)): left == right
    case (.int64s(let left), .int64s(let right)): left == right
    default: false
    }
  }
}

/// An array with its meaning: a dataset.
public struct RecordField: Equatable, Sendable {
  /// The dataset's path, such as `/measurements/time`.
  public let path: String
  /// Its size along each axis, row-major.
  public let shape: [Int]
  /// The elements.
  public let values: FieldValues
  /// Unit of the values; `1` for pure numbers.
  public let units: String
  /// One sentence for a reader.
  public let description: String

  /// Creates a field.
  ///
  /// - Precondition: `shape` has at least one axis, and as many elements as `values`.
  public init(
    path: String, shape: [Int], values: FieldValues, units: String, description: String
  ) {
    precondition(!shape.isEmpty, "\(path) has no axes")
    precondition(
      shape.reduce(1, *) == values.count,
      "\(path) has \(values.count) values, which do not fill the shape \(shape)")
    self.path = path
    self.shape = shape
    self.values = values
    self.units = units
    self.description = description
  }
}

/// The elements of a field, row-major.
///
/// Real numbers are equal if their bits are.
public enum FieldValues: Equatable, Sendable {
  /// Real numbers of 32 bits.
  case float32([Float])
  /// Real numbers of 64 bits.
  case float64([Double])
  /// Whole numbers.
  case int64([Int64])
  /// Whole numbers that are never negative.
  case uint64([UInt64])
  /// Bytes; truth values are stored as 0 and 1.
  case uint8([UInt8])

  /// Truth values.
  public static func bools(_ values: [Bool]) -> FieldValues { .uint8(values.map { $0 ? 1 : 0 }) }

  /// Number of elements.
  public var count: Int {
    switch self {
    case .float32(let values): values.count
    case .float64(let values): values.count
    case .int64(let values): values.count
    case .uint64(let values): values.count
    case .uint8(let values): values.count
    }
  }

  /// The name of the element type, as digests and messages use it.
  public var typeName: String {
    switch self {
    case .float32: "float32"
    case .float64: "float64"
    case .int64: "int64"
    case .uint64: "uint64"
    case .uint8: "uint8"
    }
  }

  /// Calls `body` with the elements' bytes, little-endian, as they are stored in the file.
  ///
  /// Every machine that Swift runs on is little-endian, so these are the elements' own bytes.
  public func withBytes<T>(_ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
    precondition(1.littleEndian == 1, "files are written on little-endian machines only")
    return switch self {
    case .float32(let values): try values.withUnsafeBytes(body)
    case .float64(let values): try values.withUnsafeBytes(body)
    case .int64(let values): try values.withUnsafeBytes(body)
    case .uint64(let values): try values.withUnsafeBytes(body)
    case .uint8(let values): try values.withUnsafeBytes(body)
    }
  }

  /// Compares type and elements, bit for bit.
  public static func == (left: FieldValues, right: FieldValues) -> Bool {
    left.typeName == right.typeName
      && left.withBytes { left in right.withBytes { left.elementsEqual($0) } }
  }
}
