/// Where shapes are: what the rasteriser asks of them.
extension PictureShape.Form {
  /// A rectangle around the shape.
  var bounds: (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    switch self {
    case .rectangle(let x, let y, let width, let height, _):
      return (Double(x)...Double(x + max(width, 0)), Double(y)...Double(y + max(height, 0)))
    case .line(let from, let to, let thickness):
      let margin = Double(thickness) / 2
      return (
        Double(min(from.x, to.x)) - margin...Double(max(from.x, to.x)) + margin,
        Double(min(from.y, to.y)) - margin...Double(max(from.y, to.y)) + margin
      )
    case .circle(let centre, let radius):
      return (
        Double(centre.x - radius)...Double(centre.x + radius),
        Double(centre.y - radius)...Double(centre.y + radius)
      )
    case .polygon(let points):
      let (xs, ys) = (points.map(\.x), points.map(\.y))
      return (
        Double(xs.min() ?? 0)...Double(xs.max() ?? 0), Double(ys.min() ?? 0)...Double(ys.max() ?? 0)
      )
    case .text(let text, let centre, let size):
      let dot = Double(size) / Double(PixelFont.capHeight)
      let width = dot * Double(PixelFont.width(of: text))
      let (left, top) = (Double(centre.x) - width / 2, Double(centre.y) - Double(size) / 2)
      return (left...left + width, top...top + dot * Double(PixelFont.height))
    }
  }

  /// Whether a point belongs to the shape.
  func contains(x: Double, y: Double) -> Bool {
    switch self {
    case .rectangle(let left, let top, let width, let height, let radius):
      // How far the point is beyond the rectangle of the corners' centres.
      let inset = Double(min(radius, width / 2, height / 2))
      let dx = max(Double(left) + inset - x, x - Double(left + width) + inset, 0)
      let dy = max(Double(top) + inset - y, y - Double(top + height) + inset, 0)
      return inset == 0 ? dx == 0 && dy == 0 : dx * dx + dy * dy <= inset * inset
    case .line(let from, let to, let thickness):
      let (dx, dy) = (Double(to.x - from.x), Double(to.y - from.y))
      let length = dx * dx + dy * dy
      let (px, py) = (x - Double(from.x), y - Double(from.y))
      let share = length > 0 ? min(max((px * dx + py * dy) / length, 0), 1) : 0
      let (ex, ey) = (px - share * dx, py - share * dy)
      let radius = Double(thickness) / 2
      return ex * ex + ey * ey <= radius * radius
    case .circle(let centre, let radius):
      let (dx, dy) = (x - Double(centre.x), y - Double(centre.y))
      return dx * dx + dy * dy <= Double(radius) * Double(radius)
    case .polygon(let points):
      return Self.isInside(points, x: x, y: y)
    case .text(let text, let centre, let size):
      return Self.isOnLetter(of: text, centre: centre, size: size, x: x, y: y)
    }
  }

  /// Whether a ray from the point to the left crosses the polygon's edges an odd number of times.
  private static func isInside(_ points: [PicturePoint], x: Double, y: Double) -> Bool {
    var isInside = false
    var before = points.count - 1
    for index in points.indices {
      let (one, other) = (points[index], points[before])
      let (oneY, otherY) = (Double(one.y), Double(other.y))
      if (oneY > y) != (otherY > y) {
        let crossing =
          Double(one.x) + (y - oneY) / (otherY - oneY) * Double(other.x - one.x)
        if crossing < x { isInside.toggle() }
      }
      before = index
    }
    return isInside
  }

  private static func isOnLetter(
    of text: String, centre: PicturePoint, size: Int, x: Double, y: Double
  ) -> Bool {
    let dot = Double(size) / Double(PixelFont.capHeight)
    let left = Double(centre.x) - dot * Double(PixelFont.width(of: text)) / 2
    let column = Int(((x - left) / dot).rounded(.down))
    let row = Int(((y - Double(centre.y) + Double(size) / 2) / dot).rounded(.down))
    let (letter, dotColumn) = column.quotientAndRemainder(dividingBy: PixelFont.advance)
    guard column >= 0, letter < text.utf8.count, dotColumn < PixelFont.width,
      (0..<PixelFont.height).contains(row)
    else { return false }
    let index = text.utf8.index(text.utf8.startIndex, offsetBy: letter)
    return PixelFont.hasDot(text.utf8[index], column: dotColumn, row: row)
  }
}
