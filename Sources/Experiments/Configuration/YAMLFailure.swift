import Yams

/// Why Yams has given up on a text.
enum YAMLFailure: ExitStatusError {
  /// A map names a key twice; this is one of the positions.
  case duplicate(String, SourcePosition)
  /// There is more than one document.
  case severalDocuments(SourcePosition)
  /// Anything else, in libyaml's words.
  case syntax(String, SourcePosition?)

  init(_ error: YamlError) {
    func position(_ mark: Mark) -> SourcePosition {
      SourcePosition(line: max(1, mark.line), column: max(1, mark.column))
    }
    switch error {
    case .duplicatedKeysInMapping(let duplicates, let context):
      self = .duplicate(duplicates.first ?? "", position(context.mark))
    case .composer(_, let problem, let mark, _):
      self =
        problem.contains("another document")
        ? .severalDocuments(position(mark)) : .syntax(problem, position(mark))
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _):
      let setting = context.map { " \($0.text)" } ?? ""
      self = .syntax(problem + setting, position(mark))
    case .reader(let problem, _, _, _): self = .syntax(problem, nil)
    default: self = .syntax("\(error)", nil)
    }
  }

  var exitStatus: ExitStatus { .wrongInput }

  var description: String { configurationError(source: 0).message }

  func configurationError(source: Int) -> ConfigurationError {
    func placed(_ position: SourcePosition?) -> SourcePosition? {
      position.map { SourcePosition(source: source, line: $0.line, column: $0.column) }
    }
    switch self {
    case .duplicate(let key, let position):
      return .duplicate(key, firstLine: nil, at: placed(position))
    case .severalDocuments(let position): return .severalDocuments(at: placed(position))
    case .syntax(let problem, let position): return .syntax(problem, at: placed(position))
    }
  }
}
