import Foundation
import Testing

@testable import Experiments

@Suite struct StatusTextTests {
  @Test func `a stopped study says what is paused, what takes space and what can go`() throws {
    let scratch = try ScratchFolder()
    let two = try ExperimentSamples.tiny()
    let folder = try scratch.run(two).folder
    try scratch.run(try ExperimentSamples.tiny(set: ["seeds.count=1"]))
    let kept = two.trials[0].id
    try folder.remove(folder.trialFile(kept))
    try folder.writeCheckpoint(
      [UInt8](repeating: 0, count: 2048),
      to: folder.checkpointFile(.state(id: kept, stepsTaken: 90)))
    let status = try ExperimentStatus(of: folder)
    let text = StatusText(status, folder: "results/tiny").text
    let trials = QuantityText.bytes(status.sizes.trials)
    let departed = QuantityText.bytes(status.sizes.departed)
    let all = QuantityText.bytes(status.sizes.all)
    #expect(
      text == """
        tiny: stopped, 2 trials
          done     1
          running  0
          paused   1
          waiting  0
          failed   0
          files    \(all) (trials \(trials), checkpoints 2.0 KiB, no longer in the grid \(departed))
        \(kept): paused, checkpoint at step 90 of 120
        2 trials in the folder no longer in the grid: 'sweep prune results/tiny --dry-run' lists what can go

        """)
    let json = try JSONSerialization.jsonObject(
      with: Data(StatusText(status, folder: "a").json().utf8))
    let document = try #require(json as? [String: Any])
    #expect(document["state"] as? String == "stopped")
    #expect(document["done"] as? Int == 1)
    #expect((document["paused"] as? [[String: Any]])?.first?["checkpoint"] as? Int == 90)
    #expect((document["no_longer_in_grid"] as? [String])?.count == 2)
    #expect((document["bytes"] as? [String: Int])?["checkpoints"] == 2048)
  }

  @Test func `failed trials have their reason, and the option that helps`() throws {
    let scratch = try ScratchFolder()
    let folder = try scratch.run(try ExperimentSamples.diverging()).folder
    let text = StatusText(try ExperimentStatus(of: folder), folder: "results/tiny").text
    #expect(text.hasPrefix("tiny: finished, with failed trials, 2 trials\n"))
    #expect(text.contains(": diverged: the loss is "))
    #expect(text.hasSuffix("'sweep run' with --retry-failed runs failed trials again\n"))
  }
}
