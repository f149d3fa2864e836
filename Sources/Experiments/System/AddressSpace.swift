import Foundation

/// The addresses that a process may still map, where a limit is set.
///
/// What is reserved counts, used or not: the stacks of threads, and the reserved capacity of
/// arrays.
public struct AddressSpace: Equatable, Sendable {
  /// Bytes left.
  public var left: Int
  /// Bytes of a thread's stack.
  public var stack: Int

  /// What a thread gets where its stack has no limit, on any processor.
  private static let standardStack = 8 << 20

  /// Creates a description.
  public init(left: Int, stack: Int) {
    self.left = left
    self.stack = stack
  }

  /// That of this process; `nil` where nothing limits it.
  public static var ofThisProcess: AddressSpace? {
    AddressSpace { try? String(contentsOfFile: $0, encoding: .utf8) }
  }

  /// What the files of this process in `/proc` say; `nil` where they set no limit.
  ///
  /// Two limits count: that of all addresses, and that of those that can be written (`ulimit -d`),
  /// which include stacks and all that is allocated.
  init?(_ read: (String) -> String?) {
    let limits = read("/proc/self/limits") ?? ""
    let status = read("/proc/self/status") ?? ""
    let left = [("Max address space", "VmSize"), ("Max data size", "VmData")].compactMap {
      name, used in
      Self.limit(name, in: limits).map { max(0, $0 - (Self.kilobytes(used, in: status) ?? 0)) }
    }
    guard let least = left.min() else { return nil }
    self.left = least
    stack = Self.limit("Max stack size", in: limits) ?? Self.standardStack
  }

  /// The soft limit of that name: the first number behind it; `nil` if it is `unlimited`.
  private static func limit(_ name: String, in limits: String) -> Int? {
    let line = limits.split(separator: "\n").first { $0.hasPrefix(name) }
    return line?.dropFirst(name.count).split(separator: " ").first.flatMap { Int($0) }
  }

  /// An amount of memory in the lines of a status, which are in kilobytes.
  private static func kilobytes(_ name: String, in status: String) -> Int? {
    let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") }
    return line?.dropFirst(name.count + 1).split { $0 == " " || $0 == "\t" }.first
      .flatMap { Int($0) }.map { $0 * 1024 }
  }
}

extension MachineResources {
  /// What memory is limited by.
  public enum MemoryKind: Equatable, Sendable {
    /// The machine, or a control group.
    case memory
    /// A limit of the process.
    case addressSpace

    /// As messages call it.
    var name: String {
      switch self {
      case .memory: "memory"
      case .addressSpace: "address space (ulimit -v, ulimit -d)"
      }
    }
  }

  /// Bytes that can be allocated, as far as anything says.
  var memoryLeft: Int? { [availableMemory, addressSpace?.left].compactMap { $0 }.min() }

  /// The space for trials under one of the limits.
  struct Allowance {
    var kind: MemoryKind
    /// Bytes for all trials.
    var bytes: Int
    /// Bytes that a trial takes there beside its memory.
    var perTrial: Int
  }

  /// Threads of the program beside its workers and those that share a trial's steps: for signals,
  /// timers and other processes.
  static let otherThreads = 6
  /// Addresses that the blocks of a trial are aligned within, beside their bytes.
  private static let alignmentBytes = 32 << 20

  /// The memory and address space that is available to trials.
  ///
  /// - Parameter rows: bytes that the run takes beside its trials.
  /// - Returns: one for each limit that there is.
  func allowances(rows: Int) -> [Allowance] {
    var allowances: [Allowance] = []
    if let availableMemory {
      allowances.append(
        Allowance(kind: .memory, bytes: max(0, availableMemory - rows), perTrial: 0))
    }
    if let addressSpace {
      // Those that share a trial's steps are no more than there are cores.
      let threads = (cores + Self.otherThreads) * addressSpace.stack
      allowances.append(
        Allowance(
          kind: .addressSpace, bytes: max(0, addressSpace.left - threads - rows),
          perTrial: addressSpace.stack + Self.alignmentBytes))
    }
    return allowances
  }
}
