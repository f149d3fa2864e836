/// The dot-matrix font of character displays: ASCII in 5 by 7 dots, and one more row for descenders.
enum PixelFont {
  /// Dots across, without the gap to the next character.
  static let width = 5
  /// Dots from one character to the next.
  static let advance = 6
  /// Rows of a capital letter.
  static let capHeight = 7
  /// Rows of a letter with a descender.
  static let height = 8

  /// Whether a character has a dot; one that is not ASCII looks like a question mark.
  static func hasDot(_ character: UInt8, column: Int, row: Int) -> Bool {
    let index = (32..<127).contains(character) ? Int(character) - 32 : 31
    return glyphs[index] >> UInt64(8 * column + row) & 1 == 1
  }

  /// Dots across of a text.
  static func width(of text: String) -> Int { max(0, advance * text.utf8.count - 1) }

  /// From the space to the tilde, a byte for each column, the left one lowest; its lowest bit is the
  /// top row.
  private static let glyphs: [UInt64] = [
    0x0000000000, 0x00005F0000, 0x0007000700, 0x147F147F14, 0x122A7F2A24, 0x6264081323,
    0x5020564936, 0x0003070800, 0x0041221C00, 0x001C224100, 0x2A1C7F1C2A, 0x08083E0808,
    0x0030708000, 0x0808080808, 0x0060600000, 0x0204081020, 0x3E4549513E, 0x00407F4200,
    0x4649494972, 0x334D494121, 0x107F121418, 0x3945454527, 0x3149494A3C, 0x0709112141,
    0x3649494936, 0x1E29494946, 0x0000140000, 0x0000344000, 0x4122140800, 0x1414141414,
    0x0814224100, 0x0609590102, 0x4E595D413E, 0x7C1211127C, 0x364949497F, 0x224141413E,
    0x3E4141417F, 0x414949497F, 0x010909097F, 0x735141413E, 0x7F0808087F, 0x00417F4100,
    0x013F414020, 0x412214087F, 0x404040407F, 0x7F021C027F, 0x7F1008047F, 0x3E4141413E,
    0x060909097F, 0x5E2151413E, 0x462919097F, 0x3249494926, 0x03017F0103, 0x3F4040403F,
    0x1F2040201F, 0x3F4038403F, 0x6314081463, 0x0304780403, 0x434D495961, 0x4141417F00,
    0x2010080402, 0x7F41414100, 0x0402010204, 0x4040404040, 0x0008070300, 0x4078545420,
    0x384444287F, 0x2844444438, 0x7F28444438, 0x1854545438, 0x02097E0800, 0x789CA4A418,
    0x780404087F, 0x00407D4400, 0x003D404020, 0x004428107F, 0x00407F4100, 0x780478047C,
    0x780404087C, 0x3844444438, 0x18242418FC, 0xFC18242418, 0x080404087C, 0x2454545448,
    0x24443F0404, 0x7C2040403C, 0x1C2040201C, 0x3C4030403C, 0x4428102844, 0x7C9090904C,
    0x444C546444, 0x0041360800, 0x0000770000, 0x0008364100, 0x0204020102,
  ]
}
