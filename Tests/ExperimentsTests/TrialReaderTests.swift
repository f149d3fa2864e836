import DeepQ
import Glibc
import HDF5
import Testing

@testable import Experiments

@Suite struct TrialReaderTests {
  @Test func `a trial is read back as it was written`() throws {
    let folder = try ScratchFolder()
    let file = folder.file("a.h5")
    for written in [TrialSamples.record(), TrialSamples.failed()] {
      try written.write(to: file)
      let read = try TrialRecord.read(from: file)
      #expect(read.record == written.record)
      #expect(read.id == written.id)
      #expect(read.configuration == written.configuration)
      #expect(read.canonicalText == written.canonicalText)
      #expect(read.rootSeed == written.rootSeed)
      #expect(read.replicate == 3)
      #expect(read.result.failure == written.result.failure)
      #expect(read.result.solvedAtEpisode == written.result.solvedAtEpisode)
      #expect(read.result.evaluations == written.result.evaluations)
      #expect(read.result.weights == written.result.weights)
      #expect(read.result.randomStates == written.result.randomStates)
      #expect(read.result.episodes.terminated == written.result.episodes.terminated)
    }
  }

  @Test func `returns are read without the rest`() throws {
    let folder = try ScratchFolder()
    let file = folder.file("a.h5")
    for written in [TrialSamples.record(), TrialSamples.failed()] {
      try written.write(to: file)
      let result = try TrialRecord.readReturns(of: written.id, from: file)
      #expect(result.episodes.returns == written.result.episodes.returns)
      #expect(result.episodes.steps == written.result.episodes.steps)
      #expect(result.evaluations == written.result.evaluations)
      #expect(result.failure == written.result.failure)
      #expect(result.weights.isEmpty)
    }
    #expect(throws: TrialFileError.self) {
      try TrialRecord.readReturns(of: "ffffffffffff", from: file)
    }
  }

  @Test func `a stored value that changed is found and named`() throws {
    let folder = try ScratchFolder()
    let file = folder.file("a.h5")
    var bytes = try TrialSamples.record().fileImage(named: file)
    // The weights 3 and -4 of the last layer stand in the file as they are.
    let weights: [UInt8] = [0, 0, 0x40, 0x40, 0, 0, 0x80, 0xC0]
    let place = try #require(
      bytes.indices.dropLast(8).first { Array(bytes[$0..<$0 + 8]) == weights })
    bytes[place + 2] = 0
    try AtomicFile.write(bytes, to: file)

    let error = #expect(throws: TrialFileError.self) { try TrialRecord.read(from: file) }
    #expect(
      error?.description
        == "\(file) is damaged: the values of /weights/01_dense/weight fail their checksum")
    let stored = try StoredTrial(file: file)
    #expect(stored.damage != nil)
    #expect(
      stored.differences(from: TrialSamples.record()).map(\.description) == [
        "first differs in /weights/01_dense/weight[1, 0] 2 (stored), 3 (again)"
      ])
  }

  @Test func `a value changed together with its checksum is still found`() throws {
    let folder = try ScratchFolder()
    let record = TrialSamples.record().record
    let fields = record.fields.map { field in
      guard field.path == "/episodes/length" else { return field }
      return RecordField(
        path: field.path, shape: field.shape, values: .int64([10, 21, 30]), units: field.units,
        description: field.description)
    }
    let forged = Record(attributes: record.attributes, fields: fields)
    try AtomicFile.write(
      try HDF5Writer.image(of: forged, file: "a.h5"), to: folder.file("a.h5"))
    let stored = try StoredTrial(file: folder.file("a.h5"))
    #expect(stored.damage == "its content does not have the hash that it names")
    #expect(
      stored.differences(from: TrialSamples.record()).map(\.description) == [
        "first differs in episode 2: length 21 (stored), 20 (again)"
      ])
    #expect(throws: TrialFileError.self) { try TrialRecord.read(from: folder.file("a.h5")) }
  }

  @Test(arguments: ["/episodes/loss", "/evaluations/return", "/random/environment"])
  func `a part that is missing is said`(path: String) throws {
    let record = TrialSamples.record().record
    let part = Record(
      attributes: record.attributes, fields: record.fields.filter { $0.path != path })
    let error = #expect(throws: TrialFileError.self) { try TrialRecord(part, file: "a.h5") }
    #expect(error?.description == "a.h5 is damaged: \(path) is missing")
  }

  @Test func `a format of the future is refused`() throws {
    let attributes = TrialSamples.record().record.attributes.map { attribute in
      attribute.name == "format_version"
        ? RecordAttribute(object: "/", name: attribute.name, value: .int64(2)) : attribute
    }
    let error = #expect(throws: TrialFileError.self) {
      try TrialRecord(Record(attributes: attributes, fields: []), file: "a.h5")
    }
    #expect(error?.cause == "its format is 2, and this program reads 1")
  }

  @Test func `a file that would fill the memory is not read, and not taken for damaged`() throws {
    let scratch = try ScratchFolder()
    let file = scratch.file("large.h5")
    try scratch.put("", in: "large.h5")
    // Nothing is written, so that it takes no room on the disk.
    try #require(truncate(file, 100 << 20) == 0)
    let error = #expect(throws: FileError.self) {
      try StoredTrial.requireMemory(toRead: file, available: { 299 << 20 })
    }
    #expect(
      error?.description == """
        read failed for \(file): Cannot allocate memory: 300.0 MiB are needed, 299.0 MiB available
        """)
    // Errors with a number of the system's say nothing of the file.
    #expect(error?.code == ENOMEM)
    try StoredTrial.requireMemory(toRead: file, available: { 300 << 20 })
    try StoredTrial.requireMemory(toRead: scratch.file("absent.h5"), available: { 0 })
  }
}
