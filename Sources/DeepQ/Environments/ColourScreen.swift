/// An image in colour of an emulator's screen: what a person would see, where an agent sees grey.
public struct ColourScreen: Equatable, Sendable {
  /// Rows of the image.
  public let rows: Int
  /// Columns of the image.
  public let columns: Int
  /// Indexes into the palette, `[rows, columns]`.
  public internal(set) var pixels: [UInt8]
  /// 256 colours, `[256, 3]`: red, green and blue.
  public internal(set) var palette: [UInt8]

  /// A screen with one colour everywhere, black.
  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    pixels = [UInt8](repeating: 0, count: rows * columns)
    palette = [UInt8](repeating: 0, count: 256 * 3)
  }

  /// Takes over the pixels of an earlier screen that are brighter than those here.
  ///
  /// Some games draw half of their objects in every other frame. An agent sees the brighter of two
  /// frames, pixel by pixel; this is the same in colour.
  mutating func addBrighterPixels(of earlier: ColourScreen) {
    let brightness = (0..<256).map { index in
      let colour = 3 * index
      // The weights of ITU-R BT.601.
      return 299 * Int(palette[colour]) + 587 * Int(palette[colour + 1])
        + 114 * Int(palette[colour + 2])
    }
    for index in pixels.indices
    where brightness[Int(earlier.pixels[index])] > brightness[Int(pixels[index])] {
      pixels[index] = earlier.pixels[index]
    }
  }
}
