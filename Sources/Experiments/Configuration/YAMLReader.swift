import Yams

/// Turns YAML into `ConfigurationNode`s by way of Yams, strictly: no tags, no merge keys, one
/// document.
///
/// Yams by itself (6.2) resolves an alias by copying the node, so that `*a` has the position of
/// `&a` and a nest of aliases used as a key takes exponential time to hash; and it stops at the
/// first map that names a key twice, with one of the positions. Both are got round by *marks*,
/// characters of plane 16 that no file may contain and that YAML takes for letters, one for one, so
/// that lines and columns stay what they are:
///
/// - the `*` of whatever could be an alias becomes a mark, Yams reads a scalar, and the alias is
///   resolved here, where its expanded size is known before it is expanded;
/// - a key that Yams finds twice is overwritten by marks at one of its positions and the text is
///   read again, until Yams is content; then every position of the key is known.
struct YAMLReader {
  /// Nodes after the expansion of aliases.
  static let maxNodes = 100_000
  /// Maps and lists inside each other.
  static let maxDepth = 32
  /// Rounds of the search for duplicate keys, and characters that they may read in all: after that
  /// the next duplicate is reported as Yams reports it, and ends the search.
  static let maxDuplicates = 50
  static let maxCharactersRead = 2_000_000

  private static let aliasMark: Unicode.Scalar = "\u{10F000}"
  private static let fillMark: Unicode.Scalar = "\u{10F001}"
  private static let firstKeyMark: UInt32 = 0x10F100

  /// Whether a character is reserved for this reader.
  static func isMark(_ scalar: Unicode.Scalar) -> Bool { scalar.value >= 0x10F000 }

  let source: Int
  private(set) var errors: [ConfigurationError] = []
  /// The keys that are overwritten in the text, by the number in their mark.
  private var maskedKeys: [String] = []
  /// The value of each anchor, with its size.
  private var anchors: [String: (node: ConfigurationNode, count: Int)] = [:]
  private var nodeCount = 0
  private var isOverfull = false

  init(source: Int) { self.source = source }

  /// The text's value, or `nil` if it has none; what is wrong is in `errors`.
  mutating func read(_ text: String) -> ConfigurationNode? {
    var scalars = Array(text.unicodeScalars)
    if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
    maskAliases(in: &scalars)
    while true {
      do throws(YAMLFailure) {
        return try compose(scalars)
      } catch {
        guard case .duplicate(let key, let position) = error,
          mask(key, at: position, in: &scalars)
        else {
          errors.append(error.configurationError(source: source))
          return nil
        }
      }
    }
  }

  private mutating func compose(_ scalars: [Unicode.Scalar]) throws(YAMLFailure)
    -> ConfigurationNode?
  {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    do {
      let parser = try Parser(yaml: String(view), resolver: .basic, encoding: .utf8)
      guard let root = try parser.singleRoot() else { return nil }
      // Nodes hold their anchors weakly: the parser owns them.
      return withExtendedLifetime(parser) { convert(root, depth: 0)?.node }
    } catch let error as YamlError {
      throw YAMLFailure(error)
    } catch {
      throw .syntax("\(error)", nil)
    }
  }

  // MARK: - Marks

  private func maskAliases(in scalars: inout [Unicode.Scalar]) {
    for index in scalars.indices.dropLast() where scalars[index] == "*" {
      if Self.isAnchorCharacter(scalars[index + 1]) { scalars[index] = Self.aliasMark }
    }
  }

  private static func isAnchorCharacter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII
      && (scalar.properties.isAlphabetic || scalar == "_" || scalar == "-"
        || scalar.properties.numericType == .decimal)
  }

  /// Overwrites one occurrence of a duplicate key; false if the text there does not show the key as
  /// Yams has read it.
  private mutating func mask(
    _ key: String, at position: SourcePosition, in scalars: inout [Unicode.Scalar]
  ) -> Bool {
    let name = Array(key.unicodeScalars)
    guard maskedKeys.count < Self.maxDuplicates,
      (maskedKeys.count + 1) * scalars.count < Self.maxCharactersRead, !name.isEmpty,
      var start = Self.index(of: position, in: scalars)
    else { return false }
    if scalars[start] == "\"" || scalars[start] == "'" { start += 1 }
    guard start + name.count <= scalars.count,
      Array(scalars[start..<start + name.count]) == name,
      let mark = Unicode.Scalar(Self.firstKeyMark + UInt32(maskedKeys.count))
    else { return false }
    scalars[start] = mark
    for index in start + 1..<start + name.count { scalars[index] = Self.fillMark }
    maskedKeys.append(key)
    return true
  }

  private static func index(of position: SourcePosition, in scalars: [Unicode.Scalar]) -> Int? {
    var line = 1
    var index = 0
    while line < position.line {
      guard index < scalars.count else { return nil }
      let isPair = scalars[index] == "\r" && index + 1 < scalars.count && scalars[index + 1] == "\n"
      if scalars[index].isLineBreak { line += 1 }
      index += isPair ? 2 : 1
    }
    let found = index + position.column - 1
    return found < scalars.count ? found : nil
  }

  /// The text as the user wrote it.
  private func unmasked(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: Self.isMark) else { return text }
    var view = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where scalar != Self.fillMark {
      if scalar == Self.aliasMark {
        view.append("*")
      } else if scalar.value >= Self.firstKeyMark,
        case let number = scalar.value - Self.firstKeyMark,
        number < UInt32(maskedKeys.count)
      {
        view.append(contentsOf: maskedKeys[Int(number)].unicodeScalars)
      } else {
        view.append(scalar)
      }
    }
    return String(view)
  }
}

