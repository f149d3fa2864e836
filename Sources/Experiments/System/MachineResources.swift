import Foundation
import Platform

/// What this process may use of the machine it runs on.
public struct MachineResources: Equatable, Sendable {
  /// Processors that this process may use, at least 1.
  public var cores: Int
  /// Bytes of memory that can be taken without swapping; `nil` if nothing says.
  public var availableMemory: Int?
  /// What the limits of this process leave it of addresses (`ulimit -v`, `ulimit -d`); `nil`
  /// without such limits.
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

/// A control group that this process is in: a folder of small files that say what a container may
/// use.
struct ControlGroup: Equatable {
  /// The two generations of the kernel's interface.
  enum Version { case one, two }

  var version: Version
  /// Absolute path of the group's folder.
  var folder: String

  /// Processors that the group may keep busy; `nil` if it may keep all of them busy.
  func cpuQuota(_ read: (String) -> String?) -> Double? {
    switch version {
    case .two:
      let fields = (read(folder + "/cpu.max") ?? "").split { $0 == " " || $0 == "\n" }
      guard fields.count == 2 else { return nil }
      return Self.ratio(Double(fields[0]), Double(fields[1]))
    case .one:
      return Self.ratio(
        number("cpu.cfs_quota_us", read).map(Double.init),
        number("cpu.cfs_period_us", read).map(Double.init))
    }
  }

  /// Bytes that the group may still take; `nil` if it has no limit.
  ///
  /// Usage includes cached files that the kernel drops when asked, so the inactive ones are not
  /// counted as used.
  func availableMemory(_ read: (String) -> String?) -> Int? {
    let (limit, usage, reclaimable) =
      switch version {
      case .two: ("memory.max", "memory.current", "inactive_file")
      case .one: ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
      }
    guard let limit = number(limit, read), let used = number(usage, read) else { return nil }
    let statistics = (read(folder + "/memory.stat") ?? "").split(separator: "\n")
    let cached = statistics.first { $0.hasPrefix(reclaimable + " ") }
    let dropped = cached.flatMap { Int($0.dropFirst(reclaimable.count + 1)) } ?? 0
    return max(0, limit - max(0, used - dropped))
  }

  /// The number in a file of the group; `nil` if there is none, as in `max`.
  private func number(_ file: String, _ read: (String) -> String?) -> Int? {
    read(folder + "/" + file).flatMap { Int($0.prefix { $0 != "\n" }) }
  }

  /// The first of two numbers over the second, if both are positive: version 1 says -1 for "no
  /// limit".
  private static func ratio(_ quota: Double?, _ period: Double?) -> Double? {
    guard let quota, let period, quota > 0, period > 0 else { return nil }
    return quota / period
  }
}

/// The control groups in a text like that of `/proc/self/cgroup`, each with all that enclose it.
///
/// A line reads `hierarchy:controllers:path`; hierarchy 0 without controllers is version 2.
func controlGroups(listedIn text: String) -> [ControlGroup] {
  text.split(separator: "\n").flatMap { line -> [ControlGroup] in
    let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard fields.count == 3 else { return [] }
    let controllers = fields[1].split(separator: ",")
    if controllers.isEmpty {
      return enclosing(fields[2]).map { ControlGroup(version: .two, folder: "/sys/fs/cgroup" + $0) }
    }
    guard controllers.contains("memory") || controllers.contains("cpu") else { return [] }
    return enclosing(fields[2]).map {
      ControlGroup(version: .one, folder: "/sys/fs/cgroup/\(fields[1])" + $0)
    }
  }
}

/// A path, the one that holds it, and so on up to the root, which is the empty text.
private func enclosing(_ path: Substring) -> [String] {
  var parts = path.split(separator: "/")
  var paths: [String] = []
  while !parts.isEmpty {
    paths.append("/" + parts.joined(separator: "/"))
    parts.removeLast()
  }
  return paths + [""]
}
