import Testing

@testable import Experiments

@Suite struct SlurmTimeTests {
  @Test(
    arguments: [
      ("90", 5_400, "1:30:00"), ("1:30", 90, "0:01:30"), ("2:00:00", 7_200, "2:00:00"),
      ("1-12", 129_600, "1-12:00:00"), ("1-12:30", 131_400, "1-12:30:00"),
      ("1-00:00:05", 86_405, "1-00:00:05"), ("0:59", 59, "0:00:59"),
    ])
  func `a duration is read as Slurm reads it`(text: String, seconds: Int, written: String) throws {
    let time = try #require(SlurmTime(text))
    #expect(time.seconds == seconds)
    #expect(time.text == written)
    #expect(SlurmTime(written) == time)
  }

  @Test(
    arguments: [
      "", "0", "1h", "-5", "1:2:3:4", "1-", "1-2-3", "a", "1:", "1.5", "9999999999", "10000-0",
      "1:2-3", " 5",
    ])
  func `anything else is refused`(text: String) {
    #expect(SlurmTime(text) == nil)
  }
}
