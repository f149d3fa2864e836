@testable import DeepQ

/// A convolution in the layout of `torch.nn`, images as `[channels, rows, columns]`: the naive twin,
/// generic so that `Double` serves as the wider reference.
struct ReferenceConvolution<Number: BinaryFloatingPoint> {
  var channels: Int
  var rows: Int
  var columns: Int
  var filters: Int
  var kernel: Int
  var stride: Int
  var weight: [Number]
  var bias: [Number]

  var outputRows: Int { (rows - kernel) / stride + 1 }
  var outputColumns: Int { (columns - kernel) / stride + 1 }
  var inputCount: Int { channels * rows * columns }
  var outputCount: Int { filters * outputRows * outputColumns }

  /// The outputs, through a rectifier if they are to be.
  func forward(_ input: [Number], batch: Int, rectified: Bool = true) -> [Number] {
    var output = Array(repeating: Number(0), count: batch * outputCount)
    forEachOutput(batch: batch) { place, image, filter, y, x in
      var sum = bias[filter]
      forEachWeight { r, s, c in
        sum.addProduct(
          input[inputIndex(image, c, y * stride + r, x * stride + s)],
          weight[weightIndex(filter, c, r, s)])
      }
      output[place] = rectified && sum < 0 ? 0 : sum
    }
    return output
  }

  /// The gradients of weight, bias and input, from that of the outputs before the rectifier.
  func backward(
    input: [Number], outputGradient: [Number], batch: Int
  ) -> (weight: [Number], bias: [Number], input: [Number]) {
    var dweight = Array(repeating: Number(0), count: weight.count)
    var dbias = Array(repeating: Number(0), count: filters)
    forEachOutput(batch: batch) { place, image, filter, y, x in
      dbias[filter] += outputGradient[place]
      forEachWeight { r, s, c in
        dweight[weightIndex(filter, c, r, s)].addProduct(
          input[inputIndex(image, c, y * stride + r, x * stride + s)], outputGradient[place])
      }
    }
    return (dweight, dbias, inputGradient(of: outputGradient, batch: batch))
  }

  /// Each input gathers from the windows it lies in: window lines, then columns, then filters.
  private func inputGradient(of outputGradient: [Number], batch: Int) -> [Number] {
    var gradient: [Number] = []
    for image in 0..<batch {
      for c in 0..<channels {
        for row in 0..<rows {
          for column in 0..<columns {
            var sum = Number(0)
            for r in 0..<kernel {
              for s in 0..<kernel {
                guard let y = window(row - r, outputRows), let x = window(column - s, outputColumns)
                else { continue }
                for filter in 0..<filters {
                  let place =
                    ((image * filters + filter) * outputRows + y) * outputColumns + x
                  sum.addProduct(outputGradient[place], weight[weightIndex(filter, c, r, s)])
                }
              }
            }
            gradient.append(sum)
          }
        }
      }
    }
    return gradient
  }

  /// The window that begins `distance` places from the start, if there is one.
  private func window(_ distance: Int, _ count: Int) -> Int? {
    distance >= 0 && distance % stride == 0 && distance / stride < count ? distance / stride : nil
  }

  private func forEachOutput(batch: Int, _ body: (Int, Int, Int, Int, Int) -> Void) {
    for image in 0..<batch {
      for y in 0..<outputRows {
        for x in 0..<outputColumns {
          for filter in 0..<filters {
            let place = ((image * filters + filter) * outputRows + y) * outputColumns + x
            body(place, image, filter, y, x)
          }
        }
      }
    }
  }

  private func forEachWeight(_ body: (Int, Int, Int) -> Void) {
    for r in 0..<kernel {
      for s in 0..<kernel {
        for c in 0..<channels { body(r, s, c) }
      }
    }
  }

  private func inputIndex(_ image: Int, _ c: Int, _ row: Int, _ column: Int) -> Int {
    ((image * channels + c) * rows + row) * columns + column
  }

  private func weightIndex(_ filter: Int, _ c: Int, _ r: Int, _ s: Int) -> Int {
    ((filter * channels + c) * kernel + r) * kernel + s
  }
}
