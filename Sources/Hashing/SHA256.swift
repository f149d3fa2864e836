internal import CCrypto

/// SHA-256, computed by OpenSSL's libcrypto.
///
/// Source: FIPS 180-4, "Secure Hash Standard", NIST 2015.
public struct SHA256 {
  private var state: SHA256_CTX

  /// The hash of no bytes, to be continued by `update`.
  public init() {
    state = SHA256_CTX()
    ccrypto_sha256_start(&state)
  }

  /// Continues the hash with some bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    ccrypto_sha256_update(&state, bytes.baseAddress, bytes.count)
  }

  /// Continues the hash with some bytes.
  public mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// The hash of all bytes so far.
  public func finalize() -> Digest {
    var state = state
    var bytes = [UInt8](repeating: 0, count: Digest.byteCount)
    ccrypto_sha256_finish(&state, &bytes)
    return Digest(bytes: bytes)
  }

  /// The hash of some bytes.
  public static func hash(_ bytes: UnsafeRawBufferPointer) -> Digest {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finalize()
  }

  /// The hash of some bytes.
  public static func hash(_ bytes: [UInt8]) -> Digest { bytes.withUnsafeBytes { hash($0) } }
}

extension SHA256 {
  /// A SHA-256 hash: 32 bytes.
  public struct Digest: Equatable, Sendable {
    /// Bytes of a digest.
    public static let byteCount = 32

    /// The bytes, in the order of the standard.
    public let bytes: [UInt8]

    /// Lower-case hexadecimal, two digits a byte.
    public var hexadecimal: String { hexadecimal(bytes.count) }

    /// The first bytes in lower-case hexadecimal.
    ///
    /// - Precondition: `0 <= byteCount <= 32`.
    public func hexadecimal(_ byteCount: Int) -> String {
      let digits = Array("0123456789abcdef".utf8)
      return String(
        decoding: bytes[..<byteCount].flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
        as: UTF8.self)
    }
  }
}
