/// Gather gold and keep out of the way of enemies, both of which come from the sides.
struct MinAtarAsterix: MinAtarGame {
  static let name = "Asterix"
  static let summary = "MinAtar: gather gold among enemies"
  static let channels = ["player", "enemy", "trail", "gold"]
  static let actions: [MinAtarAction] = [.none, .left, .up, .right, .down]

  private struct Entity: Sendable {
    var column: Int
    let row: Int
    var goesRight: Bool
    var isGold: Bool
  }

  private static let rampInterval = 100
  private static let firstSpawnSpeed = 10
  private static let firstMoveInterval = 5

  private(set) var isOver = true
  private let isRamping: Bool
  private var column = 5
  private var row = 5
  /// One slot for each row but the first and the last.
  private var entities = [Entity?](repeating: nil, count: 8)
  private var spawnSpeed = 0
  private var spawnTimer = 0
  private var moveSpeed = 0
  private var moveTimer = 0
  private var rampTimer = 0
  private var rampIndex = 0

  init(isRamping: Bool) { self.isRamping = isRamping }

  mutating func reset(using random: inout MersenneTwister) {
    (column, row) = (5, 5)
    entities = Array(repeating: nil, count: 8)
    (spawnSpeed, spawnTimer) = (Self.firstSpawnSpeed, Self.firstSpawnSpeed)
    (moveSpeed, moveTimer) = (Self.firstMoveInterval, Self.firstMoveInterval)
    (rampTimer, rampIndex) = (Self.rampInterval, 0)
    isOver = false
  }

  mutating func act(_ action: MinAtarAction, using random: inout MersenneTwister) -> Int {
    if spawnTimer == 0 {
      spawn(using: &random)
      spawnTimer = spawnSpeed
    }
    switch action {
    case .left: column = max(0, column - 1)
    case .right: column = min(9, column + 1)
    case .up: row = max(1, row - 1)
    case .down: row = min(8, row + 1)
    case .none, .fire: break
    }
    var reward = 0
    for slot in entities.indices { reward += meet(slot) }
    if moveTimer == 0 {
      moveTimer = moveSpeed
      for slot in entities.indices { reward += move(slot) }
    }
    spawnTimer -= 1
    moveTimer -= 1
    if isRamping, spawnSpeed > 1 || moveSpeed > 1 { ramp() }
    return reward
  }

  /// Handles an entity at the position of the player.
  private mutating func meet(_ slot: Int) -> Int {
    guard let entity = entities[slot], entity.column == column, entity.row == row else { return 0 }
    if entity.isGold {
      entities[slot] = nil
      return 1
    }
    isOver = true
    return 0
  }

  private mutating func move(_ slot: Int) -> Int {
    guard var entity = entities[slot] else { return 0 }
    entity.column += entity.goesRight ? 1 : -1
    entities[slot] = (0...9).contains(entity.column) ? entity : nil
    return meet(slot)
  }

  private mutating func ramp() {
    if rampTimer >= 0 {
      rampTimer -= 1
      return
    }
    if moveSpeed > 1, rampIndex % 2 == 1 { moveSpeed -= 1 }
    if spawnSpeed > 1 { spawnSpeed -= 1 }
    rampIndex += 1
    rampTimer = Self.rampInterval
  }

  private mutating func spawn(using random: inout MersenneTwister) {
    let goesRight = random.uniform01() < 0.5
    let isGold = random.uniform01() < 1.0 / 3.0
    let free = entities.indices.filter { entities[$0] == nil }
    if free.isEmpty { return }
    let slot = free[random.integer(in: 0..<free.count)]
    entities[slot] = Entity(
      column: goesRight ? 0 : 9, row: slot + 1, goesRight: goesRight, isGold: isGold)
  }

  func draw(on planes: PixelPlanes) {
    planes.light(0, row: row, column: column)
    for case let entity? in entities {
      planes.light(entity.isGold ? 3 : 1, row: entity.row, column: entity.column)
      let behind = entity.goesRight ? entity.column - 1 : entity.column + 1
      if (0...9).contains(behind) { planes.light(2, row: entity.row, column: behind) }
    }
  }

  mutating func visit<Visitor: GameStateVisitor>(
    _ visitor: inout Visitor
  ) throws(ArchiveError) {
    try visitor.truth(&isOver)
    try visitor.number(&column, in: 0...9)
    try visitor.number(&row, in: 1...8)
    for slot in entities.indices {
      var isThere = entities[slot] != nil
      try visitor.truth(&isThere)
      var entity =
        entities[slot] ?? Entity(column: 0, row: slot + 1, goesRight: false, isGold: false)
      try visitor.number(&entity.column, in: 0...9)
      try visitor.truth(&entity.goesRight)
      try visitor.truth(&entity.isGold)
      entities[slot] = isThere ? entity : nil
    }
    try visitor.number(&spawnSpeed, in: 1...Self.firstSpawnSpeed)
    try visitor.number(&spawnTimer, in: 0...Self.firstSpawnSpeed)
    try visitor.number(&moveSpeed, in: 1...Self.firstMoveInterval)
    try visitor.number(&moveTimer, in: 0...Self.firstMoveInterval)
    try visitor.number(&rampTimer, in: -1...Self.rampInterval)
    try visitor.number(&rampIndex, in: 0...1_000)
  }
}
