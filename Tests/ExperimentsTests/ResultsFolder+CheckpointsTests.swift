import Testing

@testable import Experiments

@Suite struct ResultsFolderCheckpointsTests {
  @Test(arguments: [
    "0123456789ab.0.checkpoint", "0123456789ab.1300.checkpoint",
    "0123456789ab.700-1300.transitions",
  ])
  func `a name is read as it is written`(name: String) {
    #expect(CheckpointName(name)?.text == name)
    #expect(CheckpointName(name)?.id == "0123456789ab")
  }

  @Test(arguments: [
    "", "x", "0123456789ab.checkpoint", "0123456789ab.-1.checkpoint", "0123456789ab.01.checkpoint",
    "0123456789ab.+1.checkpoint", "0123456789ab.99999999999999999999.checkpoint",
    "0123456789a.1.checkpoint", "0123456789ab.1.checkpoint.damaged",
    "0123456789ab.5-5.transitions", "0123456789ab.5-4.transitions", "0123456789ab.5.transitions",
    "../3456789ab.5.checkpoint",
  ])
  func `other names are not ours`(name: String) {
    #expect(CheckpointName(name) == nil)
  }
}
