import Testing

@testable import Experiments

struct SafetensorsFileTests {
  typealias Tensor = SafetensorsFile.Tensor

  @Test func `a file is a length, a header and the numbers`() throws {
    let file = try SafetensorsFile(
      tensors: [
        Tensor(name: "b", shape: [1, 2], values: [Float(1), -2]),
        Tensor(name: "a", shape: [1], values: [1.5]),
      ], metadata: ["trial": "x", "about": "\"y\""])
    let header =
      #"{"__metadata__":{"about":"\"y\"","trial":"x"},"#
      + #""a":{"data_offsets":[8,16],"dtype":"F64","shape":[1]},"#
      + #""b":{"data_offsets":[0,8],"dtype":"F32","shape":[1,2]}}"#
    // 155 characters, filled up to 160.
    #expect(header.utf8.count == 155)
    let spaces = [UInt8](repeating: 0x20, count: 5)
    #expect(
      file.bytes == [160, 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + spaces
        + [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0] + [0, 0, 0, 0, 0, 0, 0xF8, 0x3F])
  }

  @Test(arguments: 0..<9)
  func `the numbers begin at a multiple of eight`(length: Int) throws {
    let file = try SafetensorsFile(
      tensors: [Tensor(name: "a", shape: [1], values: [Float(1)])],
      metadata: ["a": String(repeating: "x", count: length)])
    #expect((file.bytes.count - 4) % 8 == 0)
    #expect(Int(file.bytes[0]) == file.bytes.count - 4 - 8)
  }
}
