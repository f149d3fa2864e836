import Platform

/// The bytes of an experiment file made into nodes, and everything wrong with them as text and as
/// YAML.
struct ConfigurationText: Sendable {
  /// Larger files are refused unread.
  static let largestFile = 1 << 20

  /// The text, as it was read.
  var text: String
  /// The whole file's value; `nil` if the syntax is too broken.
  var root: ConfigurationNode?
  /// What is wrong so far.
  var errors: [ConfigurationError]

  /// Reads a file.
  ///
  /// - Throws: `ConfigurationErrors` if it cannot be read at all.
  static func bytes(ofFile path: String) throws(ConfigurationErrors) -> [UInt8] {
    let source = SourceText(name: path)
    func refusal(_ error: ConfigurationError) -> ConfigurationErrors {
      ConfigurationErrors([error], in: source)
    }
    do throws(FileError) {
      return try WholeFile.read(path, limit: largestFile, from: .user)
    } catch {
      switch error.code {
      case 0: throw refusal(.tooLarge(limit: largestFile))
      case ENOENT, ENOTDIR: throw refusal(.unreadable("there is no such file"))
      case EISDIR: throw refusal(.unreadable("it is a folder"))
      default:
        throw refusal(
          .unreadable(error.call == "open" ? "it cannot be opened" : "reading failed"))
      }
    }
  }

  /// Makes nodes of a text's bytes.
  ///
  /// - Parameters:
  ///   - bytes: the text in UTF-8.
  ///   - source: the number of the text in its positions: 0 for the file, i for an option.
  init(bytes: [UInt8], source: Int = 0) {
    text = ""
    errors = []
    if bytes.count > Self.largestFile {
      errors = [.tooLarge(limit: Self.largestFile)]
      return
    }
    guard let decoded = String(validating: bytes, as: UTF8.self) else {
      text = String(decoding: bytes, as: UTF8.self)
      errors = [Self.encodingError(in: bytes, source: source)]
      return
    }
    text = decoded
    errors = Self.forbiddenCharacters(in: decoded, source: source)
    guard errors.isEmpty else { return }
    var reader = YAMLReader(source: source)
    root = reader.read(decoded)
    errors = reader.errors
  }

  /// Where the bytes stop being UTF-8.
  private static func encodingError(in bytes: [UInt8], source: Int) -> ConfigurationError {
    var good = 0
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    decoding: while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): good += UTF8.encode(scalar)?.count ?? 0
      case .emptyInput, .error: break decoding
      }
    }
    let before = SourceText.lines(of: String(decoding: bytes[..<good], as: UTF8.self))
    let position = SourcePosition(
      source: source, line: before.count, column: (before.last?.unicodeScalars.count ?? 0) + 1)
    return .notUTF8(byte: good < bytes.count ? bytes[good] : 0, at: position)
  }

  /// Characters that no experiment file needs: control characters, and those that `YAMLReader` uses
  /// as marks.
  private static func forbiddenCharacters(in text: String, source: Int) -> [ConfigurationError] {
    var errors: [ConfigurationError] = []
    for (index, line) in SourceText.lines(of: text).enumerated() {
      for (column, scalar) in line.unicodeScalars.enumerated() where isForbidden(scalar) {
        if index == 0 && column == 0 && scalar == "\u{FEFF}" { continue }
        let position = SourcePosition(source: source, line: index + 1, column: column + 1)
        errors.append(.forbiddenCharacter(scalar, at: position))
        if errors.count > ConfigurationErrors.shown { return errors }
      }
    }
    return errors
  }

  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09: false
    case 0..<0x20, 0x7F..<0xA0, 0xFEFF, 0xFFFE, 0xFFFF: true
    default: YAMLReader.isMark(scalar)
    }
  }
}
