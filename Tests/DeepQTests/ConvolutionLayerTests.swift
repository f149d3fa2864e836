import Testing

@testable import DeepQ

@Suite struct ConvolutionSettingsTests {
  @Test func `what is written is read`() {
    let settings = ConvolutionSettings("16@8x8/4")
    #expect(settings == ConvolutionSettings(filters: 16, kernel: 8, stride: 4))
    #expect(settings?.description == "16@8x8/4")
  }

  @Test(arguments: [
    "", "16", "16@8x8", "16@8/4", "16@8x4/4", "0@8x8/4", "16@0x0/4", "16@8x8/0", "-1@8x8/4",
    "16@8x8/4/2", "016@8x8/4", "16 @8x8/4", "16@8x8/4@", "+16@8x8/4",
  ])
  func `nothing else is`(text: String) {
    #expect(ConvolutionSettings(text) == nil)
  }

  @Test func `windows lie wholly inside the image`() throws {
    let settings = ConvolutionSettings(filters: 1, kernel: 4, stride: 2)
    let observation = ObservationShape.image(channels: 1, rows: 20, columns: 4)
    let image = try #require(try observation.outputs(of: [settings]).first)
    #expect((image.rows, image.columns) == (9, 1))
    let narrow = ObservationShape.image(channels: 1, rows: 20, columns: 3)
    #expect(narrow.misfit(of: [settings]) == .window(settings, rows: 20, columns: 3))
    #expect(ObservationShape.vector(4).misfit(of: [settings]) == .noImage)
  }
}

@Suite struct ConvolutionLayerTests {
  /// The tutorial's and the 2015 network's at small sizes, odd ones, sizes of 1, strides that leave
  /// places out and strides beyond the kernel.
  static let shapes = [
    ConvolutionCase.Shape(batch: 3, channels: 4, rows: 20, columns: 20, 16, 8, 4),
    .init(batch: 2, channels: 16, rows: 20, columns: 20, 32, 4, 2),
    .init(batch: 5, channels: 32, rows: 9, columns: 9, 64, 3, 1),
    .init(batch: 1, channels: 1, rows: 1, columns: 1, 1, 1, 1),
    .init(batch: 2, channels: 3, rows: 7, columns: 11, 5, 3, 2),
    .init(batch: 7, channels: 9, rows: 6, columns: 5, 10, 2, 3),
    .init(batch: 33, channels: 8, rows: 5, columns: 4, 24, 4, 1),
    .init(batch: 2, channels: 5, rows: 10, columns: 10, 41, 5, 5),
    .init(batch: 4, channels: 20, rows: 8, columns: 8, 7, 3, 4),
  ]

  @Test(arguments: shapes)
  func `forward agrees with the scalar loop bit for bit`(shape: ConvolutionCase.Shape) {
    let convolution = ConvolutionCase(shape)
    let twin = convolution.twin(as: Float.self)
    #expect(convolution.forward() == twin.forward(convolution.input, batch: shape.batch))
  }

  @Test(arguments: shapes)
  func `forward is within the documented rounding bound`(shape: ConvolutionCase.Shape) {
    let convolution = ConvolutionCase(shape)
    let exact = convolution.twin(as: Double.self)
    let wide = exact.forward(convolution.input.map(Double.init), batch: shape.batch)
    var magnitudes = exact
    magnitudes.weight = exact.weight.map(abs)
    magnitudes.bias = exact.bias.map(abs)
    let sums = magnitudes.forward(
      convolution.input.map { abs(Double($0)) }, batch: shape.batch)
    let (unit, k) = (0x1p-24, Double(convolution.layer.windowCount))
    for (index, value) in convolution.forward().enumerated() {
      let bound = k * unit / (1 - k * unit) * sums[index]
      #expect(abs(Double(value) - wide[index]) <= bound)
    }
  }

  @Test(arguments: shapes)
  func `backward agrees with the scalar loop bit for bit`(shape: ConvolutionCase.Shape) {
    let convolution = ConvolutionCase(shape)
    let twin = convolution.twin(as: Float.self).backward(
      input: convolution.input, outputGradient: convolution.outputGradient, batch: shape.batch)
    let gradients = convolution.backward()
    #expect(gradients.weight == twin.weight)
    #expect(gradients.bias == twin.bias)
    #expect(gradients.input == zip(twin.input, convolution.input).map { $1 > 0 ? $0 : 0 })
  }

  @Test func `the Atari networks have the shapes of their papers`() {
    let screen = ImageShape(channels: 4, channelStride: 4, rows: 84, columns: 84)
    let first = ConvolutionLayer(
      input: screen, settings: ConvolutionSettings(filters: 16, kernel: 8, stride: 4), offset: 0)
    let second = ConvolutionLayer(
      input: first.output, settings: ConvolutionSettings(filters: 32, kernel: 4, stride: 2),
      offset: 0)
    #expect([first.output.rows, first.output.columns] == [20, 20])
    #expect([second.output.rows, second.output.columns] == [9, 9])
  }
}

/// One convolution with random contents, in both layouts.
struct ConvolutionCase {
  struct Shape: CustomTestStringConvertible {
    var (batch, channels, rows, columns): (Int, Int, Int, Int)
    var settings: ConvolutionSettings

