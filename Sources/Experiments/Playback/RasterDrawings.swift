import DeepQ

/// The pixels of an image observation, a colour for each channel.
///
/// Where channels overlap, the last one is seen, as in MinAtar's own display.
struct ChannelDrawing: EnvironmentDrawing {
  let stage: PictureStage
  private let channels: Int

  /// - Precondition: the observation is an image of at most ten channels.
  init(_ observation: ObservationShape) {
    guard case .image(let channels, let rows, let columns, _) = observation else {
      preconditionFailure("\(observation) has no channels")
    }
    self.channels = channels
    stage = PictureStage(
      width: columns, height: rows,
      content: .raster(palette: [RGBColour(0x000000)] + Self.colours(channels)))
  }

  func picture(_ player: borrowing PolicyPlayer) -> Picture {
    let pixels = player.pixels
    let count = stage.width * stage.height
    var raster = [UInt8](repeating: 0, count: count)
    for channel in 0..<channels {
      for index in 0..<count where pixels[channel * count + index] != 0 {
        raster[index] = UInt8(channel + 1)
      }
    }
    return .raster(raster)
  }

  /// The colours of so many channels.
  ///
  /// They are at equal distances along a part of the cubehelix, the palette of the figures of
  /// MinAtar's paper. Theirs begins at black, where the player, which is the first channel, is hardly
  /// visible; here it is the brightest.
  ///
  /// Source: D. A. Green, "A colour scheme for the display of astronomical intensity images",
  /// Bulletin of the Astronomical Society of India 39, 2011.
  private static func colours(_ channels: Int) -> [RGBColour] {
    (0..<channels).map { channel in
      let lightness = 0.95 - 0.65 * Double(channel) / Double(max(channels - 1, 1))
      let (sine, cosine) = sineAndCosine(anyAngle: 2 * .pi * (0.5 / 3 - 1.5 * lightness))
      let amplitude = lightness * (1 - lightness) / 2
      func component(_ ofCosine: Double, _ ofSine: Double) -> UInt8 {
        let value = lightness + amplitude * (ofCosine * cosine + ofSine * sine)
        return UInt8((255 * min(max(value, 0), 1)).rounded())
      }
      return RGBColour(
        component(-0.14861, 1.78277), component(-0.29227, -0.90649), component(1.97294, 0))
    }
  }
}

/// An emulator's screen.
struct ScreenDrawing: EnvironmentDrawing {
  let stage: PictureStage

  /// - Precondition: the screen is kept.
  init(_ screen: ColourScreen?) {
    guard let screen else { preconditionFailure("the screen is not kept in colour") }
    let palette = (0..<screen.palette.count / 3).map { index in
      RGBColour(
        screen.palette[3 * index], screen.palette[3 * index + 1], screen.palette[3 * index + 2])
    }
    stage = PictureStage(
      width: screen.columns, height: screen.rows, content: .raster(palette: palette))
  }

  func picture(_ player: borrowing PolicyPlayer) -> Picture {
    .raster(player.colourScreen?.pixels ?? [])
  }
}
