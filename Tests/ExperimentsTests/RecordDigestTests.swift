import HDF5
import Testing

@testable import Experiments

@Suite struct RecordDigestTests {
  // Recorded from Python 3.11: hashlib.sha256(
  //   b"attribute / trial text [] 2\nab\n"
  //   b"attribute /x description text [] 1\nd\nattribute /x units text [] 1\nu\n"
  //   b"dataset /x float64 [2] 16\n" + struct.pack("<2d", 1, 2) + b"\n").hexdigest()
  @Test func `the digest is the documented one`() {
    let record = Record(
      attributes: [
        RecordAttribute(object: "/", name: "trial", value: .text("ab")),
        RecordAttribute(object: "/", name: "result_sha256", value: .text("not counted")),
      ],
      fields: [
        RecordField(
          path: "/x", shape: [2], values: .float64([1, 2]), units: "u", description: "d")
      ])
    #expect(record.digest() == "f3325c2dd61d0e0e5e93644aa787f92847af8fdc1ac8c5368daad6fd3a90b875")
  }

  @Test func `every part of a record counts`() {
    func digest(
      name: String = "n", value: RecordValue = .int64(1), path: String = "/p", shape: [Int] = [4],
      values: FieldValues = .uint8([1, 2, 3, 4]), units: String = "u"
    ) -> String {
      Record(
        attributes: [RecordAttribute(object: "/", name: name, value: value)],
        fields: [
          RecordField(path: path, shape: shape, values: values, units: units, description: "d")
        ]
      ).digest()
    }
    let digests = [
      digest(), digest(name: "m"), digest(value: .uint64(1)), digest(value: .int64s([1])),
      digest(path: "/q"), digest(shape: [2, 2]), digest(values: .uint8([1, 2, 3, 5])),
      digest(units: "v"),
    ]
    #expect(Set(digests).count == digests.count)
  }

  @Test func `the order in which a record is put together does not matter`() {
    let first = RecordAttribute(object: "/", name: "a", value: .int64(1))
    let second = RecordAttribute(object: "/b", name: "a", value: .int64(2))
    let one = Record(attributes: [first, second], fields: [])
    #expect(one.digest() == Record(attributes: [second, first], fields: []).digest())
  }

  @Test func `a flipped bit that is read without checksums changes the digest`() throws {
    let record = TrialSamples.record().record
    let image = try HDF5Writer.image(of: record, file: "a.h5")
    var bits = HostileBits()
    var changed = 0
    for _ in 0..<2_000 {
      var bytes = image
      for _ in 0...bits.below(2) { bytes[bits.below(bytes.count)] ^= 1 << UInt8(bits.below(8)) }
      let read = try? HDF5Reader.record(in: bytes, file: "a.h5", verifyingChecksums: false)
      // A bit that nothing is read from may flip; whatever is read must still have its digest.
      guard let read, read != record else { continue }
      changed += 1
      #expect(read.attribute("result_sha256") != .text(read.digest()))
    }
    #expect(changed > 0)
  }
}

/// Which bits to flip, the same in every run: Knuth's MMIX generator.
private struct HostileBits {
  private var state: UInt64 = 42

  mutating func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }
}
