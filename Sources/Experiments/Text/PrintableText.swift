extension String {
  /// The text without control characters except line feeds: names and reasons may come from
  /// untrusted files.
  public var printable: String {
    guard unicodeScalars.contains(where: Self.isObeyed) else { return self }
    var text = UnicodeScalarView()
    for scalar in unicodeScalars { text.append(Self.isObeyed(scalar) ? "\u{FFFD}" : scalar) }
    return String(text)
  }

  private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control && scalar != "\n"
  }
}
