import DeepQ
import Foundation
import Testing

@testable import Experiments

struct ResultsExportTests {
  @Test func `trials that are not finished are left out, and counted`() throws {
    let samples = try ExportSamples.trained()
    let trials = samples.experiment.trials.map(\.id)
    try FileManager.default.removeItem(atPath: samples.folder.trialFile(trials[1]))
    try "no HDF5".write(
      toFile: samples.folder.trialFile(trials[2]), atomically: false, encoding: .utf8)
    let export = try samples.export(.csv, table: "evaluations")
    var text = ""
    let outcome = try export.write { text += $0 }
    #expect(outcome.trials == 2)
    #expect(outcome.notes == ["Left out: trials: 1 missing, 1 damaged."])
    #expect(
      text.split(separator: "\n").dropFirst().map { String($0.prefix(12)) } == [
        trials[0], trials[3],
      ])
  }

  @Test func `a failed trial is written up to its failure`() throws {
    var result = TrialSamples.result()
    result.failure = "the loss is not finite"
    let samples = try ExportSamples.made(result)
    #expect(
      try samples.export(.csv).write(to: samples.output).notes
        == ["With 1 trial that failed, up to the failure."])
    #expect(
      try samples.files()["episodes.csv"].map { String(decoding: $0, as: UTF8.self) }?
        .split(separator: "\n").count == 4)
  }

  @Test func `trials are chosen by their ids or their configuration's, and stay in grid order`()
    throws
  {
    let samples = try ExportSamples.trained()
    let trials = Array(samples.experiment.trials)
    func written(_ texts: [String]) throws -> [String] {
      try samples.text(.csv, table: "evaluations", trials: texts).split(separator: "\n").dropFirst()
        .map { String($0.prefix(12)) }
    }
    #expect(try written([trials[3].id, trials[0].id]) == [trials[0].id, trials[3].id])
    #expect(try written([trials[2].configurationId]) == [trials[2].id, trials[3].id])
    #expect(throws: TrialSelectionError.self) { try written(["zz"]) }
  }

  @Test func `results without a finished trial are refused`() throws {
    let samples = try ExportSamples.trained()
    let trials = samples.experiment.trials.map(\.id)
    try FileManager.default.removeItem(atPath: samples.folder.trialFile(trials[1]))
    #expect(
      throws: ExportError.nothingToExport(
        folder: samples.folder.path, reason: "no trial is finished: 1 missing")
    ) { try samples.export(.json, trials: [trials[1]]) }
  }

  @Test func `files of an earlier export that the new one has not are removed`() throws {
    let samples = try ExportSamples.trained()
    let trials = samples.experiment.trials.map(\.id)
    try samples.write(.safetensors)
    try "mine".write(toFile: samples.output + "/notes.txt", atomically: false, encoding: .utf8)
    try samples.write(.safetensors, trials: [trials[2]])
    #expect(
      try samples.files().keys.sorted()
        == [".sweep-export", trials[2] + ".safetensors", "notes.txt"].sorted())
    try samples.write(.safetensors)
    #expect(try samples.files().count == 4 + 2)
  }

  @Test func `folders of runs go with their files`() throws {
    let samples = try ExportSamples.trained()
    try samples.write(.tensorBoard)
    try samples.write(.tensorBoard, trials: [samples.experiment.trials[0].id])
    #expect(try FolderListing.names(in: samples.output).count == 2)
  }

  @Test func `a mark cannot name files outside of its folder`() throws {
    let samples = try ExportSamples.trained()
    try samples.write(.safetensors)
    let outside = samples.scratch.path + "/outside"
    try "mine".write(toFile: outside, atomically: false, encoding: .utf8)
    let mark = samples.output + "/" + ExportFolder.markName
    let names = ["../outside", outside, "a/../../outside", "", ".", "x/../../../etc"]
    try (["sweep export 1", "safetensors"] + names).map { $0 + "\n" }.joined()
      .write(toFile: mark, atomically: false, encoding: .utf8)
    try samples.write(.safetensors)
    #expect(FolderListing.exists(outside))
  }

  @Test func `nothing is written through a link of a run's name`() throws {
    let samples = try ExportSamples.trained()
    try samples.write(.tensorBoard)
    let run = try #require(
      try FolderListing.names(in: samples.output).first { $0 != ExportFolder.markName })
    let elsewhere = samples.scratch.path + "/elsewhere"
    try FolderListing.create(elsewhere)
    try FileManager.default.removeItem(atPath: samples.output + "/" + run)
    try FileManager.default.createSymbolicLink(
      atPath: samples.output + "/" + run, withDestinationPath: elsewhere)
    #expect(throws: FileError.self) { try samples.write(.tensorBoard) }
    #expect(try FolderListing.names(in: elsewhere) == [])
  }

  @Test func `a folder with something else in it is left alone`() throws {
    let samples = try ExportSamples.trained()
    try FolderListing.create(samples.output)
    try "mine".write(toFile: samples.output + "/thesis.tex", atomically: false, encoding: .utf8)
    #expect(throws: ExportError.foreignFolder(samples.output)) { try samples.write(.tensorBoard) }
    #expect(try FolderListing.names(in: samples.output) == ["thesis.tex"])
    #expect(throws: ExportError.foreignFolder(samples.folder.path)) {
      try samples.export(.csv).write(to: samples.folder.path)
    }
  }

  @Test func `a file with something else in it is left alone, and an empty one is not`() throws {
    let samples = try ExportSamples.trained()
    try "mine".write(toFile: samples.output, atomically: false, encoding: .utf8)
    #expect(throws: ExportError.foreignFile(samples.output)) { try samples.write(.json) }
    #expect(throws: ExportError.notAFolder(samples.output)) { try samples.write(.csv) }
    #expect(throws: ExportError.foreignFile(samples.folder.summaryFile)) {
      try samples.export(.csv, table: "episodes").write(to: samples.folder.summaryFile)
    }
    try "".write(toFile: samples.output, atomically: false, encoding: .utf8)
    try samples.write(.json)
    #expect(try samples.files()[""]?.count ?? 0 > 100)
  }

  @Test func `an export that is stopped leaves no part of a file`() throws {
    let samples = try ExportSamples.trained()
    let export = try samples.export(.csv)
    let stop = StopFlag()
    stop.set(signal: 15)
    #expect(throws: ExportError.stopped(signal: 15)) {
      try export.write(to: samples.output, stop: stop)
    }
    #expect(try FolderListing.names(in: samples.output) == [ExportFolder.markName])
    _ = try export.write(to: samples.output)
    #expect(try samples.files().count == 3)
  }

  @Test func `a table is one of those that the format has`() throws {
    let samples = try ExportSamples.trained()
    #expect(
      throws: ExportError.noTable("episode", format: "csv", tables: ["episodes", "evaluations"])
    ) { try samples.export(.csv, table: "episode") }
    #expect(throws: ExportError.noTable("trials", format: "json", tables: [])) {
      try samples.export(.json, table: "trials")
    }
  }
}
