/// An image of pixels in red, green and blue.
public struct RGBImage: Equatable, Sendable {
  /// Pixels across.
  public let width: Int
  /// Pixels down.
  public let height: Int
  /// `[height, width, 3]`.
  public private(set) var bytes: [UInt8]

  /// An image in one colour.
  init(width: Int, height: Int, _ colour: RGBColour) {
    self.width = width
    self.height = height
    bytes = []
    bytes.reserveCapacity(3 * width * height)
    for _ in 0..<width * height { bytes += [colour.red, colour.green, colour.blue] }
  }

  /// The colour of a pixel.
  subscript(x: Int, y: Int) -> RGBColour {
    get {
      let index = 3 * (y * width + x)
      return RGBColour(bytes[index], bytes[index + 1], bytes[index + 2])
    }
    set {
      let index = 3 * (y * width + x)
      bytes[index] = newValue.red
      bytes[index + 1] = newValue.green
      bytes[index + 2] = newValue.blue
    }
  }

  /// Copies an image over a part of this one.
  ///
  /// - Precondition: it lies within.
  mutating func copy(_ image: RGBImage, x: Int, y: Int) {
    precondition(
      x >= 0 && y >= 0 && x + image.width <= width && y + image.height <= height,
      "\(image.width)x\(image.height) at \(x),\(y) is not within \(width)x\(height)")
    for row in 0..<image.height {
      let from = 3 * row * image.width
      let to = 3 * ((y + row) * width + x)
      bytes.replaceSubrange(
        to..<to + 3 * image.width, with: image.bytes[from..<from + 3 * image.width])
    }
  }

  /// Mixes so many sixteenths of a colour into a pixel.
  mutating func blend(_ colour: RGBColour, sixteenths: Int, x: Int, y: Int) {
    self[x, y] = self[x, y].mixed(with: colour, sixteenths: sixteenths)
  }
}

extension RGBColour {
  /// The colour with so many sixteenths of another one in the place of as many of its own.
  func mixed(with other: RGBColour, sixteenths: Int) -> RGBColour {
    func mix(_ one: UInt8, _ other: UInt8) -> UInt8 {
      UInt8((Int(one) * (16 - sixteenths) + Int(other) * sixteenths + 8) / 16)
    }
    return RGBColour(mix(red, other.red), mix(green, other.green), mix(blue, other.blue))
  }
}

/// Paints pictures as pixels.
///
/// A pixel's colour is the mean of 4 by 4 samples, in whole numbers but for the samples' positions,
/// which are made with `+ - * /` alone: the same picture gives the same bytes everywhere.
public struct Rasteriser: Sendable {
  private let stage: PictureStage
  private let theme: PictureTheme
  /// The backdrop, or nothing but the ground.
  private let empty: RGBImage
  /// Units of the stage for each pixel.
  private let horizontal: Double
  private let vertical: Double

  /// A rasteriser to images of a size, which a stage fills.
  public init(_ stage: PictureStage, width: Int, height: Int, theme: PictureTheme) {
    self.stage = stage
    self.theme = theme
    horizontal = Double(stage.width) / Double(width)
    vertical = Double(stage.height) / Double(height)
    var empty = RGBImage(width: width, height: height, theme.colour(of: .ground))
    if case .drawing(let backdrop) = stage.content {
      for shape in backdrop {
        Self.paint(
          shape, theme: theme, horizontal: horizontal, vertical: vertical, into: &empty)
      }
    }
    self.empty = empty
  }

  /// The image of a picture on the stage.
  public func image(of picture: Picture) -> RGBImage {
    var image = empty
    switch (picture, stage.content) {
    case (.shapes(let shapes), _): paint(shapes, into: &image)
    case (.raster(let pixels), .raster(let palette)):
      enlarge(pixels, palette: palette, into: &image)
    case (.raster, .drawing): preconditionFailure("a raster needs a stage with a palette")
    }
    return image
  }

  /// Paints shapes over an image of the rasteriser's size.
  func paint(_ shapes: [PictureShape], into image: inout RGBImage) {
    for shape in shapes {
      Self.paint(shape, theme: theme, horizontal: horizontal, vertical: vertical, into: &image)
    }
  }

  private static func paint(
    _ shape: PictureShape, theme: PictureTheme, horizontal: Double, vertical: Double,
    into image: inout RGBImage
  ) {
    let colour = theme.colour(shape.colour)
    let bounds = shape.form.bounds
    func pixels(_ range: ClosedRange<Double>, _ scale: Double, _ count: Int) -> Range<Int> {
      let first = min(max((range.lowerBound / scale).rounded(.down), 0), Double(count))
      let last = min(max((range.upperBound / scale).rounded(.up), first), Double(count))
      return Int(first)..<Int(last)
    }
    for y in pixels(bounds.y, vertical, image.height) {
      for x in pixels(bounds.x, horizontal, image.width) {
        var inside = 0
        for sample in 0..<16 {
          let right = (Double(x) + (Double(sample % 4) + 0.5) / 4) * horizontal
          let down = (Double(y) + (Double(sample / 4) + 0.5) / 4) * vertical
          if shape.form.contains(x: right, y: down) { inside += 1 }
        }
        if inside > 0 { image.blend(colour, sixteenths: inside, x: x, y: y) }
      }
    }
  }

  private func enlarge(_ pixels: [UInt8], palette: [RGBColour], into image: inout RGBImage) {
    if image.width.isMultiple(of: stage.width), image.height.isMultiple(of: stage.height) {
      let (across, down) = (image.width / stage.width, image.height / stage.height)
      for y in 0..<image.height {
        let row = y / down * stage.width
        for x in 0..<image.width { image[x, y] = palette[Int(pixels[row + x / across])] }
      }
      return
    }
    for y in 0..<image.height {
      for x in 0..<image.width {
        var (red, green, blue) = (8, 8, 8)
        for sample in 0..<16 {
          let right = Int((Double(x) + (Double(sample % 4) + 0.5) / 4) * horizontal)
          let down = Int((Double(y) + (Double(sample / 4) + 0.5) / 4) * vertical)
          let colour = palette[Int(pixels[down * stage.width + right])]
          red += Int(colour.red)
          green += Int(colour.green)
          blue += Int(colour.blue)
        }
        image[x, y] = RGBColour(UInt8(red / 16), UInt8(green / 16), UInt8(blue / 16))
      }
    }
  }
}
