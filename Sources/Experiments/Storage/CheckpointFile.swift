import DeepQ
import Hashing

/// A trial under way, as `checkpoints/<id>.<steps>.checkpoint` keeps it.
///
/// Unlike results it is not HDF5: it is for the program that wrote it alone, which restores
/// all of it or nothing, so a hash over all its bytes, checked first, says more than a structure
/// would. The transitions of the replay memory, nearly all of the bytes, are in files of their own,
/// each written once; the checkpoint names them with their hashes.
struct CheckpointFile: Equatable {
  /// A file of transitions.
  struct Segment: Equatable {
    /// The numbers of its transitions.
    var numbers: Range<Int>
    /// SHA-256 of the file.
    var digest: [UInt8]
  }

  /// The program's version: another one might continue in another way.
  var program = BuildFacts.programVersion
  /// What trial it is.
  var canonicalText: String
  /// Environment steps taken.
  var stepsTaken: Int
  /// Where the replay memory's transitions are, in the order of their numbers.
  var segments: [Segment]
  /// The trial without its transitions, in the form of `DeepQ`.
  var state: [UInt8]

  private static let kind = "checkpoint"
  private static let version = 1
  private static let digestBytes = 32

  /// The bytes of the file: everything, then its SHA-256.
  var bytes: [UInt8] {
    var archive = ArchiveWriter(kind: Self.kind, version: Self.version)
    archive.reserve(state.count + canonicalText.utf8.count + 64 * (segments.count + 16))
    archive.write(program)
    archive.write(canonicalText)
    archive.write(stepsTaken)
    archive.write(segments.map(\.numbers.lowerBound))
    archive.write(segments.map(\.numbers.upperBound))
    archive.write(bytes: segments.flatMap(\.digest))
    archive.write(bytes: state)
    let digest = Self.digest(of: archive.bytes)
    return archive.ended(with: digest)
  }

  /// Takes a checkpoint out of a file's bytes.
  ///
  /// - Throws: `TrialFileError` if they are not those that were written.
  init(bytes: [UInt8], file: String) throws(TrialFileError) {
    let content = Array(bytes.dropLast(Self.digestBytes))
    guard Self.digest(of: content) == bytes.suffix(Self.digestBytes) else {
      throw TrialFileError(file: file, cause: "its content does not have the hash that it names")
    }
    do throws(ArchiveError) {
      try self.init(content)
    } catch {
      throw TrialFileError(file: file, cause: error.description)
    }
  }

  init(canonicalText: String, stepsTaken: Int, segments: [Segment], state: [UInt8]) {
    self.canonicalText = canonicalText
    self.stepsTaken = stepsTaken
    self.segments = segments
    self.state = state
  }

  private init(_ content: [UInt8]) throws(ArchiveError) {
    var archive = try ArchiveReader(content, kind: Self.kind, version: Self.version)
    program = try archive.text()
    canonicalText = try archive.text()
    stepsTaken = try archive.integer(in: 0 ... .max)
    let (firsts, ends) = (try archive.integers(), try archive.integers())
    let digests = try archive.byteList()
    guard ends.count == firsts.count, digests.count == firsts.count * Self.digestBytes,
      zip(firsts, ends).allSatisfy({ 0 <= $0 && $0 < $1 })
    else { throw archive.error("its list of transitions is not right") }
    segments = firsts.indices.map { index in
      let offset = index * Self.digestBytes
      return Segment(
        numbers: firsts[index]..<ends[index],
        digest: Array(digests[offset..<offset + Self.digestBytes]))
    }
    state = try archive.byteList()
    try archive.finish()
  }

  /// SHA-256.
  static func digest(of bytes: [UInt8]) -> [UInt8] { SHA256.hash(bytes).bytes }
}
