/// Changes to a tree by full keys, whether the file writes them with dots or as nested maps.
extension ConfigurationNode {
  /// The field of that full key.
  func field(_ key: String) -> ConfigurationField? {
    Self.fields(of: map ?? [], isLeaf: Self.holdsValues).first { Self.isSame($0.key, key) }
  }

  /// Replaces the value of a key; false if the key does not occur.
  mutating func replace(_ key: String, with value: ConfigurationNode, at place: SourcePosition)
    -> Bool
  {
    change(key, under: "") { entry in
      ConfigurationNode.Entry(key: entry.key, position: place, value: value)
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
  func moved(to place: SourcePosition) -> ConfigurationNode {
    ConfigurationNode(content: content, position: place, isFlow: isFlow)
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
