import Testing

@testable import DeepQ

/// The paper's algorithm 3 worked by hand; every number is exact in `Float`.
@Suite struct EligibilityTracesTests {
  /// One vector of parameters: no weights, a bias.
  private let vector = Network(
    observation: .vector(0), hidden: [], actionCount: 8, dueling: false)

  private func step(
    _ parameters: borrowing FloatBuffer, _ gradient: [Float], error: Float,
    traces: borrowing EligibilityTraces
  ) {
    traces.step(
      parameters, gradient: FloatBuffer(gradient + Array(repeating: 0, count: 6)), of: vector,
      error: error, decay: 0.5, learningRate: 1, kappa: 2)
  }

  @Test func `a step that would overshoot is bounded by the size of the traces`() {
    let traces = EligibilityTraces(count: 8)
    let parameters = FloatBuffer(zeros: 8)
    // The traces' size is 1, and max(|error|, 1) is 1: M = 2, the step 1 / 2 · 0.5.
    step(parameters, [0.75, -0.25], error: 0.5, traces: traces)
    #expect(parameters.array.prefix(2) == [0.1875, -0.0625])
  }

  @Test func `traces decay, and an error above 1 bounds the step further`() {
    let traces = EligibilityTraces(count: 8)
    let parameters = FloatBuffer(zeros: 8)
    step(parameters, [0.75, -0.25], error: 0.5, traces: traces)
    // The traces are 0.375 and 0.625, M = 2 · 2, the step 1 / 4 · -2.
    step(parameters, [0, 0.75], error: -2, traces: traces)
    #expect(parameters.array.prefix(2) == [0.1875 - 0.1875, -0.0625 - 0.3125])
  }

  @Test func `a small step is the learning rate's`() {
    let traces = EligibilityTraces(count: 8)
    let parameters = FloatBuffer(zeros: 8)
    // M = 2 · 0.25 is below 1.
    step(parameters, [0.25, 0], error: 0.5, traces: traces)
    #expect(parameters.array.prefix(2) == [0.125, 0])
  }

  @Test func `after a cut only the present gradient counts`() {
    let traces = EligibilityTraces(count: 8)
    let parameters = FloatBuffer(zeros: 8)
    step(parameters, [0.75, -0.25], error: 0.5, traces: traces)
    traces.clear()
    step(parameters, [0.25, 0], error: 0.5, traces: traces)
    #expect(parameters.array.prefix(2) == [0.1875 + 0.125, -0.0625])
  }

  @Test func `an infinite error makes no finite step`() {
    let traces = EligibilityTraces(count: 8)
    let parameters = FloatBuffer(zeros: 8)
    step(parameters, [1, 0], error: .infinity, traces: traces)
    let isFinite = parameters.isFinite
    #expect(!isFinite)
  }
}
