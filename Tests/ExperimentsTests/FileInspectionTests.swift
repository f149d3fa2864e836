import Foundation
import Glibc
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

  /// A shell in place of the program, which reads ids and has the folder in `$1`.
  private func inspection(_ script: String) -> FileInspection {
    FileInspection(program: "/bin/sh", arguments: ["-c", script, "sh"])
  }

  /// Names every trial, and dies of a signal at those given; of the others it says that they are
  /// damaged.
  private func dying(at deaths: [(id: String, signal: String)]) -> FileInspection {
    let cases = deaths.map { "\($0.id)) kill -\($0.signal) $$ ;;" }.joined(separator: " ")
    return inspection(
      "while read id; do echo reading $id; case $id in \(cases) esac; echo damaged $id; done")
  }

  private func readings(
    _ inspection: FileInspection, stop: StopFlag = StopFlag()
  ) throws -> [TrialFileReading] {
    try inspection.read(ids, in: folder, stop: stop)
  }

  @Test func `files that end their reader are found, and the others are read all the same`() throws
  {
    let deaths = [(ids[0], "SEGV"), (ids[2], "BUS"), (ids[3], "PROF")]
    #expect(
      try readings(dying(at: deaths)) == [
        .fatal("reading it ends the process with signal 11"), .damaged(ids[1]),
        .fatal("reading it ends the process with signal 7"), .fatal("reading it does not end"),
      ])
    #expect(
      try dying(at: deaths).fatalTrials(of: ids, in: folder, stop: StopFlag()).keys.sorted()
        == [ids[0], ids[2], ids[3]])
  }

  @Test func `one reader reads many files`() throws {
    let count = scratch.file("count")
    let counting = inspection(
      "echo once >>'\(count)'; while read id; do echo reading $id; echo damaged $id; done")
    #expect(try readings(counting) == ids.map { .damaged($0) })
    #expect(try scratch.text(of: "count") == "once\n")
  }

  @Test(arguments: ["KILL", "TERM", "HUP", "XCPU"])
  func `a signal from outside says nothing of the file`(signal: String) throws {
    let error = #expect(throws: FileError.self) {
      try readings(dying(at: [(ids[1], signal)]))
    }
    #expect(error?.cause.hasPrefix("signal ") == true)
    #expect(error?.cause.hasSuffix("ended /bin/sh 5 times") == true)
  }

  @Test(arguments: ["KILL", "SEGV"])
  func `a reader that dies once is started again`(signal: String) throws {
    let mark = scratch.file("mark")
    let once = inspection(
      """
      while read id; do
        echo reading $id
        if [ $id = \(ids[1]) ] && ! [ -e '\(mark)' ]; then : >'\(mark)'; kill -\(signal) $$; fi
        echo damaged $id
      done
      """)
    #expect(try readings(once) == ids.map { .damaged($0) })
  }

  @Test func `what the program itself tells is taken over`() throws {
    let summary = TrialFileSummary(TrialSamples.record(id: ids[0]), fileBytes: [1, 2])
    let telling = inspection(
      """
      read id; echo reading $id; echo '\(TrialFileReading.good(summary).line)'
      while read id; do echo reading $id; echo damaged, really; echo damaged $id; done
      """)
    let error = #expect(throws: FileError.self) { try readings(telling) }
    #expect(error?.cause == "/bin/sh answered 'damaged, really'")
    let unreadable = inspection("read id; echo reading $id; echo unreadable 13 open Forbidden")
    #expect(
      throws: FileError(
        call: "open", file: folder.trialFile(ids[0]), code: 13, cause: "Forbidden")
    ) { try readings(unreadable) }
  }

  @Test func `a reader that hangs is given up when the program is to stop`() throws {
    let stop = StopFlag()
    let hanging = inspection("read id; echo reading $id; sleep 1000 & wait")
    let began = ContinuousClock.now
    Thread.detachNewThread {
      usleep(200_000)
      stop.set(signal: SIGTERM)
    }
    #expect(throws: StopRequestError(signal: SIGTERM)) { try readings(hanging, stop: stop) }
    #expect(began.duration(to: .now) < .seconds(10))
  }

  @Test func `such a file is damaged to whoever asks, and is not opened`() throws {
    let experiment = try ExperimentSamples.tiny()
    let first = try scratch.run(experiment)
    let id = first.summary.rows[1].trial
    // The other files are told of by what the first run has written.
    let index = try scratch.text(of: "tiny/.index")
    let inspection = inspection(
      """
      while read id; do
        echo reading $id
        [ $id = \(id) ] && kill -SEGV $$
        grep ",$id," <<'END' | cut -d, -f2- | sed 's/^/good /'
      \(index)
      END
      done
      """)
    try TrialIndex.write([], to: first.folder.trialIndexFile)
    let status = try ExperimentStatus(of: first.folder, inspection: inspection)
    #expect(status.done == 3)
    #expect(status.damaged.map(\.id) == [id])
    #expect(
      status.damaged.first?.reason.hasSuffix("reading it ends the process with signal 11") == true)
    let replay = ExperimentReplay(of: first.folder, inspection: inspection)
    let outcome = try replay.run([id], workers: 1, stop: StopFlag()) { verdict in
      #expect(verdict.damage?.hasSuffix("reading it ends the process with signal 11") == true)
    }
    #expect(outcome.differing == 1)
    let second = try scratch.run(experiment) { $0.inspection = inspection }
    #expect(second.run.stored == 1)
    #expect(second.summary == first.summary)
    #expect(FolderListing.exists(first.folder.trialFile(id) + ".damaged"))
  }

  @Test(arguments: [
    "exit 3", "kill -SEGV $$", "echo nonsense; sleep 5", "read id; echo damaged $id; sleep 5",
  ])
  func `an inspection that does not work is an error, and no endless loop`(script: String) {
    let error = #expect(throws: FileError.self) { try readings(inspection(script)) }
    #expect(error?.file == folder.trialsFolder)
  }

  @Test func `a program that is not there is an error`() {
    let error = #expect(throws: FileError.self) {
      try readings(FileInspection(program: "/no/such/program", arguments: []))
    }
    #expect(error?.cause.hasPrefix("/no/such/program cannot be run") == true)
  }

  @Test func `where there is nothing to read nothing is run`() throws {
    #expect(try inspection("exit 3").read([], in: folder, stop: StopFlag()) == [])
  }
}
