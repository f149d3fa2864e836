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
