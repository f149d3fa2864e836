/// Steer a submarine: shoot fish and submarines, pick up divers, and come up before the oxygen is
/// gone.
///
/// The original walks backwards through lists while it removes from them the first element that is
/// *equal* to one. Where two things are equal, that is not the one at hand, so the indices here do
/// what Python's iterators do.
struct MinAtarSeaquest: MinAtarGame {
  static let name = "Seaquest"
  static let summary = "MinAtar: save divers from under the sea"
  static let channels = [
    "sub_front", "sub_back", "friendly_bullet", "trail", "enemy_bullet", "enemy_fish", "enemy_sub",
    "oxygen_guage", "diver_guage", "diver",
  ]
  static let actions = MinAtarAction.allCases

  /// Anything that swims; a bullet has no timers, and only a submarine shoots.
  private struct Swimmer: Equatable, Sendable {
    var column: Int
    var row: Int
    var goesRight: Bool
    var moveTimer = 0
    var shotTimer = 0

    mutating func advance() { column += goesRight ? 1 : -1 }
    var isOutside: Bool { column < 0 || column > 9 }

    func meets(_ other: Swimmer) -> Bool { column == other.column && row == other.row }
  }

  private static let maxOxygen = 200
  private static let firstSpawnSpeed = 20
  private static let diverSpawnSpeed = 30
  private static let firstMoveInterval = 5
  private static let shotCoolDown = 5
  private static let enemyShotInterval = 10
  private static let diverMoveInterval = 5

  private(set) var isOver = true
  private let isRamping: Bool
  private var oxygen = 0
  private var diverCount = 0
  private var column = 5
  private var row = 0
  private var facesRight = false
  private var bullets: [Swimmer] = []
  private var enemyBullets: [Swimmer] = []
  private var fish: [Swimmer] = []
  private var submarines: [Swimmer] = []
  private var divers: [Swimmer] = []
  private var spawnSpeed = 0
  private var spawnTimer = 0
  private var diverTimer = 0
  private var moveSpeed = 0
  private var rampIndex = 0
  private var shotTimer = 0
  private var isAtSurface = true

  init(isRamping: Bool) { self.isRamping = isRamping }

  mutating func reset(using random: inout MersenneTwister) {
    (oxygen, diverCount) = (Self.maxOxygen, 0)
    (column, row, facesRight) = (5, 0, false)
    (bullets, enemyBullets, fish, submarines, divers) = ([], [], [], [], [])
    (spawnSpeed, spawnTimer) = (Self.firstSpawnSpeed, Self.firstSpawnSpeed)
    diverTimer = Self.diverSpawnSpeed
    moveSpeed = Self.firstMoveInterval
    (rampIndex, shotTimer) = (0, 0)
    isAtSurface = true
    isOver = false
  }

  mutating func act(_ action: MinAtarAction, using random: inout MersenneTwister) -> Int {
    if spawnTimer == 0 {
      spawnEnemy(using: &random)
      spawnTimer = spawnSpeed
    }
    if diverTimer == 0 {
      spawnDiver(using: &random)
      diverTimer = Self.diverSpawnSpeed
    }
    steer(action)
    var reward = moveBullets()
    moveDivers()
    reward += moveSubmarines()
    moveEnemyBullets()
    reward += moveFish()
    if spawnTimer > 0 { spawnTimer -= 1 }
    if diverTimer > 0 { diverTimer -= 1 }
    if shotTimer > 0 { shotTimer -= 1 }
    return reward + breathe()
  }

  private mutating func steer(_ action: MinAtarAction) {
    switch action {
    case .fire where shotTimer == 0:
      bullets.append(Swimmer(column: column, row: row, goesRight: facesRight))
      shotTimer = Self.shotCoolDown
    case .left:
      column = max(0, column - 1)
      facesRight = false
    case .right:
      column = min(9, column + 1)
      facesRight = true
    case .up: row = max(0, row - 1)
    case .down: row = min(8, row + 1)
    case .none, .fire: break
    }
  }

  private func meetsPlayer(_ swimmer: Swimmer) -> Bool {
    swimmer.column == column && swimmer.row == row
  }

  /// Python's `list.remove`; returns the index that the element had.
  @discardableResult
  private static func removeFirst(_ swimmer: Swimmer, from list: inout [Swimmer]) -> Int? {
    guard let index = list.firstIndex(of: swimmer) else { return nil }
    list.remove(at: index)
    return index
  }

  /// The indices of a list as Python's `reversed` goes through them while the list becomes shorter.
  private static func nextIndex(_ index: inout Int, of list: [Swimmer]) -> Int? {
    guard index >= 0, index < list.count else { return nil }
    defer { index -= 1 }
    return index
  }

