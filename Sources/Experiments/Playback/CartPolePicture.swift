/// A cart with its pole in characters.
///
/// The track is 4.8 m long, the range of the task, and 61 characters wide; the pole, 1 m, is 6 lines
/// high, which makes its slope look about right where characters are twice as high as wide.
enum CartPolePicture {
  private static let width = 61
  private static let height = 6
  /// Characters a metre across.
  private static let scale = Double(width - 1) / 4.8

  /// The picture of an observation: position, velocity, angle, angular velocity.
  static func frame(_ observation: [Float]) -> String {
    guard observation.count == 4 else { return "" }
    let position = Double(observation[0])
    // The tangent, to the precision of a character: angles are within 0.21.
    let slope = Double(observation[2])
    let cart = column(at: position)
    var lines: [String] = []
    for line in (1...height).reversed() {
      let share = (Double(line) - 0.5) / Double(height)
      let letter: Character = slope > 0.05 ? "/" : slope < -0.05 ? "\\" : "|"
      lines.append(text([(column(at: position + slope * share), letter)]))
    }
    lines.append(text((-3...3).map { (cart + $0, $0.magnitude == 3 ? "+" : "=") }))
    lines.append(String(repeating: "-", count: width))
    return lines.map { $0 + "\n" }.joined()
  }

  private static func column(at position: Double) -> Int {
    let clamped = min(max(position, -2.4), 2.4)
    return Int(((clamped + 2.4) * scale).rounded())
  }

  private static func text(_ marks: [(column: Int, letter: Character)]) -> String {
    var line = [Character](repeating: " ", count: width)
    for mark in marks where line.indices.contains(mark.column) { line[mark.column] = mark.letter }
    while line.last == " " { line.removeLast() }
    return String(line)
  }
}
