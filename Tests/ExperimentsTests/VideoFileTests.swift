import DeepQ
import Foundation
import Hashing
import Testing

@testable import Experiments

/// Whether the real `ffmpeg` is there.
private let hasFFmpeg =
  (try? ChildProcess("ffmpeg", ["-version"]).finish { true }) == .exited(status: 0)

@Suite struct VideoFileTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func image(_ colour: RGBColour) -> RGBImage {
    RGBImage(width: 16, height: 16, colour)
  }

  /// Writes a video of three images.
  private func write(_ name: String, program: String = "ffmpeg") throws {
    let video = try VideoFile(
      folder.file(name), width: 16, height: 16, framesPerSecond: 5, palette: [RGBColour(0, 40, 80)],
      program: program)
    for red in [0, 100, 200] { try video.append(image(RGBColour(UInt8(red), 40, 80))) }
    try video.finish()
  }

  /// A program that stands for `ffmpeg`.
  private func script(_ text: String) throws -> String {
    try folder.put("#!/bin/sh\n" + text + "\n", in: "program")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: folder.file("program"))
    return folder.file("program")
  }

  @Test(.enabled(if: hasFFmpeg, "ffmpeg is not installed"), arguments: ["a.mp4", "a.gif"])
  func `the same images give the same file`(name: String) throws {
    try write(name)
    let first = try Data(contentsOf: URL(filePath: folder.file(name)))
    #expect(first.count > 100)
    #expect(first.prefix(12).contains(name.hasSuffix("gif") ? 0x47 : 0x66))
    try write(name)
    #expect(try Data(contentsOf: URL(filePath: folder.file(name))) == first)
    #expect(try folder.names() == [name])
  }

  @Test func `a program that fails leaves the file as it was, and its words are told`() throws {
    try folder.put("before", in: "a.mp4")
    let program = try script("cat > /dev/null; echo 'no such codec' >&2; exit 1")
    #expect(
      throws: VideoError.failed(file: folder.file("a.mp4"), cause: "no such codec")
    ) { try write("a.mp4", program: program) }
    #expect(try folder.text(of: "a.mp4") == "before")
    #expect(try folder.names() == ["a.mp4", "program"])
  }

  @Test func `a program that ends before it has read everything is told of`() throws {
    let program = try script("exit 0")
    let video = try VideoFile(
      folder.file("a.gif"), width: 1024, height: 1024, framesPerSecond: 5,
      palette: [RGBColour(0, 40, 80)], program: program)
    let image = RGBImage(width: 1024, height: 1024, RGBColour(0, 0, 0))
    #expect(throws: VideoError.failed(file: folder.file("a.gif"), cause: "it gave no reason")) {
      for _ in 0..<9 { try video.append(image) }
    }
  }

  @Test func `an unfinished video leaves nothing`() throws {
    let program = try script("cat > /dev/null")
    do {
      let video = try VideoFile(
        folder.file("a.gif"), width: 16, height: 16, framesPerSecond: 5,
        palette: [RGBColour(0, 40, 80)], program: program)
      try video.append(image(RGBColour(0, 0, 0)))
    }
    #expect(try folder.names() == ["program"])
  }

  @Test func `a missing program is told, and leaves nothing`() throws {
    #expect(throws: VideoError.noProgram) {
      try write("a.mp4", program: "no-such-program-anywhere")
    }
    #expect(try folder.names() == [])
    #expect(VideoError.noProgram.exitStatus == .wrongInput)
  }

  @Test func `a folder that is not there is told before anything starts`() throws {
    #expect(throws: FileError.self) { try write("no/a.mp4") }
  }

  @Test(arguments: ["a", "mp4", "a.avi", "a.mp4.txt", ".", ""])
  func `other formats are refused`(name: String) {
    #expect(throws: VideoError.unknownFormat(file: name)) { try VideoFile.Format(of: name) }
  }

  @Test func `capital letters name the same format`() throws {
    #expect(try VideoFile.Format(of: "A.MP4") == .mp4)
    #expect(try VideoFile.Format(of: "b/c.Gif") == .gif)
  }
}
