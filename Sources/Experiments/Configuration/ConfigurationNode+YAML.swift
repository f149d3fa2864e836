import Yams

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
