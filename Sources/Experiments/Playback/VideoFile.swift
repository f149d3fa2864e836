import Platform

/// A video that `ffmpeg` makes from images, under a temporary name until it is whole.
///
/// It belongs to one thread at a time.
public final class VideoFile {
  /// The kinds of video.
  public enum Format: String, CaseIterable, Sendable {
    /// H.264 in MP4, which every browser plays.
    case mp4
    /// An animated GIF, which can be put wherever a picture can.
    case gif

    /// The format that a file's name ends in.
    ///
    /// - Throws: `VideoError.unknownFormat` if it is none of them.
    public init(of file: String) throws(VideoError) {
      let ending = file.split(separator: ".").last.map { $0.lowercased() } ?? ""
      guard file.contains("."), let format = Format(rawValue: ending) else {
        throw .unknownFormat(file: file)
      }
      self = format
    }

    /// What `ffmpeg` reads beside the images: for a GIF the palette, 256 colours in a file of 16 rows
    /// of 16 raw RGB pixels.
    fileprivate func inputs(palette: String) -> [String] {
      switch self {
      case .mp4: []
      case .gif: ["-f", "rawvideo", "-pix_fmt", "rgb24", "-video_size", "16x16", "-i", palette]
      }
    }

    /// How `ffmpeg` writes it.
    fileprivate var outputs: [String] {
      switch self {
      case .mp4:
        [
          "-c:v", "libx264", "-preset", "medium", "-crf", "18", "-pix_fmt", "yuv420p",
          "-movflags", "+faststart", "-f", "mp4",
        ]
      case .gif:
        [
          "-filter_complex", "[0:v][1:v]paletteuse=dither=none", "-loop", "0", "-f", "gif",
        ]
      }
    }
  }

  private let path: String
  private let temporary: String
  /// The file with the palette, which is needed as long as `ffmpeg` runs.
  private let paletteFile: String
  private let child: ChildProcess
  private var isFinished = false

  /// Starts a video.
  ///
  /// - Parameters:
  ///   - path: the file, which is replaced if it exists.
  ///   - width: pixels across, an even number.
  ///   - height: pixels down, an even number.
  ///   - framesPerSecond: images a second.
  ///   - palette: at most 256 colours for a GIF, whose pixels take the nearest one.
  ///   - program: the name or path of `ffmpeg`.
  /// - Throws: `VideoError`; `FileError` if the file cannot be created.
  public init(
    _ path: String, width: Int, height: Int, framesPerSecond: Double, palette: [RGBColour],
    program: String = "ffmpeg"
  ) throws {
    let format = try Format(of: path)
    let temporary = try AtomicFile.createTemporary(for: path)
    let paletteFile: String
    do throws(FileError) {
      paletteFile = try AtomicFile.createTemporary(for: path)
    } catch {
      unlink(temporary)
      throw error
    }
    do throws(FileError) {
      try AtomicFile.write(Self.bytes(of: palette), to: paletteFile)
      // One thread, and nothing of the encoder's version: as far as it depends on us, the same images
      // give the same file.
      child = try ChildProcess(
        program,
        [
          "-nostdin", "-hide_banner", "-loglevel", "error", "-y", "-threads", "1",
          "-f", "rawvideo", "-pix_fmt", "rgb24", "-video_size", "\(width)x\(height)",
          "-framerate", "\(framesPerSecond)", "-i", "pipe:0",
        ] + format.inputs(palette: Self.argument(paletteFile)) + [
          "-an", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact",
          "-threads", "1", "-filter_threads", "1", "-filter_complex_threads", "1",
        ] + format.outputs + [Self.argument(temporary)], errors: .withOutput)
    } catch {
      for file in [temporary, paletteFile] { unlink(file) }
      throw error.code == ENOENT ? VideoError.noProgram : error
    }
    self.path = path
    self.temporary = temporary
    self.paletteFile = paletteFile
  }

  deinit {
    // The child ends with its owner.
    if !isFinished { unlink(temporary) }
    unlink(paletteFile)
  }

  /// Adds an image.
  ///
  /// - Throws: `VideoError.failed` if `ffmpeg` has ended.
  public func append(_ image: RGBImage) throws(VideoError) {
    guard child.write(image.bytes) else { throw failure(words()) }
  }

  /// Ends the video and gives the file its name.
  ///
  /// - Throws: `VideoError.failed`, `FileError`; there is then no file of that name, or the one that
  ///   was there before.
  public func finish() throws {
    child.closeInput()
    let words = words()
    guard child.finish(while: { true }) == .exited(status: 0) else { throw failure(words) }
    isFinished = true
    try AtomicFile.adopt(temporary, as: path)
  }

  /// A palette as 256 raw pixels, the last colour again and again at its end.
  private static func bytes(of palette: [RGBColour]) -> [UInt8] {
    (0..<256).flatMap { index -> [UInt8] in
      let colour = palette[min(index, palette.count - 1)]
      return [colour.red, colour.green, colour.blue]
    }
  }

  /// A path for `ffmpeg`, which takes what is before a colon in the first name for a protocol.
  private static func argument(_ path: String) -> String {
    path.hasPrefix("/") ? path : "./" + path
  }

  /// What `ffmpeg` says until it ends.
  private func words() -> [String] {
    var lines: [String] = []
    while case .text(let line) = child.readLine(while: { true }) { lines.append(line) }
    return lines
  }

  private func failure(_ lines: [String]) -> VideoError {
    .failed(
      file: path,
      cause: lines.isEmpty ? "it gave no reason" : lines.prefix(3).joined(separator: "; "))
  }
}

/// Why there is no video.
public enum VideoError: ExitStatusError, Equatable {
  /// The name of the file ends in nothing that is known.
  case unknownFormat(file: String)
  /// `ffmpeg` is not there.
  case noProgram
  /// `ffmpeg` did not make the video.
  case failed(file: String, cause: String)

  /// What the program ends with.
  public var exitStatus: ExitStatus {
    switch self {
    case .unknownFormat, .noProgram: .wrongInput
    case .failed: .inputOutput
    }
  }

  /// The reason for the user.
  public var description: String {
    switch self {
    case .unknownFormat(let file):
      "\(Quotation.quoted(file)) is not the name of a video; expected one that ends in "
        + VideoFile.Format.allCases.map { ".\($0.rawValue)" }.joined(separator: " or ")
    case .noProgram:
      "a video needs ffmpeg, which is not installed; on Debian and Ubuntu: "
        + "apt-get install ffmpeg"
    case .failed(let file, let cause): "ffmpeg failed for \(file): \(cause)"
    }
  }
}
