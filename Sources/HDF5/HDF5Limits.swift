/// Limits of the files that are read: a file that exceeds one is damaged or foreign, and is refused
/// before memory is allocated for it.
public enum HDF5Limits {
  /// Bytes of one file: 2 GiB.
  public static let fileBytes = 1 << 31
  /// Bytes of a chunk, which has a checksum of its own; a smaller dataset is one chunk of its size.
  public static let chunkBytes = 1 << 24
  /// Bytes of one attribute; they share a header message of 64 kB with its name and type.
  static let attributeBytes = 60_000
  /// Attributes of one object.
  static let attributes = 1_000
  /// Groups and datasets of one file.
  static let objects = 4_096
  /// Groups within groups.
  static let depth = 8
  /// Axes of a dataset.
  static let rank = 8
  /// Bytes of a name.
  static let nameBytes = 256
}
