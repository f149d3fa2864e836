/// The value of one cell of a summary.
public enum SummaryValue: Equatable, Sendable {
  /// Nothing: the column does not apply.
  case empty
  /// Words, lists, ids and hashes; also every hyperparameter that was read from a CSV file, which does
  /// not say of which type it is.
  case text(String)
  /// A whole number.
  case integer(Int)
  /// A seed.
  case unsigned(UInt64)
  /// A real number.
  case real(Double)

  init(_ number: Int?) { self = number.map { .integer($0) } ?? .empty }
  init(_ number: Double?) { self = number.map { .real($0) } ?? .empty }
  init(_ text: String?) { self = text.map { .text($0) } ?? .empty }

  /// The cell in a CSV file; numbers are the shortest that read back the same.
  public var text: String {
    switch self {
    case .empty: ""
    case .text(let text): text
    case .integer(let number): String(number)
    case .unsigned(let number): String(number)
    case .real(let number): shortest(number)
    }
  }

  /// Whether a CSV file has the same cell for both; one of them may have been read from such a file.
  func isWritten(as other: SummaryValue) -> Bool { self == other || text == other.text }
}
