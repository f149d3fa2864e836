import Hashing
import Testing

@Suite struct SHA256Tests {
  // The examples of FIPS 180-2, appendix B.
  @Test(arguments: [
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
  ])
  func `hashes are those of the standard`(text: String, digest: String) {
    let hash = SHA256.hash(Array(text.utf8))
    #expect(hash.hexadecimal == digest)
    #expect(hash.hexadecimal(6) == digest.prefix(12))
    #expect(hash.bytes.count == SHA256.Digest.byteCount)
  }

  @Test func `a hash is the same in pieces, and can be gone on with after it was asked for`() {
    let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    var hash = SHA256()
    for start in stride(from: 0, to: bytes.count, by: 12_345) {
      hash.update(Array(bytes[start..<min(start + 12_345, bytes.count)]))
      _ = hash.finalize()
    }
    // Also of FIPS 180-2, appendix B.
    let expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    #expect(hash.finalize().hexadecimal == expected)
    #expect(SHA256.hash(bytes) == hash.finalize())
  }
}
