/// The images of a video: the picture of each frame, and below it what happens in it.
public struct VideoFrames: Sendable {
  /// Pixels across.
  public let width: Int
  /// Pixels down.
  public let height: Int

  /// The colours of the images, and mixtures of them at the edges of shapes: at most 256.
  public let palette: [RGBColour]

  private let actionNames: [String]
  private let picture: (width: Int, height: Int)
  private let pictures: Rasteriser
  private let captions: Rasteriser

  private static let margin = 16
  /// Rows of the caption's text, and of the fields of the actions.
  private static let textHeight = 14
  private static let fieldHeight = 30

  /// The images of a playback.
  public init(_ playback: Playback, theme: PictureTheme) {
    let stage = playback.stage
    switch stage.content {
    case .raster:
      // Pixels are enlarged by a whole number.
      let factor = max(1, 480 / stage.width)
      picture = (stage.width * factor, stage.height * factor)
    case .drawing:
      let scale = min(600 / Double(stage.width), 480 / Double(stage.height))
      picture = (
        Int((Double(stage.width) * scale).rounded()),
        max(1, Int((Double(stage.height) * scale).rounded()))
      )
    }
    let margin = Self.margin
    // Videos want even numbers.
    width = (max(picture.width, 480) + 2 * margin + 1) / 2 * 2
    height = (picture.height + 4 * margin + Self.textHeight + Self.fieldHeight + 1) / 2 * 2
    palette = Self.palette(of: stage, theme: theme)
    actionNames = playback.actionNames
    pictures = Rasteriser(stage, width: picture.width, height: picture.height, theme: theme)
    captions = Rasteriser(
      PictureStage(width: width, height: height, content: .drawing(backdrop: [])), width: width,
      height: height, theme: theme)
  }

  /// The image of a frame.
  public func image(of frame: PlaybackFrame) -> RGBImage {
    var image = captions.image(of: .shapes(caption(of: frame)))
    image.copy(
      pictures.image(of: frame.picture), x: (width - picture.width) / 2, y: Self.margin)
    return image
  }

  /// The roles' colours, with five mixtures of any two of them, or those of a raster and what a
  /// caption has.
  private static func palette(of stage: PictureStage, theme: PictureTheme) -> [RGBColour] {
    var colours = PictureRole.allCases.map { theme.colour(of: $0) }
    switch stage.content {
    case .raster(let palette):
      // A game has 128 colours, and its palette has each twice.
      for colour in palette where !colours.contains(colour) { colours.append(colour) }
    case .drawing:
      let pure = colours
      for (index, one) in pure.enumerated() {
        for other in pure[..<index] {
          for sixteenths in [2, 5, 8, 11, 14] {
            colours.append(one.mixed(with: other, sixteenths: sixteenths))
          }
        }
      }
    }
    return Array(colours.prefix(256))
  }

  /// The line of text, and the actions with their values.
  private func caption(of frame: PlaybackFrame) -> [PictureShape] {
    let margin = Self.margin
    let top = picture.height + 2 * margin
    let middle = top + Self.textHeight / 2
    let left = "return \(shortest(frame.episodeReturn))"
    let right = "episode \(frame.episode)  step \(frame.step)"
    // Two pixels a dot.
    func half(_ text: String) -> Int { PixelFont.width(of: text) }
    return [
      PictureShape(
        .text(left, centre: PicturePoint(x: margin + half(left), y: middle), size: Self.textHeight),
        .role(.ink)),
      PictureShape(
        .text(
          right, centre: PicturePoint(x: width - margin - half(right), y: middle),
          size: Self.textHeight), .role(.faint)),
    ] + fields(of: frame, top: top + Self.textHeight + margin)
  }

  /// A field for each action, with its name and a bar.
  ///
  /// The bar is as long as the action's value lies between the smallest and the largest here. That of the action that is taken is filled.
  private func fields(of frame: PlaybackFrame, top: Int) -> [PictureShape] {
    let count = actionNames.count
    let gap = 4
    let room = width - 2 * Self.margin + gap
    let (low, high) = (frame.actionValues.min() ?? 0, frame.actionValues.max() ?? 0)
    return (0..<count).flatMap { action -> [PictureShape] in
      let x = Self.margin + room * action / count
      let fieldWidth = Self.margin + room * (action + 1) / count - gap - x
      let isTaken = frame.action == action
      var shapes = [
        PictureShape(
          .rectangle(x: x, y: top, width: fieldWidth, height: Self.fieldHeight, radius: 4),
          .role(isTaken ? .agent : .surface))
      ]
      if let label = label(of: action, fitting: fieldWidth - 6) {
        shapes.append(
          PictureShape(
            .text(
              label.text, centre: PicturePoint(x: x + fieldWidth / 2, y: top + 11),
              size: label.size), .role(isTaken ? .ground : .ink)))
      }
      if high > low, high.isFinite, low.isFinite {
        let share = (frame.actionValues[action] - low) / (high - low)
        let length = Int((share * Double(fieldWidth - 12)).rounded())
        shapes.append(
          PictureShape(
            .rectangle(
              x: x + 6, y: top + Self.fieldHeight - 7, width: length, height: 3, radius: 0),
            .role(.part)))
      }
      return shapes
    }
  }

  /// The name of an action in the largest letters that fit, or its number; `nil` if not even that
  /// fits.
  private func label(of action: Int, fitting room: Int) -> (text: String, size: Int)? {
    for (text, dots) in [(actionNames[action], 2), (actionNames[action], 1), ("\(action)", 1)]
    where dots * PixelFont.width(of: text) <= room {
      return (text, dots * PixelFont.capHeight)
    }
    return nil
  }
}
