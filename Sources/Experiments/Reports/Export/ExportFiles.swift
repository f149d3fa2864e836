import Foundation
import Platform

/// Where an export goes.
enum ExportTarget {
  /// Several files, into a folder.
  case folder(String)
  /// One file.
  case file(String)
  /// One document, piece by piece.
  case output((String) throws -> Void)
}

/// The files of an export under way, each absent or whole.
final class ExportFiles {
  /// The files that a format always writes, or the one of them that is asked for.
  let documents: [ExportDocument]
  private let target: ExportTarget
  private var folder: ExportFolder?

  /// Begins an export: a folder is made and marked, after nothing was found in the way.
  ///
  /// - Throws: `ExportError` if what is there is not ours to write over; `FileError`.
  init(_ target: ExportTarget, format: ExportFormat, documents: [ExportDocument]) throws {
    self.target = target
    self.documents = documents
    switch target {
    case .folder(let path): folder = try ExportFolder(path, format: format.name)
    case .file(let path): try Self.requireOwn(path, document: documents[0])
    case .output: break
    }
  }

  /// Begins a file that is written piece by piece.
  func open(_ document: ExportDocument) throws -> ExportFile {
    switch target {
    case .folder:
      return ExportFile(stream: try AtomicFileStream(to: try path(of: document.fileName)))
    case .file(let path):
      // What a link names is written, and the link stays.
      let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
      return ExportFile(stream: try AtomicFileStream(to: resolved))
    case .output(let write): return ExportFile(output: write)
    }
  }

  /// Writes a whole file, by its path below the folder.
  func write(_ bytes: [UInt8], to name: String) throws {
    try AtomicFile.write(bytes, to: try path(of: name))
  }

  /// Ends the export: files of an earlier one in the same folder that this one has not are removed.
  func finish() throws { try folder?.finish() }

  private func path(of name: String) throws -> String {
    guard let path = try folder?.path(of: name) else {
      preconditionFailure("'\(name)' needs a folder")
    }
    return path
  }

  /// Makes sure that a file is absent, empty, or an earlier export.
  private static func requireOwn(_ path: String, document: ExportDocument) throws {
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw ExportError.notAFile(path)
    default: throw SpecialFileError(file: path)
    }
    guard status.st_size > 0 else { return }
    guard let line = try WholeFile.firstLine(of: path), document.isOwn(line) else {
      throw ExportError.foreignFile(path)
    }
  }
}

/// One file of an export under way.
struct ExportFile {
  private let stream: AtomicFileStream?
  private let output: ((String) throws -> Void)?

  fileprivate init(stream: AtomicFileStream) {
    self.stream = stream
    output = nil
  }

  fileprivate init(output: @escaping (String) throws -> Void) {
    stream = nil
    self.output = output
  }

  /// Appends a text.
  func write(_ text: String) throws {
    try stream?.write(text)
    try output?(text)
  }

  /// Gives the file its name.
  func close() throws { try stream?.commit() }
}

extension WholeFile {
  /// The first line of a regular file, without its end; `nil` if it is not UTF-8 text, or longer
  /// than any heading of ours.
  fileprivate static func firstLine(of path: String) throws(FileError) -> String? {
    let limit = 1 << 16
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw FileError(call: "open", file: path, code: errno)
    }
    defer { try? file.close() }
    let start = (try? file.read(upToCount: limit)) ?? nil
    return start.flatMap { bytes in
      String(validating: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
  }
}
