import Glibc

extension ResultsFolder {
  /// What a damaged file's name ends with once it is quarantined; a number follows where there are
  /// several.
  static let damagedSuffix = ".damaged"

  /// Gives a damaged file another name, under which nothing looks for it; what was quarantined
  /// before stays.
  ///
  /// - Returns: the new name; `nil` if the file no longer exists.
  /// - Throws: `FileError`.
  @discardableResult
  func quarantine(_ file: String) throws(FileError) -> String? {
    try requireRealFolders()
    var name = file + Self.damagedSuffix
    var number = 1
    while FolderListing.exists(name) {
      number += 1
      name = file + Self.damagedSuffix + "\(number)"
    }
    if rename(file, name) == 0 { return name }
    // Another process may have moved it meanwhile.
    guard errno == ENOENT else { throw FileError(call: "rename", file: file, code: errno) }
    return nil
  }

  /// A file's name before it was quarantined.
  static func withoutDamagedSuffix(_ name: String) -> String {
    let plain = name.reversed().drop { $0.isASCII && $0.isNumber }.reversed()
    guard String(plain).hasSuffix(damagedSuffix) else { return name }
    return String(String(plain).dropLast(damagedSuffix.count))
  }

  /// What an earlier run left in a file that this one continues; `nil` if there is nothing, or if
  /// it is damaged: the file is then quarantined, and `warn` is called.
  ///
  /// - Throws: `FileError` if the file is there and cannot be read or moved.
  func continued<Value>(
    _ file: String, warn: (String) -> Void, read: (String) throws -> Value
  ) throws -> Value? {
    guard FolderListing.exists(file) else { return nil }
    do {
      return try read(file)
    } catch let error as FileError where error.code != 0 {
      throw error
    } catch {
      let name = try quarantine(file)
      warn("\(file) is damaged; it is quarantined as \(name ?? file + Self.damagedSuffix)")
      return nil
    }
  }
}
