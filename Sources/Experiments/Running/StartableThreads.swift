import Platform

/// Whether this process can have the threads that it is about to ask for.
///
/// Dispatch does not say that it cannot start a thread: it sleeps and tries again, for ever. So as
/// many are started beforehand, all at once, and ended again.
enum StartableThreads {
  /// Makes sure that a run can have its threads, those that share a trial's steps among them, and
  /// beside them the memory of its trials.
  ///
  /// - Throws: `MachineShortageError`.
  static func require(
    for budget: WorkerBudget, threadsPerTrial: Int? = nil, machine: MachineResources
  ) throws(MachineShortageError) {
    guard budget.trialBytes > 0 else { return }
    // Dispatch has no more threads for shared work than there are cores.
    let sharing = threadsPerTrial == 1 ? 0 : machine.cores
    try require(
      budget.workers + sharing + MachineResources.otherThreads, reserving: budget.trialBytes)
  }

  /// Makes sure that so many threads can run at once, with so much memory beside them.
  ///
  /// - Throws: `MachineShortageError`.
  static func require(_ count: Int, reserving bytes: Int = 0) throws(MachineShortageError) {
    let gate = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    sem_init(gate, 0, 0)
    var threads: [pthread_t] = []
    defer {
      for _ in threads { sem_post(gate) }
      for thread in threads { pthread_join(thread, nil) }
      sem_destroy(gate)
      gate.deallocate()
    }
    while threads.count < count {
      var thread = pthread_t()
      let code = pthread_create(&thread, nil, waitAtGate, gate)
      guard code == 0 else {
        throw MachineShortageError(
          """
          only \(threads.count) of the \(count) threads that are needed can be started: \
          \(String(cString: strerror(code))) (ulimit -u, ulimit -v, or the limit of a container)
          """)
      }
      threads.append(thread)
    }
    try reserve(bytes)
  }

  /// Waits until the gate opens for one more.
  private static let waitAtGate:
    @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
      { gate in
        guard let gate = gate?.assumingMemoryBound(to: sem_t.self) else { return nil }
        while sem_wait(gate) != 0 && errno == EINTR {}
        return nil
      }

  /// Has memory mapped and unmapped again; none of it is touched.
  private static func reserve(_ bytes: Int) throws(MachineShortageError) {
    guard bytes > 0 else { return }
    let start = mmap(
      nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard start != MAP_FAILED else {
      throw MachineShortageError(
        """
        \(QuantityText.bytes(bytes)) of memory cannot be had: \(String(cString: strerror(errno))) \
        (ulimit -v, or the system's rules for memory)
        """)
    }
    munmap(start, bytes)
  }
}
