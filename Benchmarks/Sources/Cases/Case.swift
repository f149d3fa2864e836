/// One thing whose cost is measured.
public struct Case: Sendable {
  /// The heading that it stands under.
  public let group: String
  /// What one operation is.
  public let name: String
  /// Floating-point operations in one operation, where they are most of its work.
  public let flops: Double?
  /// Threads that share one operation.
  public let threads: Int
  /// Prepares everything that is not to be measured.
  public let make: @Sendable () throws -> any Workload

  /// Creates a case.
  public init(
    _ group: String, _ name: String, flops: Double? = nil, threads: Int = 1,
    make: @escaping @Sendable () throws -> any Workload
  ) {
    self.group = group
    self.name = name
    self.flops = flops
    self.threads = threads
    self.make = make
  }
}

/// Does one operation of a case, over and over.
public protocol Workload: AnyObject {
  /// Does the operation `count` times.
  func run(_ count: Int) throws
}

/// A workload that needs no more than a function.
final class Repeated: Workload {
  private let operation: (_ count: Int) throws -> Void

  init(_ operation: @escaping (_ count: Int) throws -> Void) {
    self.operation = operation
  }

  func run(_ count: Int) throws { try operation(count) }
}

/// Makes the compiler believe that a value is needed.
@inline(never)
@_optimize(none)
func use<Value>(_ value: Value) {}
