import CVector

/// The modes of a thread that decide what floating-point operations give: the direction of rounding,
/// and whether subnormal numbers are taken for zero.
///
/// The order of arithmetic is written for the modes that IEEE 754 has by default. A program may start
/// with others, from a library that was built with `-ffast-math` for example, and every thread starts
/// with those of the thread that made it. So the modes are set wherever DeepQ starts to compute, and
/// given back afterwards: they belong to the caller.
public struct FloatingPointModes {
  /// The register that holds them.
  private let register: UInt

  /// Gives the calling thread the default modes: round to nearest, with subnormal numbers.
  ///
  /// - Returns: the modes before.
  @discardableResult
  public static func setDefault() -> FloatingPointModes {
    FloatingPointModes(register: cvector_set_default_floating_point_modes())
  }

  /// Gives the calling thread these modes.
  public func restore() { cvector_set_floating_point_modes(register) }
}
