import Testing

@testable import Experiments

@Suite struct StartableThreadsTests {
  @Test func `as many threads as are needed can be had at once`() throws {
    try StartableThreads.require(50)
    try StartableThreads.require(2, reserving: 1 << 40)
  }

  @Test func `memory for which there are no addresses is refused`() {
    let error = #expect(throws: MachineShortageError.self) {
      try StartableThreads.require(1, reserving: 1 << 60)
    }
    #expect(error?.description.hasPrefix("1024.0 PiB of memory cannot be had: ") == true)
  }

  @Test func `a program that could not start a thread later says so at first`() {
    #expect(throws: Never.self) { try MachineShortageError.check(addressSpace: nil) }
    let error = #expect(throws: MachineShortageError.self) {
      try MachineShortageError.check(addressSpace: AddressSpace(left: 100 << 20, stack: 8 << 20))
    }
    // 64 MiB, and six threads.
    #expect(
      error?.description == """
        100.0 MiB of address space are left, and the program needs 112.0 MiB: raise the limit \
        (ulimit -v, ulimit -d)
        """)
  }
}
