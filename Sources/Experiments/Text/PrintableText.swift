extension String {
  /// The text with nothing in it that a terminal would obey, but for the ends of its lines: names
  /// and reasons may come from files of others.
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
