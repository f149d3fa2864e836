import DeepQ
import Foundation
import Statistics

/// The learned policies at work: evaluation episodes that are played again from the stored
/// parameters, as pictures with the value of each action.
struct PlaybackSection {
  /// One episode, or its beginning.
  private struct Film {
    /// Which trial it is of, in words.
    var label: String
    var playback: Playback
    /// The return of the whole episode; `nil` if only its beginning was played.
    var episodeReturn: Double?
    /// One picture a step: indices of shapes, or the pixels that change.
    var pictures: [[Int]] = []
    /// What was done in each picture, as JSON.
    var steps: [String] = []
    /// The smallest and the largest action value.
    var values: ClosedRange<Double>?
    /// Bytes that its pictures take, about.
    var bytes = 0
  }

  private let films: [Film]
  /// The shapes of all pictures, each once.
  private let shapes: ShapeTable

  /// Steps of an episode of shapes that are kept at most.
  static let stepLimit = 1_000
  /// Steps of an episode of images that are kept at most: half a minute.
  static let imageLimit = 450
  /// Bytes of the pictures of one episode at most.
  static let byteLimit = 400_000

  /// Plays the first evaluation episode of the best configuration's best and worst seed, and of the
  /// last configuration's best one; `nil` if no policy can be played: nothing is stored, or its
  /// environment cannot run here.
  ///
  /// - Parameters:
  ///   - ranking: the configurations.
  ///   - files: the trials whose file is there and right.
  init?(_ ranking: Ranking, files: Set<String>) {
    guard let folder = ranking.source.folder else { return nil }
    var shapes = ShapeTable()
    films = Self.choice(ranking, files: files).compactMap { label, trial in
      guard let record = try? folder.readTrial(trial),
        let playback = try? Playback(record, name: folder.trialFile(trial))
      else { return nil }
      return Self.film(of: playback, label: label, &shapes)
    }
    self.shapes = shapes
    if films.isEmpty { return nil }
  }

  /// The trials that are shown, with what they are.
  static func choice(
    _ ranking: Ranking, files: Set<String>
  ) -> [(label: String, trial: String)] {
    let sign = ranking.isSmallerBetter ? -1.0 : 1
    /// A configuration's trials that have a file and a score, the best first.
    func trials(_ entry: Ranking.Entry) -> [String] {
      let summary = ranking.source.summary
      let column = try? summary.metricIndex(of: ranking.metric)
      let scored = entry.group.rows.compactMap { row -> (trial: String, score: Double)? in
        let trial = summary.rows[row].trial
        guard summary.rows[row].status == .done, files.contains(trial), let column,
          let score = try? summary.number(row, column), score.isFinite
        else { return nil }
        return (trial, sign * score)
      }
      return scored.enumerated().sorted {
        (-$0.element.score, $0.offset) < (-$1.element.score, $1.offset)
      }.map(\.element.trial)
    }
    let entries = ranking.entries.filter { $0.statistics != nil }
    guard let best = entries.first else { return [] }
    let ofBest = trials(best)
    var chosen = ofBest.prefix(1).map { (label: "Best configuration, best seed", trial: $0) }
    if ofBest.count > 1, let worst = ofBest.last {
      chosen.append((label: "Best configuration, worst seed", trial: worst))
    }
    if entries.count > 1, let last = entries.last, let trial = trials(last).first {
      chosen.append((label: "Last configuration, best seed", trial: trial))
    }
    return chosen
  }

  private static func film(
    of playback: Playback, label: String, _ shapes: inout ShapeTable
  ) -> Film {
    var film = Film(label: label, playback: playback)
    var last = [UInt8](repeating: 0, count: playback.stage.width * playback.stage.height)
    let limit = if case .raster = playback.stage.content { imageLimit } else { stepLimit }
    playback.play(0..<1) { frame in
      switch frame.picture {
      case .shapes(let drawn):
        let indices = drawn.map { shapes.index(of: $0) }
        film.bytes += indices.reduce(0) { $0 + String($1).utf8.count + 1 }
        film.pictures.append(indices)
      case .raster(let pixels):
        let runs = changes(from: last, to: pixels)
        last = pixels
        film.bytes += runs.reduce(0) { $0 + String($1).utf8.count + 1 }
        film.pictures.append(runs)
      }
      let finite = frame.actionValues.filter(\.isFinite)
      for value in finite {
        let known = film.values ?? value...value
        film.values = min(known.lowerBound, value)...max(known.upperBound, value)
      }
      film.steps.append(
        CompactJSON.list(
          [frame.action.map(String.init) ?? "null"]
            + [shortest(frame.reward), shortest(frame.episodeReturn)]
            + frame.actionValues.map { CompactJSON.number(Double(ScoreText.value($0))) }))
      if frame.action == nil { film.episodeReturn = frame.episodeReturn }
      return film.pictures.count < limit && film.bytes < byteLimit
    }
    return film
  }

