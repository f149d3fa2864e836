import DeepQ

/// A cart with its pole on the track, with marks where the episode ends.
struct CartPoleDrawing: EnvironmentDrawing {
  private static let width = 600
  private static let height = 240
  private static let track = 200
  /// Units a metre.
  private static let scale = 115.0
  private static let cart = (width: 64, height: 30)

  let stage: PictureStage = {
    let left = Int((300 - 2.4 * scale).rounded())
    return PictureStage(
      width: width, height: height,
      content: .drawing(backdrop: [
        PictureShape(
          .rectangle(x: 0, y: track + 10, width: width, height: 2, radius: 0), .role(.faint)),
        PictureShape(
          .rectangle(x: left - 1, y: track - 6, width: 3, height: 32, radius: 0), .role(.danger)),
        PictureShape(
          .rectangle(x: width - left - 2, y: track - 6, width: 3, height: 32, radius: 0),
          .role(.danger)),
      ]))
  }()

  func picture(_ player: borrowing PolicyPlayer) -> Picture {
    let numbers = player.numbers
    let (position, angle) = (Double(numbers[0]), Double(numbers[2]))
    let x = 300 + position * Self.scale
    let (sine, cosine) = sineAndCosine(anyAngle: angle)
    let axle = PicturePoint(x, Double(Self.track - Self.cart.height / 2 - 8))
    let top = PicturePoint(
      Double(axle.x) + sine * Self.scale, Double(axle.y) - cosine * Self.scale)
    let cart = (x: axle.x - Self.cart.width / 2, y: Self.track - Self.cart.height)
    return .shapes([
      PictureShape(
        .rectangle(
          x: cart.x, y: cart.y, width: Self.cart.width, height: Self.cart.height, radius: 5),
        .role(.agent)),
      PictureShape(
        .circle(centre: PicturePoint(x: axle.x - 18, y: Self.track + 1), radius: 9), .role(.ink)),
      PictureShape(
        .circle(centre: PicturePoint(x: axle.x + 18, y: Self.track + 1), radius: 9), .role(.ink)),
      PictureShape(.line(from: axle, to: top, thickness: 12), .role(.part)),
      PictureShape(.circle(centre: axle, radius: 4), .role(.ink)),
    ])
  }

  func text(_ player: borrowing PolicyPlayer) -> String? { CartPolePicture.frame(player.numbers) }
}
