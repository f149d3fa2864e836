import DeepQ
import Testing

@testable import Experiments

/// What every format has to do.
struct ExportFormatTests {
  @Test func `names are unique, and words`() {
    let names = ExportFormat.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0.wholeMatch(of: /[a-z][a-z0-9]*/) != nil })
    #expect(names.allSatisfy { ExportFormat(named: $0)?.name == $0 })
    #expect(ExportFormat(named: "xml") == nil)
    let files = ExportFormat.all.flatMap { $0.documents.map(\.fileName) }
    #expect(Set(files).count == files.count)
  }

  @Test(arguments: ExportFormat.all.map(\.name))
  func `the same results give the same bytes`(name: String) throws {
    let format = try #require(ExportFormat(named: name))
    let samples = try ExportSamples.trained()
    let written = try (0..<2).map { number in
      let path = samples.scratch.path + "/\(number)"
      _ = try samples.export(format).write(to: path)
      return try ExportSamples(
        scratch: samples.scratch, folder: samples.folder, experiment: samples.experiment,
        output: path
      ).files()
    }
    #expect(written[0] == written[1])
    #expect(!written[0].isEmpty)
  }

  @Test(arguments: ExportFormat.all.map(\.name))
  func `an export is written over its own, and over nothing else`(name: String) throws {
    let format = try #require(ExportFormat(named: name))
    let samples = try ExportSamples.trained()
    try samples.write(format)
    let before = try samples.files()
    try samples.write(format)
    #expect(try samples.files() == before)
    for other in ExportFormat.all where other.name != name {
      #expect(throws: ExportError.self) { try samples.write(other) }
    }
    #expect(try samples.files() == before)
  }

  @Test(arguments: ExportFormat.all.map(\.name))
  func `one document of a format is the file that its folder has`(name: String) throws {
    let format = try #require(ExportFormat(named: name))
    let samples = try ExportSamples.trained()
    guard !format.documents.isEmpty else {
      #expect(throws: ExportError.severalFiles(format: name, tables: [])) {
        try samples.text(format)
      }
      return
    }
    try samples.write(format)
    let files = try samples.files()
    for document in format.documents {
      let text = try samples.text(format, table: format.documents.count > 1 ? document.name : nil)
      // One document is a file of that name, and not one in a folder of that name.
      let bytes = files[document.fileName] ?? files.values.first
      #expect(bytes == Array(text.utf8))
      let heading = String(text.prefix { $0 != "\n" })
      #expect(document.isOwn(heading))
      #expect(!document.isOwn("trial,configuration,replicate,seed,status,episodes,steps"))
    }
  }

  @Test(arguments: ExportFormat.all.map(\.name))
  func `trials of every kind can be written`(name: String) throws {
    let format = try #require(ExportFormat(named: name))
    var failed = TrialSamples.result()
    failed.failure = "the loss is not finite"
    failed.evaluations = []
    failed.episodes.losses[2] = .infinity
    var planned = TrialSamples.result()
    planned.planning = PlanningCurves()
    planned.planning?.residuals = [.nan, .infinity]
    planned.evaluations[0].valueError = .infinity
    for result in [failed, planned, TrialResult()] {
      #expect(try !ExportSamples.made(result).write(format).contains(""))
    }
  }
}