// MARK: - From Yams's nodes to ours

extension YAMLReader {
  private typealias Counted = (node: ConfigurationNode, count: Int)

  private func position(of mark: Mark?) -> SourcePosition {
    SourcePosition(source: source, line: mark?.line ?? 1, column: mark?.column ?? 1)
  }

  private mutating func convert(_ node: Node, depth: Int) -> Counted? {
    let position = position(of: node.mark)
    guard !isOverfull else { return nil }
    guard depth <= Self.maxDepth else {
      isOverfull = true
      errors.append(.tooDeep(limit: Self.maxDepth, at: position))
      return nil
    }
    guard count(1, at: position) else { return nil }
    let converted: Counted?
    switch node {
    case .scalar(let scalar): converted = convert(scalar, at: position, depth: depth)
    case .sequence(let list): converted = convert(list, at: position, depth: depth)
    case .mapping(let map): converted = convert(map, at: position, depth: depth)
    case .alias: converted = nil
    }
    if let anchor = node.anchor?.rawValue, let converted { anchors[anchor] = converted }
    return converted
  }

  /// Counts nodes; false, once, when there are too many.
  private mutating func count(_ more: Int, at position: SourcePosition) -> Bool {
    nodeCount += more
    guard nodeCount > Self.maxNodes else { return true }
    if !isOverfull { errors.append(.tooManyNodes(limit: Self.maxNodes, at: position)) }
    isOverfull = true
    return false
  }

  private mutating func convert(
    _ scalar: Node.Scalar, at position: SourcePosition, depth: Int
  ) -> Counted? {
    let isPlain = scalar.style == .plain || scalar.style == .any
    let tag = scalar.tag.description
    if isPlain ? !tag.isEmpty : !["", "!", Tag.Name.str.rawValue].contains(tag) {
      errors.append(.tag(tag, at: position))
    }
    if isPlain, scalar.string.unicodeScalars.first == Self.aliasMark {
      return resolve(alias: unmasked(scalar.string), at: position)
    }
    let content = ConfigurationNode.Content.scalar(unmasked(scalar.string), quoted: !isPlain)
    return (ConfigurationNode(content: content, position: position), 1)
  }

  private mutating func resolve(alias: String, at position: SourcePosition) -> Counted? {
    guard let anchored = anchors[String(alias.dropFirst())] else {
      errors.append(.unknownAlias(alias, at: position))
      return nil
    }
    return count(anchored.count - 1, at: position) ? anchored : nil
  }

  private mutating func convert(
    _ list: Node.Sequence, at position: SourcePosition, depth: Int
  ) -> Counted? {
    if !list.tag.description.isEmpty { errors.append(.tag(list.tag.description, at: position)) }
    var elements: [ConfigurationNode] = []
    var total = 1
    for element in list {
      guard let converted = convert(element, depth: depth + 1) else { continue }
      elements.append(converted.node)
      total += converted.count
    }
    let node = ConfigurationNode(
      content: .list(elements), position: position, isFlow: list.style == .flow)
    return (node, total)
  }

  private mutating func convert(
    _ map: Node.Mapping, at position: SourcePosition, depth: Int
  ) -> Counted? {
    if !map.tag.description.isEmpty { errors.append(.tag(map.tag.description, at: position)) }
    var entries: [ConfigurationNode.Entry] = []
    var firstLines: [String: SourcePosition] = [:]
    var total = 1
    for (key, value) in map {
      let converted = convert(value, depth: depth + 1)
      guard let (name, keyPosition) = self.key(key) else { continue }
      if let first = firstLines[name] {
        errors.append(.duplicate(name, firstLine: first.line, at: keyPosition))
        continue
      }
      firstLines[name] = keyPosition
      guard let converted, count(1, at: keyPosition) else { continue }
      entries.append(.init(key: name, position: keyPosition, value: converted.node))
      total += converted.count + 1
    }
    let node = ConfigurationNode(
      content: .map(entries), position: position, isFlow: map.style == .flow)
    return (node, total)
  }

  /// The word that names a map's entry.
  private mutating func key(_ node: Node) -> (name: String, position: SourcePosition)? {
    let position = position(of: node.mark)
    guard case .scalar(let scalar) = node, scalar.string.unicodeScalars.first != Self.aliasMark
    else {
      errors.append(.keyIsNoWord(at: position))
      return nil
    }
    let name = unmasked(scalar.string)
    if name == "<<" {
      errors.append(.mergeKey(at: position))
      return nil
    }
    if name.isEmpty {
      errors.append(.keyIsNoWord(at: position))
      return nil
    }
    return (name, position)
  }
}

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
