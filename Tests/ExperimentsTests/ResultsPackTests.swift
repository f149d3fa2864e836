import Testing

@testable import Experiments

@Suite struct ResultsPackTests {
  let scratch: ScratchFolder
  let folder: ResultsFolder
  let ids: [String]

  init() throws {
    scratch = try ScratchFolder()
    let experiment = try ExperimentSamples.tiny()
    folder = try scratch.run(experiment).folder
    ids = experiment.trials.map(\.id)
  }

  private func pack(_ trials: [String]) throws -> ResultsPack {
    try ResultsPack(trials, of: folder, inspection: nil, stop: StopFlag())
  }

  @Test func `the same trials give the same bytes, in whichever order they are named`() throws {
    let bytes = try pack(ids).archive
    #expect(try pack(ids.reversed()).archive == bytes)
    let read = try ResultsPack(bytes: bytes, file: "a.tar")
    #expect(read.trials == ids.sorted())
    #expect(read.name == "tiny")
    #expect(read.archive == bytes)
  }

  @Test func `its files are those of the folder, byte for byte`() throws {
    let read = try ResultsPack(bytes: pack([ids[2]]).archive, file: "a.tar")
    try read.withFolder { copy in
      let finished = try copy.finishedTrials()
      #expect(finished == [ids[2]])
      for (own, other) in [
        (folder.trialFile(ids[2]), copy.trialFile(ids[2])),
        (folder.summaryFile, copy.summaryFile), (folder.experimentFile, copy.experimentFile),
        (folder.provenanceFile, copy.provenanceFile),
      ] {
        let digests = (try WholeFile.digest(of: own), try WholeFile.digest(of: other))
        #expect(digests.0 == digests.1)
      }
    }
  }

  @Test func `one changed byte anywhere is found`() throws {
    let bytes = try pack([ids[0]]).archive
    for offset in stride(from: 0, to: bytes.count, by: 97) {
      var changed = bytes
      changed[offset] ^= 1
      #expect(throws: PackError.self, "byte \(offset)") {
        try ResultsPack(bytes: changed, file: "a.tar")
      }
    }
  }

  @Test(arguments: [
    "../x/experiment.cfg", "/etc/passwd", "tiny/../../x", "tiny/.lock", "tiny/trials/x.h5",
    "tiny/trials/../aaaaaaaaaaaa.h5", "tiny", "tiny/", "other/experiment.cfg",
  ])
  func `a name that no pack has is refused`(name: String) throws {
    var files = try TarFormat.files(in: pack([ids[0]]).archive).map { ($0.name, Array($0.bytes)) }
    files.append((name, []))
    files.sort { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
    let archive = TarFormat.archive(of: files.map { (name: $0.0, bytes: $0.1) })
    let error = #expect(throws: PackError.self) {
      try ResultsPack(bytes: archive, file: "a.tar")
    }
    #expect(error?.exitStatus == .failed)
  }

  @Test func `a file that is no archive is a wrong argument`() {
    for bytes in [[], Array("trial,configuration\n".utf8), [UInt8](repeating: 0, count: 1024)] {
      let error = #expect(throws: PackError.self) { try ResultsPack(bytes: bytes, file: "a") }
      #expect(error?.exitStatus == .wrongInput)
    }
  }

  @Test func `a trial that the summary does not have is not packed`() throws {
    let other = try ExperimentSamples.tiny(set: ["gamma=0.5"]).trials[0].id
    #expect(throws: PackError.self) { try pack([other]) }
  }
}