  private mutating func moveBullets() -> Int {
    var reward = 0
    var next = bullets.count - 1
    while let index = Self.nextIndex(&next, of: bullets) {
      bullets[index].advance()
      let bullet = bullets[index]
      if bullet.isOutside {
        Self.removeFirst(bullet, from: &bullets)
      } else if let hit = fish.firstIndex(where: { bullet.meets($0) }) {
        Self.removeFirst(fish[hit], from: &fish)
        Self.removeFirst(bullet, from: &bullets)
        reward += 1
      } else if let hit = submarines.firstIndex(where: { bullet.meets($0) }) {
        Self.removeFirst(submarines[hit], from: &submarines)
        Self.removeFirst(bullet, from: &bullets)
        reward += 1
      }
    }
    return reward
  }

  private mutating func moveDivers() {
    var next = divers.count - 1
    while let index = Self.nextIndex(&next, of: divers) {
      if pickUp(index) { continue }
      if divers[index].moveTimer == 0 {
        divers[index].moveTimer = Self.diverMoveInterval
        divers[index].advance()
        if divers[index].isOutside {
          Self.removeFirst(divers[index], from: &divers)
        } else {
          _ = pickUp(index)
        }
      } else {
        divers[index].moveTimer -= 1
      }
    }
  }

  /// Takes a diver aboard who is where the player is, if there is room.
  private mutating func pickUp(_ index: Int) -> Bool {
    guard meetsPlayer(divers[index]), diverCount < 6 else { return false }
    Self.removeFirst(divers[index], from: &divers)
    diverCount += 1
    return true
  }

  private mutating func moveSubmarines() -> Int {
    var reward = 0
    var next = submarines.count - 1
    while let index = Self.nextIndex(&next, of: submarines) {
      var submarine = submarines[index]
      /// Where it is in the list; `nil` once it has been taken out.
      var current: Int? = index
      if meetsPlayer(submarine) { isOver = true }
      if submarine.moveTimer == 0 {
        submarine.moveTimer = moveSpeed
        submarine.advance()
        submarines[index] = submarine
        if submarine.isOutside {
          current = remove(submarine, at: index)
        } else if meetsPlayer(submarine) {
          isOver = true
        } else if let hit = bullets.firstIndex(where: { submarine.meets($0) }) {
          current = remove(submarine, at: index)
          Self.removeFirst(bullets[hit], from: &bullets)
          reward += 1
        }
      } else {
        submarine.moveTimer -= 1
      }
      if submarine.shotTimer == 0 {
        submarine.shotTimer = Self.enemyShotInterval
        enemyBullets.append(
          Swimmer(
            column: submarine.column, row: submarine.row, goesRight: submarine.goesRight))
      } else {
        submarine.shotTimer -= 1
      }
      if let current { submarines[current] = submarine }
    }
    return reward
  }

  /// Removes the first submarine equal to the one at a index; returns where that one is afterwards.
  private mutating func remove(_ submarine: Swimmer, at index: Int) -> Int? {
    Self.removeFirst(submarine, from: &submarines) == index ? nil : index - 1
  }

  private mutating func moveEnemyBullets() {
    var next = enemyBullets.count - 1
    while let index = Self.nextIndex(&next, of: enemyBullets) {
      if meetsPlayer(enemyBullets[index]) { isOver = true }
      enemyBullets[index].advance()
      let bullet = enemyBullets[index]
      if bullet.isOutside {
        Self.removeFirst(bullet, from: &enemyBullets)
      } else if meetsPlayer(bullet) {
        isOver = true
      }
    }
  }

  private mutating func moveFish() -> Int {
    var reward = 0
    var next = fish.count - 1
    while let index = Self.nextIndex(&next, of: fish) {
      if meetsPlayer(fish[index]) { isOver = true }
      guard fish[index].moveTimer == 0 else {
        fish[index].moveTimer -= 1
        continue
      }
      fish[index].moveTimer = moveSpeed
      fish[index].advance()
      let swimmer = fish[index]
      if swimmer.isOutside {
        Self.removeFirst(swimmer, from: &fish)
      } else if meetsPlayer(swimmer) {
        isOver = true
      } else if let hit = bullets.firstIndex(where: { swimmer.meets($0) }) {
        Self.removeFirst(swimmer, from: &fish)
        Self.removeFirst(bullets[hit], from: &bullets)
        reward += 1
      }
    }
    return reward
  }

  /// Uses up oxygen, or comes to the surface; returns the reward for that.
  private mutating func breathe() -> Int {
    if oxygen <= 0 { isOver = true }
    if row > 0 {
      oxygen -= 1
      isAtSurface = false
      return 0
    }
    if isAtSurface { return 0 }
    if diverCount == 0 {
      isOver = true
      return 0
    }
    return surface()
  }

