import Testing

@testable import Experiments

struct MachineResourcesTests {
  static let memoryInfo = """
    MemTotal:       24737380 kB
    MemFree:        23000000 kB
    MemAvailable:   1048576 kB
    """

  func probe(_ files: [String: String]) -> MachineResources {
    MachineResources.probe(processors: 8, read: { files[$0] })
  }

  @Test func `a machine without files has its processors and unknown memory`() {
    #expect(probe([:]) == MachineResources(cores: 8, availableMemory: nil))
  }

  @Test func `available memory is counted in kilobytes`() {
    #expect(probe(["/proc/meminfo": Self.memoryInfo]).availableMemory == 1_073_741_824)
  }

  @Test func `an affinity mask has one bit a processor, in groups of hexadecimal digits`() {
    let status = "Name:\tsweep\nCpus_allowed:\t00000001,0000000f\nCpus_allowed_list:\t0-3,32\n"
    #expect(probe(["/proc/self/status": status]).cores == 5)
  }

  @Test func `processors that are allowed but not online do not count`() {
    let mask = Array(repeating: "ffffffff", count: 4).joined(separator: ",")
    let files = ["/proc/self/status": "Cpus_allowed:\t\(mask)\n"]
    #expect(MachineResources.probe(processors: 2, read: { files[$0] }).cores == 2)
  }

  @Test func `without /proc the memory that nothing uses counts`() {
    let machine = MachineResources.probe(
      processors: 2, read: { _ in nil }, unusedMemory: { 4096 })
    #expect(machine == MachineResources(cores: 2, availableMemory: 4096))
  }

  @Test func `the tightest group of version 2 counts`() {
    let files = [
      "/proc/meminfo": Self.memoryInfo,
      "/proc/self/cgroup": "0::/slurm/job/step\n",
      "/sys/fs/cgroup/slurm/job/step/memory.max": "max\n",
      "/sys/fs/cgroup/slurm/job/step/memory.current": "1000\n",
      "/sys/fs/cgroup/slurm/job/step/cpu.max": "max 100000\n",
      "/sys/fs/cgroup/slurm/job/memory.max": "500000\n",
      "/sys/fs/cgroup/slurm/job/memory.current": "300000\n",
      "/sys/fs/cgroup/slurm/job/memory.stat": "anon 100\ninactive_file 200000\nfile 1\n",
      "/sys/fs/cgroup/slurm/job/cpu.max": "150000 100000\n",
      "/sys/fs/cgroup/cpu.max": "400000 100000\n",
    ]
    // 500 000 − (300 000 − 200 000); one and a half processors are kept busy by two threads.
    #expect(probe(files) == MachineResources(cores: 2, availableMemory: 400_000))
  }

  @Test func `a group seen from inside its container is the root of the tree`() {
    let files = [
      "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/memory.max": "4096\n",
      "/sys/fs/cgroup/memory.current": "96\n",
    ]
    #expect(probe(files).availableMemory == 4000)
  }

  @Test func `groups of version 1 are found by their controllers`() {
    let files = [
      "/proc/self/cgroup": """
      12:pids:/docker/abc
      4:memory:/docker/abc
      3:cpu,cpuacct:/docker/abc
      1:name=systemd:/docker/abc
      """,
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "1000\n",
      "/sys/fs/cgroup/memory/memory.usage_in_bytes": "900\n",
      "/sys/fs/cgroup/memory/memory.stat": "inactive_file 7\ntotal_inactive_file 50\n",
      "/sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_quota_us": "300000\n",
      "/sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_period_us": "100000\n",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
    ]
    #expect(probe(files) == MachineResources(cores: 3, availableMemory: 150))
  }

  static let limits = """
    Limit                     Soft Limit           Hard Limit           Units
    Max data size             unlimited            unlimited            bytes
    Max stack size            1048576              unlimited            bytes
    Max address space         600000000            unlimited            bytes
    """
  static let status = "Name:\tsweep\nVmSize:\t  200000 kB\nVmData:\t   50000 kB\n"

  @Test func `a limit of addresses leaves what is not mapped yet`() {
    let machine = probe(["/proc/self/limits": Self.limits, "/proc/self/status": Self.status])
    #expect(
      machine.addressSpace == AddressSpace(left: 600_000_000 - 200_000 * 1024, stack: 1_048_576))
    #expect(machine.memoryLeft == 600_000_000 - 200_000 * 1024)
  }

  @Test func `of two limits of addresses the tighter one counts`() {
    let limits = Self.limits.replacing(
      "Max data size             unlimited", with: "Max data size 60000000")
    #expect(
      probe(["/proc/self/limits": limits, "/proc/self/status": Self.status]).addressSpace?.left
        == 60_000_000 - 50_000 * 1024)
  }

  @Test func `without a limit all addresses are free, and a stack without one has the usual size`()
  {
    let free = Self.limits.replacing("600000000", with: "unlimited")
    #expect(
      probe(["/proc/self/limits": free, "/proc/self/status": Self.status]).addressSpace == nil)
    let stack = Self.limits.replacing("1048576  ", with: "unlimited")
    #expect(probe(["/proc/self/limits": stack]).addressSpace?.stack == 8 << 20)
  }

  @Test func `this machine has a processor and some memory`() throws {
    let machine = MachineResources.probe()
    #expect(machine.cores >= 1)
    #expect(try #require(machine.availableMemory) > 1_000_000)
  }

  @Test func `a group is listed with all that enclose it`() {
    #expect(
      controlGroups(listedIn: "0::/a/b\n") == [
        ControlGroup(version: .two, folder: "/sys/fs/cgroup/a/b"),
        ControlGroup(version: .two, folder: "/sys/fs/cgroup/a"),
        ControlGroup(version: .two, folder: "/sys/fs/cgroup"),
      ])
  }

  @Test func `text that is no list of groups has none`() {
    #expect(controlGroups(listedIn: "nonsense\n\n7:net_cls:/x\n") == [])
  }

  @Test func `a group that took more than its limit has nothing left`() {
    let files = ["/g/memory.max": "10\n", "/g/memory.current": "12\n"]
    let group = ControlGroup(version: .two, folder: "/g")
    #expect(group.availableMemory { files[$0] } == 0)
  }
}
