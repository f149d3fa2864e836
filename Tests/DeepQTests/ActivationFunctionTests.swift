import Foundation
import Testing

@testable import DeepQ

@Suite struct ActivationFunctionTests {
  @Test func `the functions have the values of their definitions`() {
    func values(_ function: ActivationFunction, _ x: [Float]) -> [Float] {
      x.map { function.value(Vector(repeating: $0))[3] }
    }
    #expect(values(.relu, [-2, 0, 3]) == [0, 0, 3])
    #expect(values(.leakyReLU, [-2, 0, 3]) == [-0.02, 0, 3])
    #expect(values(.tanh, [-40, 0, 40]) == [-1, 0, 1])
    // e⁻¹ − 1, tanh ½ and 1 / (1 + e⁻¹), each rounded to Float.
    #expect(values(.elu, [-1, 0, 3]) == [-0.63212055, 0, 3])
    #expect(values(.tanh, [0.5, -0.5]) == [0.46211717, -0.46211717])
    #expect(values(.silu, [1, 0, -.greatestFiniteMagnitude]) == [0.7310586, 0, 0])
  }

  @Test(arguments: ActivationFunction.allCases)
  func `zero stays zero and not a number stays that`(function: ActivationFunction) {
    #expect(function.value(Vector(repeating: 0)) == Vector(repeating: 0))
    #expect(function.value(Vector(repeating: .nan))[0].isNaN)
  }

  @Test func `the error of the exponential less 1 is below 1.5 units in the last place`() {
    let largest = largestError(of: { exponentialMinusOne($0) }, exact: { expm1($0) }, sign: -1)
    #expect(largest < 1.5)
    #expect(largest > 0.5)
    #expect(exponentialMinusOne(Vector(repeating: -.infinity))[0] == -1)
  }

  @Test func `the error of the hyperbolic tangent is below 3 units in the last place`() {
    for sign in [Float(1), -1] {
      let largest = largestError(
        of: { hyperbolicTangent($0) }, exact: { Foundation.tanh($0) }, sign: sign)
      #expect(largest < 3)
      #expect(largest > 0.5)
    }
  }

  @Test(arguments: ActivationFunction.allCases)
  func `gradients are those of central differences in Double`(function: ActivationFunction) {
    for x in stride(from: Float(-9.7), to: 9, by: 0.173) {
      let (at, step) = (Vector(repeating: x), 1e-6)
      let gradient = function.gradient(
        Vector(repeating: 2), at: at, value: function.value(at))[0]
      let difference =
        (function.reference(Double(x) + step) - function.reference(Double(x) - step)) / step
      #expect(abs(Double(gradient) - difference) < 3e-6)
    }
  }

  @Test func `at 0 a rectifier has the slope that it has below`() {
    let (zero, two) = (Vector(repeating: 0), Vector(repeating: 2))
    #expect(ActivationFunction.relu.gradient(two, at: zero, value: zero)[0] == 0)
    #expect(ActivationFunction.leakyReLU.gradient(two, at: zero, value: zero)[0] == 0.02)
    #expect(ActivationFunction.elu.gradient(two, at: zero, value: zero)[0] == 2)
    #expect(ActivationFunction.tanh.gradient(two, at: zero, value: zero)[0] == 2)
    #expect(ActivationFunction.silu.gradient(two, at: zero, value: zero)[0] == 1)
  }

  /// The largest error in units in the last place, over floats from the smallest to 30.
  private func largestError(
    of function: (Vector) -> Vector, exact: (Double) -> Double, sign: Float
  ) -> Double {
    var largest = 0.0
    for first in stride(from: UInt32(0), to: Float(30).bitPattern, by: 8 * 19_997) {
      var x = Vector(repeating: 0)
      for lane in 0..<8 { x[lane] = sign * Float(bitPattern: first + UInt32(lane) * 19_997) }
      let y = function(x)
      for lane in 0..<8 {
        let nearest = exact(Double(x[lane]))
        let error = (Double(y[lane]) - nearest) / Double(Float(nearest).ulp)
        largest = max(largest, abs(error))
      }
    }
    return largest
  }
}

extension ActivationFunction {
  /// The function in `Double`, by the C library.
  func reference(_ x: Double) -> Double {
    switch self {
    case .relu: max(x, 0)
    case .tanh: Foundation.tanh(x)
    case .elu: x > 0 ? x : expm1(x)
    case .silu: x / (1 + exp(-x))
    case .leakyReLU: x > 0 ? x : Double(Float(0.01)) * x
    }
  }
}