  /// At the surface with divers: six of them are rewarded, and one of fewer is the price of new
  /// oxygen.
  ///
  /// The six are one more than there were afterwards, as in the original.
  private mutating func surface() -> Int {
    isAtSurface = true
    var reward = 0
    if diverCount == 6 {
      diverCount = 0
      reward = oxygen * 10 / Self.maxOxygen
    }
    oxygen = Self.maxOxygen
    diverCount -= 1
    if isRamping, spawnSpeed > 1 || moveSpeed > 2 {
      if moveSpeed > 2, rampIndex % 2 == 1 { moveSpeed -= 1 }
      if spawnSpeed > 1 { spawnSpeed -= 1 }
      rampIndex += 1
    }
    return reward
  }

  private mutating func spawnEnemy(using random: inout MersenneTwister) {
    let goesRight = random.uniform01() < 0.5
    let isSubmarine = random.uniform01() < 1.0 / 3.0
    let row = random.integer(in: 1..<9)
    let isBlocked = (submarines + fish).contains { $0.row == row && $0.goesRight != goesRight }
    if isBlocked { return }
    let enemy = Swimmer(
      column: goesRight ? 0 : 9, row: row, goesRight: goesRight, moveTimer: moveSpeed,
      shotTimer: isSubmarine ? Self.enemyShotInterval : 0)
    if isSubmarine { submarines.append(enemy) } else { fish.append(enemy) }
  }

  private mutating func spawnDiver(using random: inout MersenneTwister) {
    let goesRight = random.uniform01() < 0.5
    let row = random.integer(in: 1..<9)
    divers.append(
      Swimmer(
        column: goesRight ? 0 : 9, row: row, goesRight: goesRight,
        moveTimer: Self.diverMoveInterval))
  }

  func draw(on planes: PixelPlanes) {
    planes.light(0, row: row, column: column)
    planes.light(1, row: row, column: facesRight ? column - 1 : column + 1)
    for index in 0..<(max(0, oxygen) * 10 / Self.maxOxygen) {
      planes.light(7, row: 9, column: index)
    }
    for index in 0..<max(0, diverCount) { planes.light(8, row: 9, column: 8 - index) }
    for bullet in bullets { planes.light(2, row: bullet.row, column: bullet.column) }
    for bullet in enemyBullets { planes.light(4, row: bullet.row, column: bullet.column) }
    draw(fish, 5, on: planes)
    draw(submarines, 6, on: planes)
    draw(divers, 9, on: planes)
  }

  /// Shows swimmers and their trails.
  private func draw(_ swimmers: [Swimmer], _ channel: Int, on planes: PixelPlanes) {
    for swimmer in swimmers {
      planes.light(channel, row: swimmer.row, column: swimmer.column)
      let behind = swimmer.goesRight ? swimmer.column - 1 : swimmer.column + 1
      if (0...9).contains(behind) { planes.light(3, row: swimmer.row, column: behind) }
    }
  }

  mutating func visit<Visitor: GameStateVisitor>(
    _ visitor: inout Visitor
  ) throws(ArchiveError) {
    try visitor.truth(&isOver)
    try visitor.number(&oxygen, in: -1...Self.maxOxygen)
    try visitor.number(&diverCount, in: -1...6)
    try visitor.truth(&facesRight)
    // The stern is on the map too.
    try visitor.number(&column, in: facesRight ? 1...9 : 0...8)
    try visitor.number(&row, in: 0...8)
    try Self.visit(&bullets, &visitor)
    try Self.visit(&enemyBullets, &visitor)
    try Self.visit(&fish, &visitor)
    try Self.visit(&submarines, &visitor)
    try Self.visit(&divers, &visitor)
    try visitor.number(&spawnSpeed, in: 1...Self.firstSpawnSpeed)
    try visitor.number(&spawnTimer, in: 0...Self.firstSpawnSpeed)
    try visitor.number(&diverTimer, in: 0...Self.diverSpawnSpeed)
    try visitor.number(&moveSpeed, in: 2...Self.firstMoveInterval)
    try visitor.number(&rampIndex, in: 0...1_000)
    try visitor.number(&shotTimer, in: 0...Self.shotCoolDown)
    try visitor.truth(&isAtSurface)
  }

  private static func visit<Visitor: GameStateVisitor>(
    _ swimmers: inout [Swimmer], _ visitor: inout Visitor
  ) throws(ArchiveError) {
    let new = Swimmer(column: 0, row: 0, goesRight: false)
    try visitor.list(&swimmers, atMost: 1_000, new: new) {
      visitor, swimmer throws(ArchiveError) in
      try visitor.number(&swimmer.column, in: 0...9)
      try visitor.number(&swimmer.row, in: 0...8)
      try visitor.truth(&swimmer.goesRight)
      try visitor.number(&swimmer.moveTimer, in: 0...Self.firstMoveInterval)
      try visitor.number(&swimmer.shotTimer, in: 0...Self.enemyShotInterval)
    }
  }
}
