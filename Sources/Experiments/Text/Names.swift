/// The name of an experiment, which is the name of its results folder.
enum ExperimentName {
  /// What a name must be, for messages.
  static let requirement =
    "at most 64 of a-z, 0-9, '.', '_' and '-', with a letter or a digit first"

  /// Whether a text can name a results folder everywhere: no path, no hidden file, no letters that
  /// differ in case only.
  static func isValid(_ name: String) -> Bool {
    func isLetterOrDigit(_ byte: UInt8) -> Bool {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    guard let first = name.utf8.first, name.utf8.count <= 64 else { return false }
    return isLetterOrDigit(first)
      && name.utf8.allSatisfy { isLetterOrDigit($0) || "._-".utf8.contains($0) }
  }
}

/// The id of a trial or of a configuration, which names a trial's files.
enum TrialID {
  /// Digits of an id.
  static let digits = 12

  /// Whether a text has the form of an id.
  static func isValid(_ id: String) -> Bool { id.isHexadecimal(digits: digits) }
}
