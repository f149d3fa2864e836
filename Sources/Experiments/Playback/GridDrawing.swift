import DeepQ

/// A grid of cells with the greedy policy as arrows, and the player in one of them.
struct GridDrawing: EnvironmentDrawing {
  let stage: PictureStage
  private let map: GridMap
  private let cell: Int
  /// The same in characters; `nil` without values.
  private let characters: GridPicture?

  /// - Parameters:
  ///   - map: the grid.
  ///   - values: the learned values, by which arrows are drawn; `nil`, or of another grid, for none.
  init(_ map: GridMap, values: ActionValues?) {
    self.map = map
    characters = values.flatMap { GridPicture(map: map, values: $0) }
    // 60 units, or fewer where the picture would become larger than 1200.
    cell = max(8, min(60, 1200 / max(map.rowCount, map.columnCount)))
    let fits = values?.stateCount == map.cells.count && values?.actionCount == map.moves.count
    let size = cell
    var shapes: [PictureShape] = []
    for index in map.cells.indices {
      let box = GridBox(row: index / map.columnCount, column: index % map.columnCount, size: size)
      shapes += Self.shapes(of: map.cells[index], in: box)
      if fits, let values, !GridPicture.isWithoutAction(map.cells[index]) {
        shapes += box.arrow(map.moves[values.greedyAction(in: index)])
      }
    }
    stage = PictureStage(
      width: map.columnCount * cell, height: map.rowCount * cell,
      content: .drawing(backdrop: shapes))
  }

  func picture(_ player: borrowing PolicyPlayer) -> Picture {
    guard let state = player.state, map.cells.indices.contains(state) else { return .shapes([]) }
    let box = GridBox(row: state / map.columnCount, column: state % map.columnCount, size: cell)
    return .shapes([box.disc(share: 0.56, .agent)])
  }

  func text(_ player: borrowing PolicyPlayer) -> String? {
    guard let characters, let state = player.state else { return nil }
    return characters.frame(player: state)
  }

  var introduction: String? { characters?.text }

  func place(_ player: borrowing PolicyPlayer) -> String? {
    player.state.map { "cell \($0 / map.columnCount + 1),\($0 % map.columnCount + 1)" }
  }

  /// What a cell looks like by its letter.
  private static func shapes(of letter: Character, in box: GridBox) -> [PictureShape] {
    switch letter {
    case "#": [box.tile(.wall)]
    case "*": [box.tile(.surface), box.star(.goal)]
    case "G": [box.tile(.goal), box.text("G", .ground)]
    case "H": [box.tile(.surface), box.disc(share: 0.72, .danger)]
    case "C": [box.tile(.danger)]
    case "S": [box.tile(.surface), box.mark(.part)]
    case "1"..."9": [box.tile(.surface), box.mark(.part)]
    default: [box.tile(.surface)]
    }
  }
}

/// The square of a cell, and the shapes that fit into it.
struct GridBox {
  let row: Int
  let column: Int
  let size: Int

  private var x: Int { column * size }
  private var y: Int { row * size }
  private var gap: Int { max(1, size / 30) }
  private var centre: PicturePoint { PicturePoint(x: x + size / 2, y: y + size / 2) }

  /// The whole cell but for a gap between neighbours.
  func tile(_ role: PictureRole) -> PictureShape {
    PictureShape(
      .rectangle(
        x: x + gap, y: y + gap, width: size - 2 * gap, height: size - 2 * gap, radius: size / 12),
      .role(role))
  }

  /// A disc in the middle with a share of the cell's width.
  func disc(share: Double, _ role: PictureRole) -> PictureShape {
    PictureShape(
      .circle(centre: centre, radius: max(2, Int((share * Double(size) / 2).rounded()))),
      .role(role))
  }

  /// A bar along the lower edge.
  func mark(_ role: PictureRole) -> PictureShape {
    let height = max(1, size / 10)
    return PictureShape(
      .rectangle(
        x: x + size / 5, y: y + size - 2 * gap - height, width: size - 2 * (size / 5),
        height: height, radius: 0), .role(role))
  }

  /// A letter in the middle.
  func text(_ text: String, _ role: PictureRole) -> PictureShape {
    PictureShape(.text(text, centre: centre, size: size / 2), .role(role))
  }

  /// A star of five points.
  func star(_ role: PictureRole) -> PictureShape {
    // Sine and cosine of multiples of 36 degrees, in thousandths, from straight up.
    let directions = [
      (0, -1000), (588, -809), (951, -309), (951, 309), (588, 809), (0, 1000), (-588, 809),
      (-951, 309), (-951, -309), (-588, -809),
    ]
    let radius = Double(size) * 0.4
    return PictureShape(
      .polygon(
        directions.enumerated().map { index, direction in
          let length = (index.isMultiple(of: 2) ? radius : radius * 0.42) / 1000
          return PicturePoint(
            Double(centre.x) + length * Double(direction.0),
            Double(centre.y) + length * Double(direction.1))
        }), .role(role))
  }

  /// An arrow to a neighbour.
  func arrow(_ move: GridMove) -> [PictureShape] {
    let length = Double(size) * 0.22
    let (dx, dy) = (Double(move.columns.signum()), Double(move.rows.signum()))
    func place(_ along: Double, _ aside: Double) -> PicturePoint {
      PicturePoint(
        Double(centre.x) + length * (along * dx - aside * dy),
        Double(centre.y) + length * (along * dy + aside * dx))
    }
    return [
      PictureShape(
        .line(from: place(-1, 0), to: place(0.4, 0), thickness: max(1, size / 20)), .role(.faint)),
      PictureShape(
        .polygon([place(1, 0), place(0.2, 0.6), place(0.2, -0.6)]), .role(.faint)),
    ]
  }
}
