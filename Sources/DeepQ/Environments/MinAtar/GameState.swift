/// Visits all parts of a game's state, to save or to restore them.
///
/// One function of a game names its parts, so what is saved is what is restored, in the same order.
/// What is restored is checked: a state that the game cannot have is an error.
protocol GameStateVisitor {
  mutating func number(_ value: inout Int, in range: ClosedRange<Int>) throws(ArchiveError)
  mutating func truth(_ value: inout Bool) throws(ArchiveError)
}

extension GameStateVisitor {
  mutating func map(_ map: inout PixelMap) throws(ArchiveError) {
    for row in 0..<PixelPlanes.size {
      for column in 0..<PixelPlanes.size { try truth(&map[row, column]) }
    }
  }

  /// A list of at most so many elements; `new` is a placeholder for those that are about to be restored.
  mutating func list<Element>(
    _ list: inout [Element], atMost limit: Int, new: Element,
    _ visit: (inout Self, inout Element) throws(ArchiveError) -> Void
  ) throws(ArchiveError) {
    var count = list.count
    try number(&count, in: 0...limit)
    if list.count != count { list = Array(repeating: new, count: count) }
    for index in list.indices { try visit(&self, &list[index]) }
  }
}

/// Writes a state.
struct GameStateSaver: GameStateVisitor {
  var archive: ArchiveWriter

  mutating func number(_ value: inout Int, in range: ClosedRange<Int>) { archive.write(value) }
  mutating func truth(_ value: inout Bool) { archive.write(value) }
}

/// Overwrites a state with a saved one.
struct GameStateLoader: GameStateVisitor {
  var archive: ArchiveReader

  mutating func number(_ value: inout Int, in range: ClosedRange<Int>) throws(ArchiveError) {
    value = try archive.integer(in: range)
  }

  mutating func truth(_ value: inout Bool) throws(ArchiveError) { value = try archive.truth() }
}

extension MinAtarEnvironment {
  /// Writes the game, its generator, and the action that may be repeated.
  func save(to archive: inout ArchiveWriter) {
    archive.mark(Game.name)
    archive.write(random.words.map { Int($0) })
    archive.write(random.position)
    archive.write(lastAction.rawValue)
    var saver = GameStateSaver(archive: archive)
    var game = game
    // A saver throws nothing.
    try? game.visit(&saver)
    archive = saver.archive
  }

  /// Restores a saved game.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark(Game.name)
    let words = try archive.integers()
    let position = try archive.integer()
    guard words.allSatisfy({ 0...Int(UInt32.max) ~= $0 }),
      let random = MersenneTwister(words: words.map { UInt32($0) }, position: position)
    else { throw archive.error("these are no words of a Mersenne twister") }
    let last = try archive.integer(in: 0...MinAtarAction.allCases.count - 1)
    self.random = random
    lastAction = MinAtarAction(rawValue: last) ?? .none
    var loader = GameStateLoader(archive: archive)
    try game.visit(&loader)
    archive = loader.archive
  }
}
