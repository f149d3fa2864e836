import Testing

@testable import Experiments

@Suite struct ShardTests {
  private func shard(_ text: String, _ environment: [String: String] = [:]) throws -> [Int] {
    let shard = try Shard(text, environment: environment)
    return [shard.index, shard.count]
  }

  @Test func `a shard is named by its index and their number`() throws {
    #expect(try shard("0/1") == [0, 1])
    #expect(try shard("3/4") == [3, 4])
  }

  @Test(arguments: ["", "1", "4/4", "-1/4", "0/0", "1/2/3", "a/b", "auto/", "auto/x", "auto/1/2"])
  func `anything else is refused`(text: String) {
    #expect(throws: ShardError.malformed(text)) { try shard(text) }
  }

  @Test func `every trial is in one shard`() throws {
    for count in 1...7 {
      let shards = try (0..<count).map { try Shard("\($0)/\(count)", environment: [:]) }
      for trial in 0..<20 { #expect(shards.count { $0.contains(trial) } == 1) }
      #expect(shards.map { $0.count(of: 20) }.reduce(0, +) == 20)
      for shard in shards {
        #expect(shard.count(of: 20) == (0..<20).count(where: shard.contains))
      }
    }
    #expect(try Shard("5/7", environment: [:]).count(of: 3) == 0)
  }

  @Test func `a task of Slurm knows its shard, whatever the tasks are numbered from`() throws {
    let slurm = [
      "SLURM_ARRAY_TASK_ID": "7", "SLURM_ARRAY_TASK_COUNT": "4", "SLURM_ARRAY_TASK_MIN": "1",
      "SLURM_ARRAY_TASK_STEP": "2",
    ]
    #expect(try shard("auto", slurm) == [3, 4])
    #expect(
      try shard("auto", ["SLURM_ARRAY_TASK_ID": "2", "SLURM_ARRAY_TASK_COUNT": "3"]) == [2, 3])
    #expect(throws: ShardError.countUnknown("SLURM_ARRAY_TASK_ID")) {
      try shard("auto", ["SLURM_ARRAY_TASK_ID": "2"])
    }
  }

  @Test func `tasks of Kubernetes and PBS know their index alone`() throws {
    #expect(try shard("auto/5", ["JOB_COMPLETION_INDEX": "4"]) == [4, 5])
    #expect(try shard("auto/5", ["PBS_ARRAY_INDEX": "0"]) == [0, 5])
    #expect(throws: ShardError.countUnknown("PBS_ARRAY_INDEX")) {
      try shard("auto", ["PBS_ARRAY_INDEX": "0"])
    }
    #expect(throws: ShardError.outOfRange("PBS_ARRAY_INDEX", value: 5, count: 5)) {
      try shard("auto/5", ["PBS_ARRAY_INDEX": "5"])
    }
    #expect(throws: ShardError.badVariable("PBS_ARRAY_INDEX", value: "x")) {
      try shard("auto/5", ["PBS_ARRAY_INDEX": "x"])
    }
    #expect(throws: ShardError.noVariable) { try shard("auto") }
  }
}
