import DeepQ

/// Two links on their hinge, and the height that the free end has to reach.
struct AcrobotDrawing: EnvironmentDrawing {
  private static let size = 400
  /// Units a metre; a link is 1 m long.
  private static let scale = 86.0
  private static var hinge: PicturePoint { PicturePoint(x: size / 2, y: size / 2) }

  let stage = PictureStage(
    width: size, height: size,
    content: .drawing(
      backdrop: stride(from: 10, to: size, by: 30).map { x in
        PictureShape(
          .rectangle(x: x, y: hinge.y - Int(scale) - 1, width: 20, height: 3, radius: 0),
          .role(.goal))
      }))

  func picture(_ player: borrowing PolicyPlayer) -> Picture {
    let numbers = player.numbers.map { Double($0) }
    let (cosine, sine) = (numbers[0], numbers[1])
    // Angle sums: the second link's angle is relative to the first.
    let cosineOfSum = cosine * numbers[2] - sine * numbers[3]
    let sineOfSum = sine * numbers[2] + cosine * numbers[3]
    let hinge = Self.hinge
    let joint = PicturePoint(
      Double(hinge.x) + sine * Self.scale, Double(hinge.y) + cosine * Self.scale)
    let end = PicturePoint(
      Double(joint.x) + sineOfSum * Self.scale, Double(joint.y) + cosineOfSum * Self.scale)
    return .shapes([
      PictureShape(.line(from: hinge, to: joint, thickness: 18), .role(.agent)),
      PictureShape(.line(from: joint, to: end, thickness: 18), .role(.part)),
      PictureShape(.circle(centre: hinge, radius: 5), .role(.ground)),
      PictureShape(.circle(centre: joint, radius: 5), .role(.ground)),
    ])
  }
}
