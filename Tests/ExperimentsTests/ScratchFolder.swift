import Foundation

@testable import Experiments

/// A folder of a test's own, removed with everything in it when the test ends.
final class ScratchFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "sweep-tests-" + UUID().uuidString
    try FolderListing.create(path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  func put(_ text: String, in name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: file(name)))
  }

  func names() throws -> [String] { try FolderListing.names(in: path) }

  func text(of name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: file(name))), as: UTF8.self)
  }
}
