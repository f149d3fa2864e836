import Testing

@testable import Experiments

@Suite struct RecordTests {
  @Test func `the order in which a record is put together does not matter`() {
    let first = RecordAttribute(object: "/", name: "a", value: .int64(1))
    let second = RecordAttribute(object: "/b", name: "a", value: .int64(2))
    let one = Record(attributes: [first, second], fields: [])
    let other = Record(attributes: [second, first], fields: [])
    #expect(one == other)
    #expect(one.digest() == other.digest())
  }

  @Test func `values are equal by their bits`() {
    #expect(FieldValues.float64([.nan]) == .float64([.nan]))
    #expect(FieldValues.float64([0]) != .float64([-0.0]))
    #expect(FieldValues.float64([1]) != .int64([1]))
    #expect(RecordValue.float64(.nan) == .float64(.nan))
    #expect(RecordValue.float64(0) != .float64(-0.0))
    #expect(RecordValue.int64(1) != .uint64(1))
  }

  @Test func `values are worded as in an experiment file`() {
    #expect(RecordValue.int64s([24, 24]).description == "[24, 24]")
    #expect(RecordValue.float64(1e-5).description == "1e-05")
    #expect(RecordValue.bool(true).description == "true")
  }
}
