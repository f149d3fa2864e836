import Testing

@testable import Experiments

struct ControlGroupTests {
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
