/// Lead a chicken over eight lanes of cars, as often as there is time for.
struct MinAtarFreeway: MinAtarGame {
  static let name = "Freeway"
  static let summary = "MinAtar: cross a road again and again"
  static let channels = ["chicken", "car", "speed1", "speed2", "speed3", "speed4", "speed5"]
  static let actions: [MinAtarAction] = [.none, .up, .down]

  private struct Car: Sendable {
    var column: Int
    let row: Int
    var timer: Int
    /// Frames between moves; negative to the left.
    var speed: Int
  }

  private static let playerSpeed = 3
  private static let timeLimit = 2500
  /// Only the clock ends a game.
  static let minEpisodeSteps = timeLimit + 1

  private(set) var isOver = true
  private var cars = (0..<8).map { Car(column: 0, row: $0 + 1, timer: 0, speed: 0) }
  private var position = 9
  private var moveTimer = 0
  private var timeLeft = 0

  init(isRamping: Bool) {}

  mutating func reset(using random: inout MersenneTwister) {
    cars = (0..<8).map { Car(column: 0, row: $0 + 1, timer: 0, speed: 0) }
    randomizeCars(using: &random)
    position = 9
    moveTimer = Self.playerSpeed
    timeLeft = Self.timeLimit
    isOver = false
  }

  private mutating func randomizeCars(using random: inout MersenneTwister) {
    for car in cars.indices { cars[car].speed = random.integer(in: 1..<6) }
    for car in cars.indices {
      let side = random.uniform01() - 0.5
      cars[car].speed *= side > 0 ? 1 : side < 0 ? -1 : 0
      cars[car].timer = abs(cars[car].speed)
    }
  }

  mutating func act(_ action: MinAtarAction, using random: inout MersenneTwister) -> Int {
    var reward = 0
    if action == .up, moveTimer == 0 {
      moveTimer = Self.playerSpeed
      position = max(0, position - 1)
    } else if action == .down, moveTimer == 0 {
      moveTimer = Self.playerSpeed
      position = min(9, position + 1)
    }
    if position == 0 {
      reward += 1
      randomizeCars(using: &random)
      position = 9
    }
    for car in cars.indices { drive(car) }
    if moveTimer > 0 { moveTimer -= 1 }
    timeLeft -= 1
    if timeLeft < 0 { isOver = true }
    return reward
  }

  private mutating func drive(_ car: Int) {
    hit(car)
    if cars[car].timer == 0 {
      cars[car].timer = abs(cars[car].speed)
      cars[car].column += cars[car].speed > 0 ? 1 : -1
      if cars[car].column < 0 {
        cars[car].column = 9
      } else if cars[car].column > 9 {
        cars[car].column = 0
      }
      hit(car)
    } else {
      cars[car].timer -= 1
    }
  }

  private mutating func hit(_ car: Int) {
    if cars[car].column == 4, cars[car].row == position { position = 9 }
  }

  func draw(on planes: PixelPlanes) {
    planes.light(0, row: position, column: 4)
    for car in cars {
      planes.light(1, row: car.row, column: car.column)
      let behind = car.speed > 0 ? car.column - 1 : car.column + 1
      let trail = behind < 0 ? 9 : behind > 9 ? 0 : behind
      planes.light(1 + max(abs(car.speed), 1), row: car.row, column: trail)
    }
  }

  mutating func visit<Visitor: GameStateVisitor>(
    _ visitor: inout Visitor
  ) throws(ArchiveError) {
    try visitor.truth(&isOver)
    for car in cars.indices {
      try visitor.number(&cars[car].column, in: 0...9)
      try visitor.number(&cars[car].timer, in: 0...5)
      try visitor.number(&cars[car].speed, in: -5...5)
    }
    try visitor.number(&position, in: 0...9)
    try visitor.number(&moveTimer, in: 0...Self.playerSpeed)
    try visitor.number(&timeLeft, in: -1...Self.timeLimit)
  }
}
