/// The colours of a figure.
public enum FigureTheme: String, CaseIterable, Sendable {
  /// Light or dark as the reader's system prefers it.
  case auto
  /// Dark on white.
  case light
  /// Light on black.
  case dark

  /// Colours and dash patterns are repeated, in other combinations, after so many lines.
  static let lineStyleCount = 8

  /// The style sheet of a figure.
  var styleSheet: String {
    let colours =
      switch self {
      case .auto:
        Self.colours(.light) + "@media (prefers-color-scheme: dark) {\n" + Self.colours(.dark)
          + "}\n"
      case .light: Self.colours(.light)
      case .dark: Self.colours(.dark)
      }
    return Self.shapes + colours
  }

  /// The dash pattern of a line, as `stroke-dasharray`; `nil` for a solid line.
  static func dashes(ofLine index: Int) -> String? {
    let patterns = [
      nil, "5 2", "1.6 1.6", "8 2 1.6 2", "3.2 1.6", "12 2.5", "6 1.6 1.6 1.6 1.6 1.6", "2.4 3",
    ]
    let round = index / lineStyleCount
    return patterns[(index + 3 * round) % patterns.count]
  }

  /// The class of a line's colour.
  static func colourClass(ofLine index: Int) -> String { "c\(index % lineStyleCount)" }

  /// The attributes of a line's dash pattern; none for a solid line.
  static func dashAttributes(ofLine index: Int) -> [(String, String)] {
    dashes(ofLine: index).map { [("stroke-dasharray", $0)] } ?? []
  }

  /// The colours of lines: the palette of Okabe and Ito (*Color Universal Design*, 2008), with grey in
  /// the place of yellow, which is hard to see on white; the dark one is brighter.
  static func lineColours(isDark: Bool) -> [String] {
    isDark
      ? ["#4da3e8", "#f0763a", "#2fc79a", "#e3a0c6", "#f0b429", "#a6dcfa", "#f2f2f2", "#9c9c9c"]
      : ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#7f7f7f"]
  }

  /// The colours of lines as variables and classes of a page's style sheet, for both of its themes.
  static var pageColours: String {
    let pairs = zip(lineColours(isDark: false), lineColours(isDark: true))
    return pairs.enumerated().map { index, pair in
      ":root { --c\(index): light-dark(\(pair.0), \(pair.1)); } "
        + ".\(colourClass(ofLine: index)) { color: var(--c\(index)); }\n"
    }.joined()
  }

  /// Sizes are in units of 0.25 mm, where the figure is as wide as a column of 8.5 cm.
  private static let shapes = """
    text { font-family: Helvetica, Arial, "Liberation Sans", sans-serif; font-size: 10px; }
    .title { font-size: 11.5px; font-weight: bold; }
    .note { font-size: 9px; }
    .end { text-anchor: end; }
    .middle { text-anchor: middle; }
    .grid { stroke-width: 0.6; }
    .axis { stroke-width: 0.9; }
    .threshold { stroke-width: 1; stroke-dasharray: 4 3; }
    .line { fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linejoin: round; }
    .band { fill: currentColor; }
    .dot { fill: currentColor; }

    """

  /// Added to the style sheet of a figure with the curves of seeds.
  static let seedStyle = ".seed { stroke-width: 0.7; stroke-opacity: 0.7; }\n"

  /// The colours of one theme.
  private static func colours(_ theme: FigureTheme) -> String {
    let isDark = theme == .dark
    let (background, text, muted, grid) =
      isDark
      ? ("#0d1117", "#e6e6e6", "#b0b0b0", "#2f353d") : ("#ffffff", "#1a1a1a", "#555555", "#e2e2e2")
    return """
      .background { fill: \(background); }
      text { fill: \(text); }
      .muted { fill: \(muted); }
      .grid { stroke: \(grid); }
      .axis, .threshold { stroke: \(muted); }
      .halo { stroke: \(background); stroke-width: 3; paint-order: stroke; }

      """ + lineColours(isDark: isDark).enumerated().map { ".c\($0) { color: \($1); }\n" }.joined()
  }
}
