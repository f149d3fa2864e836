import DeepQ

/// The city with its four locations and walls, the taxi, the passenger, and where they want to go.
struct TaxiDrawing: EnvironmentDrawing {
  private static let cell = 60
  private static let letters = ["R", "G", "Y", "B"]

  let stage: PictureStage = {
    var shapes: [PictureShape] = []
    for row in 0..<Taxi.size {
      for column in 0..<Taxi.size {
        let box = GridBox(row: row, column: column, size: cell)
        shapes.append(box.tile(.surface))
        if let location = Taxi.locations.firstIndex(where: { $0 == (row, column) }) {
          shapes.append(box.text(letters[location], .faint))
        }
      }
      for column in 0..<Taxi.size - 1 where Taxi.hasWall(rightOf: column, row: row) {
        shapes.append(
          PictureShape(
            .rectangle(
              x: (column + 1) * cell - 3, y: row * cell, width: 6, height: cell, radius: 0),
            .role(.wall)))
      }
    }
    return PictureStage(
      width: Taxi.size * cell, height: Taxi.size * cell, content: .drawing(backdrop: shapes))
  }()

  func picture(_ player: borrowing PolicyPlayer) -> Picture {
    guard let number = player.state else { return .shapes([]) }
    let state = Taxi.State(number)
    let (x, y) = (state.column * Self.cell, state.row * Self.cell)
    var shapes = [Self.mark(of: state.destination, .goal)]
    let isWaiting = state.passenger < Taxi.locations.count
    shapes += [
      PictureShape(
        .rectangle(x: x + 9, y: y + 21, width: 42, height: 20, radius: 5), .role(.agent)),
      PictureShape(
        .rectangle(x: x + 18, y: y + 11, width: 24, height: 14, radius: 4), .role(.agent)),
      PictureShape(.circle(centre: PicturePoint(x: x + 19, y: y + 42), radius: 6), .role(.ink)),
      PictureShape(.circle(centre: PicturePoint(x: x + 41, y: y + 42), radius: 6), .role(.ink)),
    ]
    let passenger =
      isWaiting
      ? Self.corner(of: state.passenger) : PicturePoint(x: x + 30, y: y + 26)
    shapes.append(PictureShape(.circle(centre: passenger, radius: 8), .role(.part)))
    return .shapes(shapes)
  }

  /// The frame of a location: four bars around its cell.
  private static func mark(of location: Int, _ role: PictureRole) -> PictureShape {
    let (row, column) = Taxi.locations[location]
    let (x, y) = (column * cell, row * cell)
    return PictureShape(
      .rectangle(x: x + 6, y: y + cell - 12, width: cell - 12, height: 6, radius: 0), .role(role))
  }

  /// Where a passenger waits in the cell of a location.
  private static func corner(of location: Int) -> PicturePoint {
    let (row, column) = Taxi.locations[location]
    return PicturePoint(x: column * cell + 13, y: row * cell + 13)
  }
}
