import Foundation
import Glibc

/// What this process may use of the machine it runs on.
public struct MachineResources: Equatable, Sendable {
  /// Processors that this process may use, at least 1.
  public var cores: Int
  /// Bytes of memory that can be taken without swapping; `nil` if nothing says.
  public var availableMemory: Int?
  /// What the limits of this process leave it of addresses (`ulimit -v`, `ulimit -d`); `nil` without
  /// such limits.
  public var addressSpace: AddressSpace?

  /// Creates a description.
  public init(cores: Int, availableMemory: Int?, addressSpace: AddressSpace? = nil) {
    self.cores = cores
    self.availableMemory = availableMemory
    self.addressSpace = addressSpace
  }

  /// Asks the machine, and the containers (control groups, version 1 or 2) that this process is in.
  public static func probe() -> MachineResources {
    let online = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    let active = ProcessInfo.processInfo.activeProcessorCount
    return probe(
      processors: online > 0 ? min(online, active) : active,
      read: { try? String(contentsOfFile: $0, encoding: .utf8) },
      unusedMemory: { Self.unusedMemory })
  }

  /// Bytes of memory that nothing uses: less than is available, and known without `/proc`.
  private static var unusedMemory: Int? {
    let (pages, size) = (sysconf(Int32(_SC_AVPHYS_PAGES)), sysconf(Int32(_SC_PAGESIZE)))
    guard pages > 0, size > 0 else { return nil }
    return pages.multipliedReportingOverflow(by: size).partialValue
  }

  /// The same, of a machine with so many processors online whose files `read` returns.
  ///
  /// An affinity mask may name processors that there are not, and some of those that there are may
  /// be missing from it. Without `/proc/meminfo`, `unusedMemory` counts.
  ///
  /// A group's limits hold for all groups inside it, so every group on the way up to the root is
  /// asked and the tightest limit counts. Inside a container the path may name a group that is only
  /// visible from outside; the root of the mounted tree is then the container's own group.
  static func probe(
    processors: Int, read: (String) -> String?, unusedMemory: () -> Int? = { nil }
  ) -> MachineResources {
    let allowed = allowedProcessors(in: read("/proc/self/status") ?? "") ?? processors
    let groups = controlGroups(listedIn: read("/proc/self/cgroup") ?? "")
    let quotas = groups.compactMap { $0.cpuQuota(read) }
    let memory =
      groups.compactMap { $0.availableMemory(read) }
      + [available(in: read("/proc/meminfo") ?? "") ?? unusedMemory()].compactMap { $0 }
    // A quota of one and a half processors is used up by two threads, not by one.
    let cores = min(Double(min(allowed, processors)), quotas.min() ?? .infinity).rounded(.up)
    return MachineResources(
      cores: max(1, Int(cores)), availableMemory: memory.min(), addressSpace: AddressSpace(read))
  }

  /// `MemAvailable` of `/proc/meminfo`, in bytes.
  static func available(in memoryInfo: String) -> Int? {
    for line in memoryInfo.split(separator: "\n") where line.hasPrefix("MemAvailable:") {
      return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
    }
    return nil
  }

  /// Processors in the affinity mask of `/proc/self/status`, which `taskset` and Slurm narrow:
  /// hexadecimal, with commas.
  static func allowedProcessors(in status: String) -> Int? {
    for line in status.split(separator: "\n") where line.hasPrefix("Cpus_allowed:") {
      let digits = line.dropFirst("Cpus_allowed:".count).compactMap(\.hexDigitValue)
      let count = digits.reduce(0) { $0 + $1.nonzeroBitCount }
      return count > 0 ? count : nil
    }
    return nil
  }
}
