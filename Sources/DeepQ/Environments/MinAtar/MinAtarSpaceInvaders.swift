/// Shoot down rows of aliens that come nearer and shoot back.
struct MinAtarSpaceInvaders: MinAtarGame {
  static let name = "SpaceInvaders"
  static let summary = "MinAtar: shoot aliens that come nearer"
  static let channels = [
    "cannon", "alien", "alien_left", "alien_right", "friendly_bullet", "enemy_bullet",
  ]
  static let actions: [MinAtarAction] = [.none, .left, .right, .fire]

  private static let shotCoolDown = 5
  private static let firstMoveInterval = 12
  private static let shotInterval = 10

  private(set) var isOver = true
  private let isRamping: Bool
  private var position = 5
  private var bullets = PixelMap()
  private var enemyBullets = PixelMap()
  private var aliens = PixelMap()
  private var direction = -1
  private var moveInterval = 0
  private var moveTimer = 0
  private var alienShotTimer = 0
  private var shotTimer = 0

  init(isRamping: Bool) { self.isRamping = isRamping }

  mutating func reset(using random: inout MersenneTwister) {
    position = 5
    (bullets, enemyBullets, aliens) = (PixelMap(), PixelMap(), PixelMap())
    aliens.fill(rows: 0..<4, columns: 2..<8)
    direction = -1
    moveInterval = Self.firstMoveInterval
    moveTimer = moveInterval
    alienShotTimer = Self.shotInterval
    shotTimer = 0
    isOver = false
  }

  mutating func act(_ action: MinAtarAction, using random: inout MersenneTwister) -> Int {
    if action == .fire, shotTimer == 0 {
      bullets[9, position] = true
      shotTimer = Self.shotCoolDown
    } else if action == .left {
      position = max(0, position - 1)
    } else if action == .right {
      position = min(9, position + 1)
    }
    bullets = bullets.rolled(down: -1)
    bullets.clear(row: 9)
    enemyBullets = enemyBullets.rolled(down: 1)
    enemyBullets.clear(row: 0)
    if enemyBullets[9, position] { isOver = true }

    if aliens[9, position] { isOver = true }
    if moveTimer == 0 { moveAliens() }
    if alienShotTimer == 0 {
      alienShotTimer = Self.shotInterval
      if let (row, column) = nearestAlien { enemyBullets[row, column] = true }
    }
    let reward = strike()

    if shotTimer > 0 { shotTimer -= 1 }
    moveTimer -= 1
    alienShotTimer -= 1
    if aliens.count == 0 {
      if moveInterval > 6, isRamping { moveInterval -= 1 }
      aliens.fill(rows: 0..<4, columns: 2..<8)
    }
    return reward
  }

  private mutating func moveAliens() {
    moveTimer = min(aliens.count, moveInterval)
    let isAtSide =
      aliens.hasAny(inColumn: 0) && direction < 0 || aliens.hasAny(inColumn: 9) && direction > 0
    if isAtSide {
      direction = -direction
      if aliens.hasAny(inRow: 9) { isOver = true }
      aliens = aliens.rolled(down: 1)
    } else {
      aliens = aliens.rolled(right: direction)
    }
    if aliens[9, position] { isOver = true }
  }

  /// Takes away the aliens that bullets have reached, and those bullets; returns how many.
  private mutating func strike() -> Int {
    var count = 0
    for row in 0..<10 {
      for column in 0..<10 where aliens[row, column] && bullets[row, column] {
        aliens[row, column] = false
        bullets[row, column] = false
        count += 1
      }
    }
    return count
  }

  /// The bottom alien of the nearest column, the left one of two.
  private var nearestAlien: (row: Int, column: Int)? {
    for distance in 0..<10 {
      for column in distance == 0 ? [position] : [position - distance, position + distance]
      where (0..<10).contains(column) {
        if let row = (0..<10).last(where: { aliens[$0, column] }) { return (row, column) }
      }
    }
    return nil
  }

  func draw(on planes: PixelPlanes) {
    planes.light(0, row: 9, column: position)
    planes.light(1, aliens)
    planes.light(direction < 0 ? 2 : 3, aliens)
    planes.light(4, bullets)
    planes.light(5, enemyBullets)
  }

  mutating func visit<Visitor: GameStateVisitor>(
    _ visitor: inout Visitor
  ) throws(ArchiveError) {
    try visitor.truth(&isOver)
    try visitor.number(&position, in: 0...9)
    try visitor.map(&bullets)
    try visitor.map(&enemyBullets)
    try visitor.map(&aliens)
    var goesRight = direction > 0
    try visitor.truth(&goesRight)
    direction = goesRight ? 1 : -1
    try visitor.number(&moveInterval, in: 6...Self.firstMoveInterval)
    try visitor.number(&moveTimer, in: -1...Self.firstMoveInterval)
    try visitor.number(&alienShotTimer, in: 0...Self.shotInterval)
    try visitor.number(&shotTimer, in: 0...Self.shotCoolDown)
  }
}
