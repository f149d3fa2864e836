import Foundation

/// The bytes of the files in a results folder.
struct ResultFiles: Equatable {
  /// What the machine has a say in, and what the user wrote.
  private static let others = [
    ".index", ".lock", "timing.csv", "provenance.json", "experiment.cfg",
  ]

  private var bytes: [String: Data] = [:]

  /// Those that are functions of the experiment alone: `summary.csv`, `sweep.h5`, `trials/*.h5`.
  init(of folder: String, in place: Workplace) throws {
    try self.init(place, folder, leavingOut: Self.others)
  }

  /// Every file that there is.
  static func all(of folder: String, in place: Workplace) throws -> ResultFiles {
    try ResultFiles(place, folder, leavingOut: [])
  }

  private init(_ place: Workplace, _ folder: String, leavingOut others: [String]) throws {
    for name in place.names(in: folder) where name != "trials" && !others.contains(name) {
      bytes[name] = try place.bytes(of: folder + "/" + name)
    }
    for name in place.names(in: folder + "/trials") {
      bytes["trials/" + name] = try place.bytes(of: folder + "/trials/" + name)
    }
  }

  var names: [String] { bytes.keys.sorted() }

  subscript(name: String) -> Data? { bytes[name] }

  /// The names of files that are not in both with the same bytes.
  func differing(from other: ResultFiles) -> [String] {
    Set(names + other.names).sorted().filter { bytes[$0] != other.bytes[$0] }
  }
}
