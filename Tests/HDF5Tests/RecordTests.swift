import Testing

@testable import HDF5

@Suite struct RecordTests {
  @Test func `the order in which a record is put together does not matter`() {
    let first = RecordAttribute(object: "/", name: "a", value: .int64(1))
    let second = RecordAttribute(object: "/b", name: "a", value: .int64(2))
    let one = Record(attributes: [first, second], fields: [])
    let other = Record(attributes: [second, first], fields: [])
    #expect(one == other)
  }

  @Test func `values are equal by their bits`() {
    #expect(FieldValues.float64([.nan]) == .float64([.nan]))
    #expect(FieldValues.float64([0]) != .float64([-0.0]))
    #expect(FieldValues.float64([1]) != .int64([1]))
    #expect(RecordValue.float64(.nan) == .float64(.nan))
    #expect(RecordValue.float64(0) != .float64(-0.0))
    #expect(RecordValue.int64(1) != .uint64(1))
  }
}