    init(
      batch: Int, channels: Int, rows: Int, columns: Int, _ filters: Int, _ kernel: Int,
      _ stride: Int
    ) {
      (self.batch, self.channels, self.rows, self.columns) = (batch, channels, rows, columns)
      settings = ConvolutionSettings(filters: filters, kernel: kernel, stride: stride)
    }

    var testDescription: String {
      "\(batch) of \(channels) x \(rows) x \(columns), "
        + "\(settings.filters)@\(settings.kernel)x\(settings.kernel)/\(settings.stride)"
    }
  }

  let shape: Shape
  let layer: ConvolutionLayer
  let weight: [Float]
  let bias: [Float]
  /// `[batch, channels, rows, columns]`; half of it zeros, as after a rectifier.
  let input: [Float]
  let outputGradient: [Float]

  init(_ shape: Shape) {
    self.shape = shape
    let settings = shape.settings
    layer = ConvolutionLayer(
      input: ImageShape(
        channels: shape.channels, channelStride: paddedToVectors(shape.channels),
        rows: shape.rows, columns: shape.columns), settings: settings, offset: 0)
    var random = RandomSource(
      SeedSequence(entropyWords: [UInt32(shape.batch), UInt32(settings.filters)]))
    weight = random.floats(settings.filters * layer.windowCount)
    bias = random.floats(settings.filters)
    input = random.floats(shape.batch * shape.channels * shape.rows * shape.columns)
      .map { max($0, 0) }
    outputGradient = random.floats(shape.batch * settings.filters * layer.output.positions)
  }

  func twin<Number: BinaryFloatingPoint>(as: Number.Type) -> ReferenceConvolution<Number> {
    ReferenceConvolution(
      channels: shape.channels, rows: shape.rows, columns: shape.columns,
      filters: shape.settings.filters, kernel: shape.settings.kernel,
      stride: shape.settings.stride, weight: weight.map { Number($0) },
      bias: bias.map { Number($0) })
  }

  func forward() -> [Float] {
    let parameters = parameters()
    let images = together(input, as: layer.input)
    let output = FloatBuffer(zeros: shape.batch * layer.output.count)
    for b in 0..<shape.batch {
      layer.forward(
        images.start + b * layer.input.count, weights: parameters.start,
        bias: parameters.start + layer.biasOffset, into: output.start + b * layer.output.count)
    }
    return apart(output, as: layer.output)
  }

  func backward() -> (weight: [Float], bias: [Float], input: [Float]) {
    let parameters = parameters()
    let images = together(input, as: layer.input)
    let outputGradient = together(outputGradient, as: layer.output)
    let gradient = FloatBuffer(zeros: layer.layout.count + layer.output.channelStride)
    for b in 0..<shape.batch {
      layer.backwardWeights(
        images.start + b * layer.input.count,
        outputGradient: outputGradient.start + b * layer.output.count, range: 0..<layer.layout.rows,
        isFirst: b == 0, into: gradient.start)
    }
    layer.backwardBias(outputGradient.start, batch: shape.batch, into: gradient.start)
    let scratch = FloatBuffer(zeros: layer.inputScratchCount)
    let inputGradient = FloatBuffer(zeros: shape.batch * layer.input.count)
    layer.backwardInputs(
      batch: shape.batch, outputGradient: outputGradient.start, weights: parameters.start,
      rectifiedInput: images.start, rows: 0..<layer.input.rows, scratch: scratch.start,
      into: inputGradient.start)
    var weight: [Float] = []
    forEachWeight { weight.append(gradient.start[$0]) }
    return (
      weight, (0..<bias.count).map { gradient.start[layer.biasOffset + $0] },
      apart(inputGradient, as: layer.input)
    )
  }

  private func parameters() -> FloatBuffer {
    let block = FloatBuffer(zeros: layer.layout.count + layer.output.channelStride)
    var index = 0
    forEachWeight {
      block.start[$0] = weight[index]
      index += 1
    }
    for filter in bias.indices { block.start[layer.biasOffset + filter] = bias[filter] }
    return block
  }

  private func forEachWeight(_ body: (Int) -> Void) {
    for filter in 0..<shape.settings.filters {
      for channel in 0..<shape.channels {
        for row in 0..<layer.kernel {
          for column in 0..<layer.kernel {
            body(layer.weightOffset(filter: filter, channel: channel, row: row, column: column))
          }
        }
      }
    }
  }

  /// Images of `[channels, rows, columns]` with all channels of a place brought together.
  private func together(_ images: [Float], as target: ImageShape) -> FloatBuffer {
    let buffer = FloatBuffer(zeros: shape.batch * target.count)
    forEachPixel(of: target) { source, place in buffer.start[place] = images[source] }
    return buffer
  }

  /// The reverse of it.
  private func apart(_ buffer: borrowing FloatBuffer, as source: ImageShape) -> [Float] {
    var images = Array(
      repeating: Float(0), count: shape.batch * source.channels * source.positions)
    let start = buffer.start
    forEachPixel(of: source) { target, place in images[target] = start[place] }
    return images
  }

  private func forEachPixel(of image: ImageShape, _ body: (Int, Int) -> Void) {
    for b in 0..<shape.batch {
      for channel in 0..<image.channels {
        for place in 0..<image.positions {
          body(
            (b * image.channels + channel) * image.positions + place,
            b * image.count + place * image.channelStride + channel)
        }
      }
    }
  }
}
