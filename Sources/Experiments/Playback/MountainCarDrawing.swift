import DeepQ

/// A car in its valley, with a flag at the goal.
struct MountainCarDrawing: EnvironmentDrawing {
  private static let width = 600
  private static let height = 400
  private static let leftEnd = -1.2
  private static let rightEnd = 0.6
  private static let goal = 0.5
  private static var scale: Double { Double(width) / (rightEnd - leftEnd) }

  let stage: PictureStage = {
    let hill = (0...60).map { step in
      point(at: leftEnd + (rightEnd - leftEnd) * Double(step) / 60).point
    }
    let foot = point(at: goal).point
    let mast = foot.y - 64
    return PictureStage(
      width: width, height: height,
      content: .drawing(
        backdrop: [
          PictureShape(
            .polygon(hill + [PicturePoint(x: width, y: height), PicturePoint(x: 0, y: height)]),
            .role(.surface))
        ]
          + zip(hill, hill.dropFirst()).map {
            PictureShape(.line(from: $0, to: $1, thickness: 4), .role(.faint))
          } + [
            PictureShape(
              .line(from: foot, to: PicturePoint(x: foot.x, y: mast), thickness: 4), .role(.ink)),
            PictureShape(
              .polygon([
                PicturePoint(x: foot.x, y: mast), PicturePoint(x: foot.x + 32, y: mast + 12),
                PicturePoint(x: foot.x, y: mast + 24),
              ]), .role(.goal)),
          ]))
  }()

  func picture(_ player: borrowing PolicyPlayer) -> Picture {
    let position = Double(player.numbers[0])
    let (foot, along) = Self.point(at: position)
    // Up from the ground, at a right angle to it.
    let up = (x: along.y, y: -along.x)
    func place(_ forward: Double, _ above: Double) -> PicturePoint {
      PicturePoint(
        Double(foot.x) + forward * along.x + above * up.x,
        Double(foot.y) + forward * along.y + above * up.y)
    }
    return .shapes([
      PictureShape(
        .polygon([
          place(-32, 12), place(-32, 28), place(-16, 32), place(-8, 46), place(12, 46),
          place(20, 32), place(34, 28), place(34, 12),
        ]), .role(.agent)),
      PictureShape(.circle(centre: place(-17, 11), radius: 10), .role(.ink)),
      PictureShape(.circle(centre: place(18, 11), radius: 10), .role(.ink)),
      PictureShape(.circle(centre: place(-17, 11), radius: 4), .role(.ground)),
      PictureShape(.circle(centre: place(18, 11), radius: 4), .role(.ground)),
    ])
  }

  /// Where the ground is at a position, and its direction there, of length 1.
  ///
  /// The height is Gymnasium's, 0.45 sin 3x + 0.55, whose slope is 1.35 cos 3x.
  private static func point(
    at position: Double
  ) -> (point: PicturePoint, along: (x: Double, y: Double)) {
    let (sine, cosine) = sineAndCosine(anyAngle: 3 * position)
    let slope = 1.35 * cosine
    let length = (1 + slope * slope).squareRoot()
    return (
      PicturePoint(
        (position - leftEnd) * scale, Double(height) - 12 - (0.45 * sine + 0.55) * 0.9 * scale),
      (1 / length, -slope / length)
    )
  }
}
