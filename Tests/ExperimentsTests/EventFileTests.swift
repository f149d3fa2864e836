import Testing

@testable import Experiments

struct EventFileTests {
  @Test func `a file begins with its version, as TensorBoard writes it`() {
    // Recorded from RecordWriter of TensorBoard 2.21.0 for
    // Event(wall_time=0, step=0, file_version="brain.Event:2"), whose fields are written in order:
    // 26 bytes; the checksum of their number; wall time, step and version; the checksum of those.
    #expect(
      EventFile().bytes == [
        0x1A, 0, 0, 0, 0, 0, 0, 0, 0x12, 0x9B, 0xD8, 0x2D,
        0x09, 0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0, 0x1A, 0x0D, 0x62, 0x72, 0x61, 0x69, 0x6E, 0x2E,
        0x45, 0x76, 0x65, 0x6E, 0x74, 0x3A, 0x32,
        0x31, 0xE6, 0xC7, 0x8B,
      ])
  }

  @Test func `values are summaries of a step, whose seconds are its wall time`() {
    var file = EventFile()
    let before = file.bytes.count
    file.add([(tag: "a", value: 0.5)], step: 2)
    // Twelve bytes of framing come before the event, and four behind.
    let event = Array(file.bytes[(before + 12)..<(file.bytes.count - 4)])
    #expect(
      event == [
        // Field 1, a double: 2.0 is 0x4000000000000000.
        0x09, 0, 0, 0, 0, 0, 0, 0, 0x40,
        // Field 2, an integer.
        0x10, 2,
        // Field 5, ten bytes: field 1, eight bytes: field 1, "a"; field 2, the float 0x3F000000.
        0x2A, 10, 0x0A, 8, 0x0A, 1, 0x61, 0x15, 0, 0, 0, 0x3F,
      ])
  }

  @Test func `a plugin's content is in the metadata of an empty tensor`() {
    var file = EventFile()
    let before = file.bytes.count
    file.add(plugin: "p", tag: "t", content: [7], step: 0)
    let event = Array(file.bytes[(before + 12)..<(file.bytes.count - 4)])
    #expect(
      Array(event[11...]) == [
        0x2A, 27, 0x0A, 25,
        // The tag; the tensor, of type 1 and with one axis of size 0.
        0x0A, 1, 0x74, 0x42, 8, 0x08, 1, 0x12, 4, 0x12, 2, 0x08, 0,
        // The metadata: the plugin's name and content, and 2 for a tensor.
        0x4A, 10, 0x0A, 6, 0x0A, 1, 0x70, 0x12, 1, 7, 0x20, 2,
      ])
  }
}
