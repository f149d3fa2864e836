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
}
