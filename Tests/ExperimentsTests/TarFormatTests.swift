import Foundation
import Testing

@testable import Experiments

@Suite struct TarFormatTests {
  private let files: [(name: String, bytes: [UInt8])] = [
    ("x/a", Array("one".utf8)), ("x/b", []), ("x/c", Array(repeating: 7, count: 512)),
  ]

  @Test func `what is written is read back`() throws {
    let read = try TarFormat.files(in: TarFormat.archive(of: files))
    #expect(read.map(\.name) == files.map(\.name))
    #expect(read.map { Array($0.bytes) } == files.map(\.bytes))
  }

  @Test func `tar lists and unpacks it`() throws {
    let folder = try ScratchFolder()
    try AtomicFile.write(TarFormat.archive(of: files), to: folder.file("a.tar"))
    let tar = Process()
    tar.executableURL = URL(filePath: "/bin/tar")
    tar.arguments = ["-xf", folder.file("a.tar"), "-C", folder.path]
    try tar.run()
    tar.waitUntilExit()
    #expect(tar.terminationStatus == 0)
    for file in files {
      #expect(try WholeFile.read(folder.file(file.name), limit: 1 << 10) == file.bytes)
    }
  }

  @Test func `no bit can be changed in header, padding or end`() {
    let archive = TarFormat.archive(of: files)
    // The three letters and the 512 sevens are the files' own.
    let own = Set(512..<515).union(2048..<2560)
    for offset in archive.indices where !own.contains(offset) {
      var changed = archive
      changed[offset] ^= 1
      let names = try? TarFormat.files(in: changed).map(\.name)
      // A name is not in the checksum's way alone: it is covered, too.
      #expect(names == nil, "byte \(offset)")
    }
  }

  @Test func `no beginning of it is an archive`() {
    let archive = TarFormat.archive(of: files)
    for count in stride(from: 0, to: archive.count, by: 100) {
      #expect(throws: TarProblem.self) { try TarFormat.files(in: Array(archive.prefix(count))) }
    }
    #expect(throws: TarProblem.self) { try TarFormat.files(in: archive + [0]) }
  }

  @Test func `names come once and in order`() {
    for names in [["x/a", "x/a"], ["x/b", "x/a"]] {
      let archive = TarFormat.archive(of: names.map { ($0, []) })
      #expect(throws: TarProblem.self) { try TarFormat.files(in: archive) }
    }
  }

  @Test(arguments: [(156, "2"), (156, "5"), (157, "/etc/passwd"), (124, "77777777777")])
  func `links, folders and sizes beyond the end are refused`(offset: Int, text: String) {
    var archive = TarFormat.archive(of: files)
    for (index, byte) in text.utf8.enumerated() { archive[offset + index] = byte }
    // With the checksum made right again.
    for index in 148..<156 { archive[index] = UInt8(ascii: " ") }
    let sum = String(archive[..<512].reduce(0) { $0 + Int($1) }, radix: 8)
    let digits = String(repeating: "0", count: 6 - sum.count) + sum + "\u{0} "
    for (index, byte) in digits.utf8.enumerated() { archive[148 + index] = byte }
    #expect(throws: TarProblem.self) { try TarFormat.files(in: archive) }
  }
}
