import Platform

/// Pictures for a terminal, in characters.
public struct TerminalPicture: Sendable {
  /// How colours are shown.
  public enum Style: Sendable {
    /// Two pixels a character, in 24-bit colours.
    case colour
    /// One character for each pair of pixels, by its brightness.
    case plain

    /// What a terminal can do: 24-bit colours if `COLORTERM` says so, and `NO_COLOR` does not forbid
    /// them.
    public static func of(environment: [String: String]) -> Style {
      guard environment["NO_COLOR", default: ""].isEmpty else { return .plain }
      return ["truecolor", "24bit"].contains(environment["COLORTERM"]) ? .colour : .plain
    }
  }

  private let pictures: Rasteriser
  private let style: Style

  /// Pictures of a stage that fit into a terminal.
  ///
  /// - Parameters:
  ///   - stage: what is drawn.
  ///   - columns: the terminal's columns.
  ///   - lines: lines for the picture.
  ///   - style: how colours are shown.
  public init(_ stage: PictureStage, columns: Int, lines: Int, style: Style) {
    // A character is about twice as high as wide, and so as high as two pixels.
    let scale = min(
      Double(max(columns, 8)) / Double(stage.width),
      Double(2 * max(lines, 4)) / Double(stage.height)
    )
    var (width, height) = (
      Int(Double(stage.width) * scale), Int(Double(stage.height) * scale) / 2 * 2
    )
    // Small rasters by whole numbers, so that their pixels are alike.
    if case .raster = stage.content, scale >= 2 {
      let factor = Int(scale) / 2 * 2
      (width, height) = (stage.width * factor, stage.height * factor)
    }
    pictures = Rasteriser(
      stage, width: max(width, 1), height: max(height, 2), theme: .dark)
    self.style = style
  }

  /// The lines of a picture, each with its end.
  public func text(of picture: Picture) -> String {
    let image = pictures.image(of: picture)
    var text = ""
    for y in stride(from: 0, to: image.height, by: 2) {
      text += style == .colour ? coloured(image, y: y) : plain(image, y: y)
      text += "\n"
    }
    return text
  }

  /// Upper half blocks: the foreground is the upper pixel, the background the lower one.
  private func coloured(_ image: RGBImage, y: Int) -> String {
    var line = ""
    var last: (RGBColour, RGBColour)?
    for x in 0..<image.width {
      let (upper, lower) = (image[x, y], image[x, y + 1])
      if last.map({ $0 != (upper, lower) }) ?? true {
        line += "\u{1B}[38;2;\(upper.red);\(upper.green);\(upper.blue)"
        line += ";48;2;\(lower.red);\(lower.green);\(lower.blue)m"
        last = (upper, lower)
      }
      line += "\u{2580}"
    }
    return line + "\u{1B}[0m"
  }

  /// Characters that are the fuller the brighter the pixels are.
  private func plain(_ image: RGBImage, y: Int) -> String {
    let letters = Array(" .:-=+*#%@")
    var line: [Character] = []
    for x in 0..<image.width {
      let brightness = image[x, y].brightness + image[x, y + 1].brightness
      line.append(letters[brightness * letters.count / 511])
    }
    while line.last == " " { line.removeLast() }
    return String(line)
  }
}
