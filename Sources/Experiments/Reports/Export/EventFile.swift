/// A TensorBoard event file: `Event` messages in the framing of TFRecord.
///
/// TensorBoard shows wall times, which results do not have: an event's is its step, in seconds since
/// 1970, so that times ascend and the same results give the same bytes.
struct EventFile {
  /// The file so far.
  private(set) var bytes: [UInt8] = []

  /// A file name that TensorBoard takes for one of event files.
  ///
  /// Others have the second in which they were made, and the host.
  static let name = "events.out.tfevents.0000000000.sweep"

  /// A file without events; its first record names the format.
  init() {
    add(step: 0) { $0.write("brain.Event:2", field: 3) }
  }

  /// Adds the values of some curves at one step.
  mutating func add(_ values: [(tag: String, value: Double)], step: Int) {
    addSummary(step: step) { summary in
      for (tag, value) in values {
        summary.write(field: 1) {
          $0.write(tag, field: 1)
          $0.write(Float(value), field: 2)
        }
      }
    }
  }

  /// Adds what a plugin of TensorBoard reads; its content is in the metadata of an empty tensor.
  mutating func add(plugin: String, tag: String, content: [UInt8], step: Int) {
    addSummary(step: step) { summary in
      summary.write(field: 1) { value in
        value.write(tag, field: 1)
        value.write(field: 8) { tensor in
          tensor.write(1, field: 1)  // DT_FLOAT
          // One axis, of no elements.
          tensor.write(field: 2) { $0.write(field: 2) { $0.write(0, field: 1) } }
        }
        value.write(field: 9) { metadata in
          metadata.write(field: 1) {
            $0.write(plugin, field: 1)
            $0.write(content, field: 2)
          }
          metadata.write(2, field: 4)  // DATA_CLASS_TENSOR
        }
      }
    }
  }

  private mutating func addSummary(step: Int, _ body: (inout ProtobufWriter) -> Void) {
    add(step: step) { $0.write(field: 5, body) }
  }

  private mutating func add(step: Int, _ body: (inout ProtobufWriter) -> Void) {
    TFRecord.append(
      ProtobufWriter.message {
        $0.write(Self.wallTime(ofStep: step), field: 1)
        $0.write(step, field: 2)
        body(&$0)
      }, to: &bytes)
  }

  /// The wall time of a step: there is no other that does not depend on the machine.
  static func wallTime(ofStep step: Int) -> Double { Double(step) }
}

/// The framing of records in TensorFlow's files: each has its length before it, and both have a
/// checksum behind them.
///
/// Source: https://www.tensorflow.org/tutorials/load_data/tfrecord, "TFRecords format details".
enum TFRecord {
  /// Appends a record.
  static func append(_ record: [UInt8], to bytes: inout [UInt8]) {
    var length: [UInt8] = []
    length.appendLittleEndian(UInt64(record.count))
    bytes += length
    bytes.appendLittleEndian(masked(CRC32C.checksum(of: length)))
    bytes += record
    bytes.appendLittleEndian(masked(CRC32C.checksum(of: record)))
  }

  /// A checksum that is stored among the data of which there may be checksums again.
  static func masked(_ checksum: UInt32) -> UInt32 {
    (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8
  }
}

/// The cyclic redundancy check of Castagnoli, 32 bits, as in iSCSI (RFC 3720, appendix B.4).
enum CRC32C {
  /// The remainders of all bytes, for the polynomial 0x1EDC6F41 with its bits reversed.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { rest, _ in rest >> 1 ^ (rest & 1 == 1 ? 0x82F6_3B78 : 0) }
  }

  static func checksum(of bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { rest, byte in rest >> 8 ^ table[Int(UInt8(truncatingIfNeeded: rest) ^ byte)]
    }
  }
}
