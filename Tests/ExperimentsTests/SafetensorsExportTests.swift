import DeepQ
import Testing

@testable import Experiments

/// What PyTorch computes from the files is checked by `scripts/check-exports`.
struct SafetensorsExportTests {
  private func trial(
    _ layers: [LayerWeights], table: ActionValues? = nil,
    _ change: (inout Hyperparameters) -> Void = { _ in }
  ) -> ExportedTrial {
    var result = TrialSamples.result()
    result.weights = layers
    result.actionValues = table
    var hyperparameters = Hyperparameters()
    change(&hyperparameters)
    let specification = TrialSpecification(
      environment: EnvironmentSpecification(id: "CartPole-v1", maxEpisodeSteps: 500),
      hyperparameters: hyperparameters, evaluation: EvaluationSchedule(episodes: 2),
      solve: SolveCriterion(threshold: 475), rootSeed: 42, replicate: 0)
    let record = TrialSamples.record(result: result)
    return ExportedTrial(
      configuration: 0, specification: specification, record: record,
      row: SummaryRow(record, hyperparameters: []))
  }

  private func layer(_ name: String, _ shape: [Int]) -> LayerWeights {
    LayerWeights(
      name: name, weightShape: shape, weight: Array(repeating: 1, count: shape.reduce(1, *)),
      bias: Array(repeating: 2, count: shape[0]))
  }

  @Test func `layers have the names that they have between ReLUs`() throws {
    let trial = trial([layer("00_dense", [3, 4]), layer("01_dense", [2, 3])])
    let tensors = LearnedTensors.tensors(of: trial)
    #expect(tensors.map(\.name) == ["0.weight", "0.bias", "2.weight", "2.bias"])
    #expect(tensors.map(\.shape) == [[3, 4], [3], [2, 3], [2]])
    #expect(
      try LearnedTensors.metadata(of: trial)["network"] == "Linear(4, 3), ReLU(), Linear(3, 2)")
  }

  @Test func `moments of observations come first, and are no layer`() throws {
    let trial = trial([
      layer("00_dense", [3, 4]), layer("01_dense", [2, 3]),
      LayerWeights(
        name: LayerWeights.observationMoments, weightShape: [4], weight: [1, 2, 3, 4],
        bias: [5, 6, 7, 8]),
    ]) { $0.algorithm = .streamQ }
    let tensors = LearnedTensors.tensors(of: trial)
    #expect(
      tensors.map(\.name) == [
        "observation.mean", "observation.variance", "0.weight", "0.bias", "2.weight", "2.bias",
      ])
    for (tensor, values) in zip(tensors, [[1, 2, 3, 4], [5, 6, 7, 8]] as [[Float]]) {
      let expected = SafetensorsFile.Tensor(name: tensor.name, shape: [4], values: values)
      #expect(tensor.bytes == expected.bytes)
    }
    #expect(
      try LearnedTensors.metadata(of: trial)["network"] == "Linear(4, 3), ReLU(), Linear(3, 2)")
  }

  @Test func `a flattening comes behind the last convolution, and sigmas are beside their layer`()
    throws
  {
    let trial = trial([
      layer("00_convolution", [2, 4, 3, 3]), layer("01_convolution", [5, 2, 2, 2]),
      layer("02_dense", [6, 20]), layer("02_dense_spread", [6, 20]),
      layer("03_dense", [2, 6]), layer("03_dense_spread", [2, 6]),
    ]) {
      $0.convolution = [
        ConvolutionSettings(filters: 2, kernel: 3, stride: 2),
        ConvolutionSettings(filters: 5, kernel: 2, stride: 1),
      ]
    }
    #expect(
      LearnedTensors.tensors(of: trial).map(\.name) == [
        "0.weight", "0.bias", "2.weight", "2.bias",
        "5.weight", "5.bias", "5.weight_sigma", "5.bias_sigma",
        "7.weight", "7.bias", "7.weight_sigma", "7.bias_sigma",
      ])
    #expect(
      try LearnedTensors.metadata(of: trial)["network"]
        == "Conv2d(4, 2, 3, stride=2), ReLU(), Conv2d(2, 5, 2, stride=1), ReLU(), Flatten(), "
        + "Linear(20, 6), ReLU(), Linear(6, 2)")
  }

  @Test func `a normalisation comes between a layer and its activation function`() throws {
    let layers = [
      layer("00_dense", [3, 4]), layer("00_dense_norm", [3]), layer("01_dense", [2, 3]),
    ]
    let trial = trial(layers) {
      $0.hidden = [3]
      $0.activation = .silu
      $0.layerNormalization = .affine
    }
    #expect(
      LearnedTensors.tensors(of: trial).map(\.name) == [
        "0.weight", "0.bias", "1.weight", "1.bias", "3.weight", "3.bias",
      ])
    #expect(
      try LearnedTensors.metadata(of: trial)["network"]
        == "Linear(4, 3), LayerNorm([3]), SiLU(), Linear(3, 2)")
  }

  @Test func `without a network it is the table of action values`() throws {
    let table = ActionValues(stateCount: 2, actionCount: 3, elements: [1, 2, 3, 4, 5, 6])
    let learning = try #require(Algorithms.registry.first { $0.id == "q-learning" })
    let trial = trial([], table: table) { $0.algorithm = learning }
    let tensors = LearnedTensors.tensors(of: trial)
    #expect(tensors.map(\.name) == ["action_value"])
    #expect(tensors[0].shape == [2, 3] && tensors[0].element == .float64)
    #expect(try LearnedTensors.metadata(of: trial)["network"] == nil)
  }

  @Test func `a network's table is none of its parameters`() {
    let table = ActionValues(stateCount: 2, actionCount: 2, elements: [1, 2, 3, 4])
    #expect(LearnedTensors.tensors(of: trial([], table: table)).isEmpty)
    let tensors = LearnedTensors.tensors(of: trial([layer("00_dense", [2, 2])], table: table))
    #expect(tensors.map(\.name) == ["0.weight", "0.bias"])
  }

  @Test func `trials without parameters are counted`() throws {
    let samples = try ExportSamples.trained("output: {weights: none}")
    let outcome = try samples.export(.safetensors).write(to: samples.output)
    #expect(outcome.trials == 0)
    #expect(
      outcome.notes == [
        "Without parameters, and so without a file: 4 trials. They failed, or were run with "
          + "'output: {weights: none}'."
      ])
    #expect(try samples.files().keys.sorted() == [ExportFolder.markName])
  }

  @Test func `parameters of the best evaluation say so`() throws {
    let samples = try ExportSamples.trained(
      "output: {weights: best}", set: ["gamma=0.9", "seeds.count=1", "evaluate.every=60"])
    let notes = try samples.write(.safetensors)
    #expect(
      notes == [
        "With the parameters of their best evaluation: 1 trial, run with "
          + "'output: {weights: best}'."
      ])
    #expect(try samples.files().count == 2)
  }
}
