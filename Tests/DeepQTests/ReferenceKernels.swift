@testable import DeepQ

// The naive twins: the same sums in the same written order, one scalar after another. The library
// must agree with them by `==`.

/// A dense layer in the layout of `torch.nn`, generic so that `Double` serves as the wider
/// reference.
struct ReferenceLayer<Number: BinaryFloatingPoint> {
  var inputs: Int
  var outputs: Int
  var weight: [Number]
  var bias: [Number]
  /// The inputs in the order in which they are summed; `nil` for their own.
  var order: [Int]?

  func forward(_ input: [Number], batch: Int, rectified: Bool) -> [Number] {
    var output: [Number] = []
    for b in 0..<batch {
      for o in 0..<outputs {
        var sum = bias[o]
        for i in order ?? Array(0..<inputs) {
          sum.addProduct(input[b * inputs + i], weight[o * inputs + i])
        }
        output.append(rectified && sum < 0 ? 0 : sum)
      }
    }
    return output
  }

  /// The gradients of weight, bias and input.
  func backward(
    input: [Number], outputGradient: [Number], batch: Int
  ) -> (weight: [Number], bias: [Number], input: [Number]) {
    var dweight = Array(repeating: Number(0), count: weight.count)
    var dbias = Array(repeating: Number(0), count: outputs)
    var dinput = Array(repeating: Number(0), count: batch * inputs)
    for b in 0..<batch {
      for o in 0..<outputs {
        let gradient = outputGradient[b * outputs + o]
        dbias[o] += gradient
        for i in 0..<inputs {
          dweight[o * inputs + i].addProduct(input[b * inputs + i], gradient)
          dinput[b * inputs + i].addProduct(gradient, weight[o * inputs + i])
        }
      }
    }
    return (dweight, dbias, dinput)
  }
}

extension RandomSource {
  /// Numbers in [-1, 1), for tests.
  mutating func floats(_ count: Int) -> [Float] { (0..<count).map { _ in Float(uniform(-1, 1)) } }
}

extension FloatBuffer {
  /// A copy of an array, for tests.
  init(_ values: [Float]) {
    self.init(zeros: values.count)
    for (index, value) in values.enumerated() { start[index] = value }
  }

  /// The elements as an array, for tests.
  var array: [Float] { Array(elements) }
}

extension ObservationStorage {
  /// One vector with a copy of an array, for tests.
  init(_ values: [Float]) {
    self.init(.vector(values.count))
    for (index, value) in values.enumerated() { numbers[index] = value }
  }

  /// The numbers of all observations, for tests.
  var array: [Float] { Array(UnsafeBufferPointer(start: numbers, count: count * shape.count)) }
}
