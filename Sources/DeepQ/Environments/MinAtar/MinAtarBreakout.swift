/// Bounce a ball off a paddle to break three rows of bricks, again and again.
struct MinAtarBreakout: MinAtarGame {
  static let name = "Breakout"
  static let summary = "MinAtar: break bricks with a ball"
  static let channels = ["paddle", "ball", "trail", "brick"]
  static let actions: [MinAtarAction] = [.none, .left, .right]
  /// The ball starts six rows above the paddle.
  static let minEpisodeSteps = 6

  private(set) var isOver = true
  private var ball = (row: 0, column: 0)
  private var last = (row: 0, column: 0)
  /// 0 up and left, 1 up and right, 2 down and right, 3 down and left.
  private var direction = 0
  private var paddle = 0
  private var bricks = PixelMap()
  private var hasStruck = false

  init(isRamping: Bool) {}

  mutating func reset(using random: inout MersenneTwister) {
    let isRight = random.integer(in: 0..<2) == 1
    ball = (row: 3, column: isRight ? 9 : 0)
    direction = isRight ? 3 : 2
    paddle = 4
    bricks = PixelMap()
    bricks.fill(rows: 1..<4, columns: 0..<10)
    hasStruck = false
    last = ball
    isOver = false
  }

  mutating func act(_ action: MinAtarAction, using random: inout MersenneTwister) -> Int {
    if action == .left { paddle = max(0, paddle - 1) }
    if action == .right { paddle = min(9, paddle + 1) }

    last = ball
    var row = ball.row + (direction < 2 ? -1 : 1)
    var column = ball.column + (direction == 1 || direction == 2 ? 1 : -1)
    if column < 0 || column > 9 {
      column = min(max(column, 0), 9)
      direction = [1, 0, 3, 2][direction]
    }
    var reward = 0
    var strikes = false
    if row < 0 {
      row = 0
      direction = [3, 2, 1, 0][direction]
    } else if bricks[row, column] {
      strikes = true
      if !hasStruck {
        reward = 1
        hasStruck = true
        bricks[row, column] = false
        row = last.row
        direction = [3, 2, 1, 0][direction]
      }
    } else if row == 9 {
      if bricks.count == 0 { bricks.fill(rows: 1..<4, columns: 0..<10) }
      if ball.column == paddle {
        direction = [3, 2, 1, 0][direction]
        row = last.row
      } else if column == paddle {
        direction = [2, 3, 0, 1][direction]
        row = last.row
      } else {
        isOver = true
      }
    }
    if !strikes { hasStruck = false }
    ball = (row, column)
    return reward
  }

  func draw(on planes: PixelPlanes) {
    planes.light(0, row: 9, column: paddle)
    planes.light(1, row: ball.row, column: ball.column)
    planes.light(2, row: last.row, column: last.column)
    planes.light(3, bricks)
  }

  mutating func visit<Visitor: GameStateVisitor>(
    _ visitor: inout Visitor
  ) throws(ArchiveError) {
    try visitor.truth(&isOver)
    try visitor.number(&ball.row, in: 0...9)
    try visitor.number(&ball.column, in: 0...9)
    try visitor.number(&last.row, in: 0...9)
    try visitor.number(&last.column, in: 0...9)
    try visitor.number(&direction, in: 0...3)
    try visitor.number(&paddle, in: 0...9)
    try visitor.map(&bricks)
    try visitor.truth(&hasStruck)
  }
}
