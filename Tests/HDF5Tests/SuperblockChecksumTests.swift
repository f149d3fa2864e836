import Testing

@testable import HDF5

@Suite struct SuperblockChecksumTests {
  // The two values that Bob Jenkins's lookup3.c gives in its own driver5 for initial value 0.
  @Test func `the hash is lookup3`() {
    #expect(SuperblockChecksum.lookup3([]) == 0xDEAD_BEEF)
    let text = Array("Four score and seven years ago".utf8)
    #expect(SuperblockChecksum.lookup3(text[...]) == 0x1777_0551)
  }

  @Test func `only an HDF5 file has a superblock`() {
    var bytes = [UInt8](repeating: 0, count: 100)
    #expect(!SuperblockChecksum.update(&bytes))
    #expect(!SuperblockChecksum.isRight(in: []))
  }
}
