#if DEBUG
  @testable import DeepQ
#endif

/// The products that gradient steps are made of, each by itself, for a batch of 32.
enum ProductCases {
  #if DEBUG
    static let all: [Case] =
      dense(inputs: 24, outputs: 24) + dense(inputs: 2592, outputs: 256)
      + convolution(filters: 16, kernel: 8, stride: 4, of: (channels: 4, length: 84))
      + convolution(filters: 32, kernel: 4, stride: 2, of: (channels: 16, length: 20))

    private static let batch = 32

    /// The passes of a dense layer.
    private static func dense(inputs: Int, outputs: Int) -> [Case] {
      let layer = DenseLayer(
        inputs: InputGrid(numbers: inputs), outputs: outputs, rectified: true, offset: 0)
      let flops = Double(2 * batch * inputs * outputs)
      return Pass.allCases.map { pass in
        Case("Products", "dense \(inputs)-\(outputs), \(pass.rawValue)", flops: flops) {
          work(pass, of: layer, batch: batch)
        }
      }
    }

    /// The passes of a convolution of square images; pixels, which have four channels, need no
    /// gradient.
    private static func convolution(
      filters: Int, kernel: Int, stride: Int, of image: (channels: Int, length: Int)
    ) -> [Case] {
      let layer = ConvolutionLayer(
        input: ImageShape(
          channels: image.channels, channelStride: image.channels, rows: image.length,
          columns: image.length),
        settings: ConvolutionSettings(filters: filters, kernel: kernel, stride: stride), offset: 0)
      let flops = Double(2 * batch * layer.output.positions * filters * layer.windowCount)
      let passes = Pass.allCases.filter { $0 != .inputs || image.channels > 4 }
      return passes.map { pass in
        Case(
          "Products", "convolution \(filters)@\(kernel)x\(kernel)/\(stride), \(pass.rawValue)",
          flops: flops
        ) {
          work(pass, of: layer, batch: batch)
        }
      }
    }
  #else
    static let all: [Case] = []
  #endif
}

#if DEBUG
  private enum Pass: String, CaseIterable {
    case forward
    case weights = "gradient of the weights"
    case inputs = "gradient of the inputs"
  }

  /// What a layer reads and writes, filled with numbers of both signs.
  private final class LayerBlocks {
    let parameters: FloatBuffer
    let input: FloatBuffer
    let output: FloatBuffer
    let outputGradient: FloatBuffer
    let inputGradient: FloatBuffer
    let gradient: FloatBuffer
    let scratch: FloatBuffer

    init(parameters: Int, input: Int, output: Int, scratch: Int) {
      self.parameters = Self.filled(parameters)
      self.input = Self.filled(input)
      self.output = FloatBuffer(zeros: output)
      outputGradient = Self.filled(output)
      inputGradient = FloatBuffer(zeros: input)
      gradient = FloatBuffer(zeros: parameters)
      self.scratch = FloatBuffer(zeros: scratch)
    }

    private static func filled(_ count: Int) -> FloatBuffer {
      let buffer = FloatBuffer(zeros: count)
      for index in 0..<count { buffer.start[index] = Float(index * 7 % 11) / 16 - 0.25 }
      return buffer
    }
  }

  private func work(_ pass: Pass, of layer: DenseLayer, batch: Int) -> Repeated {
    let blocks = LayerBlocks(
      parameters: layer.layout.count + layer.stride, input: batch * layer.inputs,
      output: batch * layer.stride, scratch: layer.scratchCount(batch: batch))
    let panels = 0..<layer.layout.panelCount
    return Repeated { count in
      for _ in 0..<count {
        switch pass {
        case .forward:
          layer.forward(
            input: blocks.input.start, inputStride: layer.inputs, batch: batch,
            parameters: blocks.parameters.start, panels: panels, scratch: blocks.scratch.start,
            into: blocks.output.start)
        case .weights:
          layer.backwardWeights(
            input: blocks.input.start, inputStride: layer.inputs, batch: batch,
            outputGradient: blocks.outputGradient.start, panels: panels,
            scratch: blocks.scratch.start, into: blocks.gradient.start)
        case .inputs:
          layer.backwardInputs(
            batch: batch, outputGradient: blocks.outputGradient.start,
            parameters: blocks.parameters.start, rectifiedInput: blocks.input.start,
            inputStride: layer.inputs, range: 0..<layer.inputs, scratch: blocks.scratch.start,
            into: blocks.inputGradient.start)
        }
      }
    }
  }

  private func work(_ pass: Pass, of layer: ConvolutionLayer, batch: Int) -> Repeated {
    let blocks = LayerBlocks(
      parameters: layer.layout.count + layer.layout.columns, input: batch * layer.input.count,
      output: batch * layer.output.count, scratch: layer.inputScratchCount)
    // The first layer has one room, into which bytes are turned image by image.
    let imageStep = layer.input.channels == 4 ? 0 : layer.input.count
    return Repeated { count in
      for _ in 0..<count {
        switch pass {
        case .forward:
          for b in 0..<batch {
            layer.forward(
              blocks.input.start + b * imageStep, weights: blocks.parameters.start,
              bias: blocks.parameters.start + layer.biasOffset,
              into: blocks.output.start + b * layer.output.count)
          }
        case .weights:
          for b in 0..<batch {
            layer.backwardWeights(
              blocks.input.start + b * imageStep,
              outputGradient: blocks.outputGradient.start + b * layer.output.count,
              range: 0..<layer.layout.rows, isFirst: b == 0, into: blocks.gradient.start)
          }
        case .inputs:
          layer.backwardInputs(
            batch: batch, outputGradient: blocks.outputGradient.start,
            weights: blocks.parameters.start, rectifiedInput: blocks.input.start,
            rows: 0..<layer.input.rows, scratch: blocks.scratch.start,
            into: blocks.inputGradient.start)
        }
      }
    }
  }
#endif