  /// The pixels that change, as runs of one colour: pixels that stay, pixels of the run, the colour.
  static func changes(from old: [UInt8], to new: [UInt8]) -> [Int] {
    var runs: [Int] = []
    var (index, end) = (0, 0)
    while index < new.count {
      guard index >= old.count || old[index] != new[index] else {
        index += 1
        continue
      }
      let start = index
      // A run goes on over pixels that have its colour already.
      while index < new.count, new[index] == new[start] { index += 1 }
      runs += [start - end, index - start, Int(new[start])]
      end = index
    }
    return runs
  }

  // MARK: - The page

  /// The section.
  var section: PageSection {
    PageSection(
      id: "policy", title: "The policy at work", shortTitle: "Policy",
      introduction: "The first episode of the stored evaluation, played again from the stored "
        + "parameters, with the value of each action; the action that is taken is marked.",
      body: "<noscript><p>The player needs JavaScript.</p></noscript>\n<div class=\"players\">\n"
        + films.indices.map(player).joined() + "</div>\n")
  }

  private func player(_ index: Int) -> String {
    let film = films[index]
    var page = MarkupElements()
    page.open("figure", [("class", "player"), ("data-film", "\(index)")])
    page.element("figcaption", [], content: caption(of: film))
    page.append(
      """
      <div class="screen role-ground"></div>
      <div class="controls needs-script"></div>
      <p class="where"></p>
      <div class="action-values"></div>

      """)
    page.close("figure")
    return page.text
  }

  private func caption(of film: Film) -> String {
    if let episodeReturn = film.episodeReturn {
      return "\(film.label): return \(shortest(episodeReturn))"
    }
    let stored = film.playback.evaluation?.returns.first.map { ", of a return of \(shortest($0))" }
    return "\(film.label): the first \(counted(film.pictures.count, "step"))\(stored ?? "")"
  }

  /// The colours of what is drawn, for both themes of a page.
  static var styleSheet: String {
    PictureRole.allCases.map { role in
      let colours = [PictureTheme.light, .dark].map { $0.colour(of: role).hexadecimal }
      let colour = "light-dark(\(colours.joined(separator: ", ")))"
      return ".role-\(role.rawValue) { fill: \(colour); stroke: \(colour); "
        + (role == .ground ? "background: \(colour); }\n" : "}\n")
    }.joined()
  }

  /// What the player shows.
  var json: String {
    let first = films[0].playback
    return CompactJSON.object([
      ("actions", CompactJSON.texts(first.actionNames)),
      ("speed", "\(first.stepsPerSecond)"),
      ("shapes", CompactJSON.list(shapes.texts)),
      (
        "films",
        CompactJSON.list(
          films.map { film in
            CompactJSON.object([
              ("stage", Self.json(of: film.playback.stage)),
              ("length", "\(film.pictures.count - 1)"),
              (
                "range",
                CompactJSON.list([
                  CompactJSON.number(film.values?.lowerBound ?? 0),
                  CompactJSON.number(film.values?.upperBound ?? 0),
                ])
              ),
              ("pictures", CompactJSON.list(film.pictures.map { CompactJSON.list($0) })),
              ("steps", CompactJSON.list(film.steps)),
            ])
          })
      ),
    ])
  }

  private static func json(of stage: PictureStage) -> String {
    var members = [
      (name: "width", value: "\(stage.width)"), (name: "height", value: "\(stage.height)"),
    ]
    switch stage.content {
    case .drawing(let backdrop):
      members.append(("backdrop", CompactJSON.list(backdrop.map(ShapeTable.json))))
    case .raster(let palette):
      members.append(("palette", CompactJSON.texts(palette.map(\.hexadecimal))))
    }
    return CompactJSON.object(members)
  }
}

/// The shapes of some pictures as JSON, each once: of most pictures only a part moves.
private struct ShapeTable {
  private(set) var texts: [String] = []
  private var known: [String: Int] = [:]

  /// The index of a shape, which is added if it is new.
  mutating func index(of shape: PictureShape) -> Int {
    let text = Self.json(of: shape)
    if let index = known[text] { return index }
    known[text] = texts.count
    texts.append(text)
    return texts.count - 1
  }

  /// A letter for the form, the colour, then the form's numbers.
  static func json(of shape: PictureShape) -> String {
    let colour =
      switch shape.colour {
      case .role(let role): role.rawValue
      case .rgb(let fixed): fixed.hexadecimal
      }
    func list(_ form: String, _ numbers: [Int], text: String? = nil) -> String {
      CompactJSON.list(
        [CompactJSON.text(form), CompactJSON.text(colour)]
          + (text.map { [CompactJSON.text($0)] } ?? [])
          + numbers.map(String.init))
    }
    switch shape.form {
    case .rectangle(let x, let y, let width, let height, let radius):
      return list("r", [x, y, width, height, radius])
    case .line(let from, let to, let thickness):
      return list("l", [from.x, from.y, to.x, to.y, thickness])
    case .circle(let centre, let radius): return list("c", [centre.x, centre.y, radius])
    case .polygon(let points): return list("p", points.flatMap { [$0.x, $0.y] })
    case .text(let text, let centre, let size):
      return list("t", [centre.x, centre.y, size], text: text)
    }
  }
}
