import Foundation
import Testing

@testable import Experiments

struct CompactJSONTests {
  @Test(arguments: ["", "a", "</script>", "\"\\\n\t\u{2028}\u{0}", "ü🙂"])
  func `texts read back the same, without an opening bracket`(text: String) throws {
    let json = CompactJSON.list([CompactJSON.text(text)])
    #expect(!json.contains("<"))
    #expect(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String] == [text])
  }

  @Test func `numbers are the shortest, and what is not finite is a text`() {
    let numbers: [Double?] = [1, 0.1, 1e-5, nil, .infinity, .nan]
    #expect(
      CompactJSON.list(numbers.map(CompactJSON.number))
        == #"[1,0.1,1e-05,null,"inf","nan"]"#)
  }

  @Test func `repeated texts are there once`() {
    let known = CompactJSON.repeated(["b", "a", "b", "b"])
    #expect(known.values == ["b", "a"])
    #expect(known.indices == [0, 1, 0, 0])
  }
}
