import Yams

/// A value of an experiment file with its position: what is left of YAML once syntax, aliases and
/// tags are dealt with.
struct ConfigurationNode: Equatable, Sendable {
  /// What it holds.
  enum Content: Equatable, Sendable {
    /// A word, a number, a text; `quoted` if the file puts it in quotes.
    case scalar(String, quoted: Bool)
    case list([ConfigurationNode])
    case map([Entry])
  }

  /// One `key: value` of a map.
  struct Entry: Equatable, Sendable {
    var key: String
    var position: SourcePosition
    var value: ConfigurationNode
  }

  var content: Content
  var position: SourcePosition
  /// Whether the file writes it on one line, in brackets or braces; kept for writing it again.
  var isFlow = false

  /// What a reader would call it.
  var kindName: String {
    switch content {
    case .scalar(let text, let quoted):
      if !quoted && ConfigurationNode.nothing.contains(text) { return "nothing" }
      return quoted ? "text in quotes" : Quotation.quoted(text)
    case .list(let elements): return elements.isEmpty ? "an empty list" : "a list"
    case .map: return "a map"
    }
  }

  /// How YAML writes that there is no value.
  static let nothing = ["", "~", "null", "Null", "NULL"]

  /// The text of a scalar, in quotes or not.
  var text: String? {
    if case .scalar(let text, _) = content { return text }
    return nil
  }

  /// The text of a scalar that is not in quotes.
  var plainText: String? {
    if case .scalar(let text, quoted: false) = content { return text }
    return nil
  }

  var list: [ConfigurationNode]? {
    if case .list(let elements) = content { return elements }
    return nil
  }

  var map: [Entry]? {
    if case .map(let entries) = content { return entries }
    return nil
  }

  /// Whether the file gives a key without a value.
  var isNothing: Bool { plainText.map { Self.nothing.contains($0) } ?? false }
}

/// A key in full, dots and all, with its value: dotted keys and nested maps mean the same.
struct ConfigurationField: Equatable, Sendable {
  var key: String
  var position: SourcePosition
  var value: ConfigurationNode
}

extension ConfigurationNode {
  /// The fields of a map, nested maps written with dots.
  ///
  /// - Parameters:
  ///   - entries: the map.
  ///   - prefix: the key that the map is the value of.
  ///   - isLeaf: whether a map is itself a value, and not a nest of keys.
  /// - Returns: the fields in file order.
  static func fields(
    of entries: [Entry], under prefix: String = "",
    isLeaf: (ConfigurationNode) -> Bool = { _ in false }
  ) -> [ConfigurationField] {
    var fields: [ConfigurationField] = []
    for entry in entries {
      let key = prefix.isEmpty ? entry.key : "\(prefix).\(entry.key)"
      if let nested = entry.value.map, !isLeaf(entry.value) {
        fields += Self.fields(of: nested, under: key, isLeaf: isLeaf)
      } else {
        fields.append(ConfigurationField(key: key, position: entry.position, value: entry.value))
      }
    }
    return fields
  }
}

/// Changes to a tree by full keys, whether the file writes them with dots or as nested maps.
extension ConfigurationNode {
  /// The field of that full key.
  func field(_ key: String) -> ConfigurationField? {
    Self.fields(of: map ?? [], isLeaf: Self.holdsValues).first { Self.isSame($0.key, key) }
  }

  /// Replaces the value of a key; false if the key does not occur.
  mutating func replace(_ key: String, with value: ConfigurationNode, at position: SourcePosition)
    -> Bool
  {
    change(key, under: "") { entry in
      ConfigurationNode.Entry(key: entry.key, position: position, value: value)
    }
  }

  /// Takes a key out, and the maps that it leaves empty.
  mutating func remove(_ key: String) { _ = change(key, under: "") { _ in nil } }

  /// Adds an entry at the end of a block, or at the end of the file.
  mutating func append(_ entry: Entry, toBlock block: Block?) {
    guard var entries = map else { return }
    if let block, let index = entries.firstIndex(where: { $0.key == block.rawValue }) {
      let inner = entries[index].value.map ?? []
      entries[index].value.content = .map(inner + [entry])
    } else if let block {
      let node = ConfigurationNode(content: .map([entry]), position: entry.position)
      entries.append(Entry(key: block.rawValue, position: entry.position, value: node))
    } else {
      entries.append(entry)
    }
    content = .map(entries)
  }

  /// Changes the elements of a list at the top of the file; those that become `nil` go.
  mutating func changeElements(of key: String, _ change: (ConfigurationNode) -> ConfigurationNode?)
  {
    guard var entries = map, let index = entries.firstIndex(where: { $0.key == key }),
      let elements = entries[index].value.list
    else { return }
    let left = elements.compactMap(change)
    if left.isEmpty {
      entries.remove(at: index)
    } else {
      entries[index].value.content = .list(left)
    }
    content = .map(entries)
  }

  /// The same node at another position.
  func moved(to position: SourcePosition) -> ConfigurationNode {
    ConfigurationNode(content: content, position: position, isFlow: isFlow)
  }

  private mutating func change(
    _ key: String, under prefix: String, _ change: (Entry) -> Entry?
  ) -> Bool {
    guard let entries = map else { return false }
    var isFound = false
    var changed: [Entry] = []
    for entry in entries {
      let full = prefix.isEmpty ? entry.key : "\(prefix).\(entry.key)"
      if entry.value.map != nil, !Self.holdsValues(entry.value) {
        var inner = entry
        let isInside = inner.value.change(key, under: full, change)
        isFound = isFound || isInside
        let isLeftEmpty = isInside && inner.value.map?.isEmpty ?? false
        if !isLeftEmpty { changed.append(inner) }
      } else if Self.isSame(full, key) {
        isFound = true
        if let replacement = change(entry) { changed.append(replacement) }
      } else {
        changed.append(entry)
      }
    }
    content = .map(changed)
    return isFound
  }

  private static func holdsValues(_ node: ConfigurationNode) -> Bool {
    node.map?.contains { $0.key == "values" } ?? false
  }

  /// `optimizer: {name: adam}` says the same as `optimizer: adam`.
  private static func isSame(_ first: String, _ second: String) -> Bool {
    func short(_ key: String) -> Substring {
      key.hasSuffix("optimizer.name") ? key.dropLast(".name".count) : key[...]
    }
    return short(first) == short(second)
  }
}

extension ConfigurationNode {
  /// The node written as YAML, order kept; `nil` if Yams cannot, which no node read from a file
  /// makes it do.
  var yaml: String? {
    try? Yams.serialize(node: yamsNode, width: -1, allowUnicode: true)
  }

  private var yamsNode: Node {
    switch content {
    case .scalar(let text, let isQuoted):
      return .scalar(.init(text, .implicit, isQuoted ? .doubleQuoted : .plain))
    case .list(let elements):
      return .sequence(.init(elements.map(\.yamsNode), .implicit, isFlow ? .flow : .block))
    case .map(let entries):
      let pairs = entries.map { entry in
        (Node.scalar(.init(entry.key, .implicit, .plain)), entry.value.yamsNode)
      }
      return .mapping(.init(pairs, .implicit, isFlow ? .flow : .block))
    }
  }
}
