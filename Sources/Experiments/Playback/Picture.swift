/// What all pictures of an environment have in common: their size, and what does not move.
///
/// Coordinates are whole numbers without a unit, x to the right and y down from the upper left
/// corner, as in SVG.
public struct PictureStage: Equatable, Sendable {
  /// Width in the unit of the coordinates; of a raster, its columns.
  public var width: Int
  /// Height in the unit of the coordinates; of a raster, its rows.
  public var height: Int
  /// What the pictures are made of.
  public var content: Content

  /// What the pictures of a stage are made of.
  public enum Content: Equatable, Sendable {
    /// Shapes over a ground of the role `.ground`. These, the backdrop, lie behind the shapes of
    /// every picture.
    case drawing(backdrop: [PictureShape])
    /// A raster, whose pixels are indexes into this palette of at most 256 colours. A pixel is
    /// square, and is enlarged without smoothing.
    case raster(palette: [RGBColour])
  }
}

/// One picture, to be seen on its stage.
public enum Picture: Equatable, Sendable {
  /// The shapes in front of the backdrop, from back to front.
  case shapes([PictureShape])
  /// The pixels of a raster, `[height, width]`, as indexes into the stage's palette.
  case raster([UInt8])
}

/// A shape in one colour.
public struct PictureShape: Equatable, Sendable {
  /// Its form.
  public var form: Form
  /// Its colour.
  public var colour: PictureColour

  /// The forms that there are; all are filled.
  public enum Form: Equatable, Sendable {
    /// A rectangle with its upper left corner at `x`, `y`, and corners of a radius, 0 for sharp ones.
    case rectangle(x: Int, y: Int, width: Int, height: Int, radius: Int)
    /// A line with round ends.
    case line(from: PicturePoint, to: PicturePoint, thickness: Int)
    /// A disc.
    case circle(centre: PicturePoint, radius: Int)
    /// A polygon, closed; what it encloses by the even-odd rule.
    case polygon([PicturePoint])
    /// A line of ASCII text, of which capital letters are as high as `size`, centred on a point.
    case text(String, centre: PicturePoint, size: Int)
  }

  /// Creates a shape.
  public init(_ form: Form, _ colour: PictureColour) {
    self.form = form
    self.colour = colour
  }
}

/// A point of a picture.
public struct PicturePoint: Equatable, Sendable {
  /// To the right.
  public var x: Int
  /// Down.
  public var y: Int

  /// Creates a point.
  public init(x: Int, y: Int) {
    self.x = x
    self.y = y
  }

  /// The point nearest to real coordinates.
  init(_ x: Double, _ y: Double) {
    self.init(x: Int(x.rounded()), y: Int(y.rounded()))
  }
}

/// A colour by its role, which a light and a dark theme fill differently, or a fixed one.
public enum PictureColour: Equatable, Sendable {
  /// By its role.
  case role(PictureRole)
  /// The same in every theme.
  case rgb(RGBColour)
}

/// What a colour stands for.
public enum PictureRole: String, CaseIterable, Sendable {
  /// Behind everything.
  case ground
  /// Text and fine lines.
  case ink
  /// What is there but does not matter: a track, the arrows of a policy.
  case faint
  /// Large areas that are not the ground: a hill, a free cell.
  case surface
  /// What cannot be entered.
  case wall
  /// What the policy moves.
  case agent
  /// A second part of it: a pole, wheels, a passenger.
  case part
  /// Where an episode is won.
  case goal
  /// Where an episode is lost, or a step is expensive.
  case danger
}

/// A colour as red, green and blue, 0...255.
public struct RGBColour: Equatable, Hashable, Sendable {
  /// Red.
  public var red: UInt8
  /// Green.
  public var green: UInt8
  /// Blue.
  public var blue: UInt8

  /// Creates a colour.
  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// A colour written as 0xRRGGBB.
  init(_ hexadecimal: UInt32) {
    self.init(
      UInt8(hexadecimal >> 16 & 0xFF), UInt8(hexadecimal >> 8 & 0xFF), UInt8(hexadecimal & 0xFF))
  }

  /// How bright it looks, 0...255, by the weights of ITU-R BT.601.
  var brightness: Int {
    let weighted = 299 * Int(red) + 587 * Int(green) + 114 * Int(blue)
    return weighted / 1000
  }

  /// For example `#0072b2`.
  public var hexadecimal: String {
    let digits = String(
      (UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)) | 1 << 24, radix: 16)
    return "#" + digits.dropFirst()
  }
}
