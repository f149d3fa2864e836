import Testing

@testable import DeepQ

@Suite struct NetworkSizeTests {
  private let cartPole = EnvironmentInterface(observation: .vector(4), actionCount: 2)
  private let screen = EnvironmentInterface(
    observation: .image(channels: 4, rows: 84, columns: 84), actionCount: 4)

  @Test func `dense layers count inputs times outputs`() throws {
    let size = try #require(NetworkSize(Hyperparameters(), in: cartPole))
    #expect(size.parameters == 5 * 24 + 25 * 24 + 25 * 2)
    #expect(size.multiplyAdds == 720)
    #expect(size.firstMultiplyAdds == 96)
  }

  @Test func `a dueling head has one output more`() throws {
    var dueling = Hyperparameters()
    dueling.dueling = true
    #expect(try #require(NetworkSize(dueling, in: cartPole)).multiplyAdds == 744)
  }

  @Test func `distributions have an output for each part, noisy layers a sigma for each parameter`()
    throws
  {
    var rainbow = Hyperparameters()
    rainbow.dueling = true
    rainbow.distribution.kind = .categorical
    rainbow.noisy = true
    let size = try #require(NetworkSize(rainbow, in: cartPole))
    #expect(size.multiplyAdds == Double(4 * 24 + 24 * 24 + 24 * 3 * 51))
    #expect(size.parameters == 2 * (5 * 24 + 25 * 24 + 25 * 3 * 51))
  }

  @Test func `convolutions count windows`() throws {
    // The tutorial's network; with batches of 32 its gradient step takes 0.655 GFLOP.
    var tutorial = Hyperparameters()
    tutorial.convolution = [
      ConvolutionSettings(filters: 16, kernel: 8, stride: 4),
      ConvolutionSettings(filters: 32, kernel: 4, stride: 2),
    ]
    tutorial.hidden = [256]
    let size = try #require(NetworkSize(tutorial, in: screen))
    let layers = [400 * 256 * 16, 81 * 256 * 32, 2592 * 256, 256 * 4]
    #expect(size.multiplyAdds == Double(layers.reduce(0, +)))
    #expect(size.firstMultiplyAdds == Double(layers[0]))
    #expect(size.parameters == 257 * 16 + 257 * 32 + 2593 * 256 + 257 * 4)
    #expect(
      size.parameters
        == tutorial.network(for: screen).layers
        .map { $0.weightShape.reduce(1, *) + $0.weightShape[0] }.reduce(0, +))
  }

  @Test func `a normalisation with learned parameters has two for each output`() throws {
    var normalized = Hyperparameters()
    normalized.layerNormalization = .affine
    let size = try #require(NetworkSize(normalized, in: cartPole))
    #expect(size.parameters == 5 * 24 + 25 * 24 + 25 * 2 + 2 * (24 + 24))
    #expect(size.outputShapes == [[24], [24], [2]])
    normalized.layerNormalization = .plain
    #expect(
      NetworkSize(normalized, in: cartPole)?.parameters
        == NetworkSize(Hyperparameters(), in: cartPole)?.parameters)
  }

  @Test func `a network that cannot be has no size`() {
    var impossible = Hyperparameters()
    impossible.convolution = [ConvolutionSettings(filters: 1, kernel: 85, stride: 1)]
    #expect(NetworkSize(impossible, in: screen) == nil)
    #expect(NetworkSize(impossible, in: cartPole) == nil)
  }
}
