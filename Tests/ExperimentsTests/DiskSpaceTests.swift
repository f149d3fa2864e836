import Testing

@testable import Experiments

@Suite struct DiskSpaceTests {
  private let space = DiskSpace(results: 1_048_576, largestCheckpoint: 1 << 19, workers: 3)

  @Test func `each worker has two checkpoints`() {
    #expect(space.checkpoints == 3 << 20)
  }

  @Test func `results that no disk could hold are not too many to say so`() {
    let space = DiskSpace(results: 1e300, largestCheckpoint: 1 << 40, workers: 4)
    #expect(space.warning(for: "results/a", free: .max / 16) != nil)
  }

  @Test func `too little room is told of, with what would happen`() {
    #expect(space.warning(for: "results/a", free: nil) == nil)
    #expect(space.warning(for: "results/a", free: 4 << 20) == nil)
    #expect(
      space.warning(for: "results/a", free: 2 << 20) == """
        results/a may need 4.0 MiB of disk, 3.0 MiB of them for checkpoints, and 2.0 MiB are free: \
        a full disk ends the run, and it continues once there is space
        """)
  }

  @Test func `the room of a folder is known, that of none is not`() {
    #expect(DiskSpace.free(in: "/") ?? 0 > 0)
    #expect(DiskSpace.free(in: "/no/such/folder") == nil)
  }

  @Test func `a trial's file is estimated from above, and not by much`() throws {
    let scratch = try ScratchFolder()
    let experiment = try ExperimentSamples.tiny(
      set: ["steps=3000", "network.hidden=[64,64]", "gamma=0.9", "seeds.count=1"])
    let trial = experiment.trials[0]
    let folder = try scratch.run(experiment).folder
    let bytes = try WholeFile.read(folder.trialFile(trial.id), limit: 1 << 30).count
    let share = CostModel().cost(of: trial.specification).fileBytes / Double(bytes)
    #expect(1 < share && share < 3)
  }
}
