import Foundation
import Testing

@testable import Experiments

@Suite(.timeLimit(.minutes(1)))
struct FileInspectionTests {
  let scratch: ScratchFolder
  let folder: ResultsFolder
  let ids = ["0123456789ab", "1123456789ab", "2123456789ab", "3123456789ab"]

  init() throws {
    scratch = try ScratchFolder()
    folder = ResultsFolder(existing: scratch.path)
    try folder.create()
    for id in ids { try TrialSamples.record(id: id).write(to: folder.trialFile(id)) }
  }

  /// A shell in place of the program: `$1` is the folder, `$2` the last trial that is passed over.
  private func inspection(_ script: String) -> FileInspection {
    FileInspection(program: "/bin/sh", arguments: ["-c", script, "sh"])
  }

  /// Names every trial, and dies of a signal at those given.
  private func dying(at deaths: [(id: String, signal: String)]) -> FileInspection {
    let cases = deaths.map { "\($0.id)) kill -\($0.signal) $$ ;;" }.joined(separator: " ")
    return inspection(
      """
      for id in \(ids.joined(separator: " ")); do
        if [ "$id" \\> "$2" ]; then echo $id; case $id in \(cases) esac; fi
      done
      """)
  }

  @Test func `files that end their reader are found, and the others are read all the same`() throws
  {
    let deaths = [(ids[0], "SEGV"), (ids[2], "BUS")]
    #expect(
      try dying(at: deaths).fatalTrials(in: folder) == [
        ids[0]: "signal 11 ends whoever reads it", ids[2]: "signal 7 ends whoever reads it",
      ])
    #expect(try dying(at: []).fatalTrials(in: folder) == [:])
  }

  @Test func `such a file is damaged to whoever asks, and is not opened`() throws {
    let experiment = try ExperimentSamples.tiny()
    let first = try scratch.run(experiment)
    let id = first.summary.rows[1].trial
    let inspection = inspection("[ -z \"$2\" ] && echo \(id) && kill -SEGV $$; exit 0")
    let status = try ExperimentStatus(of: first.folder, inspection: inspection)
    #expect(status.done == 3)
    #expect(status.damaged.map(\.id) == [id])
    #expect(status.damaged.first?.reason.hasSuffix("signal 11 ends whoever reads it") == true)
    let replay = ExperimentReplay(of: first.folder, inspection: inspection)
    let outcome = try replay.run([id], workers: 1, stop: StopFlag()) { verdict in
      #expect(verdict.damage?.hasSuffix("signal 11 ends whoever reads it") == true)
    }
    #expect(outcome.differing == 1)
    let second = try scratch.run(experiment) { $0.inspection = inspection }
    #expect(second.run.stored == 1)
    #expect(second.summary == first.summary)
    #expect(FolderListing.exists(first.folder.trialFile(id) + ".damaged"))
  }

  @Test(arguments: ["exit 3", "kill -SEGV $$", "echo nonsense; kill -SEGV $$"])
  func `an inspection that does not work is an error, and no endless loop`(script: String) {
    let error = #expect(throws: FileError.self) {
      try inspection(script).fatalTrials(in: folder)
    }
    #expect(error?.file == folder.trialsFolder)
  }

  @Test func `a program that is not there is an error`() {
    let error = #expect(throws: FileError.self) {
      try FileInspection(program: "/no/such/program", arguments: []).fatalTrials(in: folder)
    }
    #expect(error?.cause.hasPrefix("/no/such/program cannot be run") == true)
  }

  @Test func `where there is nothing to read nothing is run`() throws {
    let empty = ResultsFolder(existing: scratch.path + "/empty")
    #expect(try inspection("exit 3").fatalTrials(in: empty) == [:])
  }
}
