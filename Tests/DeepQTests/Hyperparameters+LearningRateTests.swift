import Testing

@testable import DeepQ

@Suite struct HyperparametersLearningRateTests {
  private func rates(
    _ schedule: LearningRateSchedule, end: Double = 0, fraction: Double = 1
  ) -> [Double] {
    var hyperparameters = Hyperparameters()
    hyperparameters.learningRate = 8
    hyperparameters.learningRateEnd = end
    hyperparameters.learningRateSchedule = schedule
    hyperparameters.learningRateFraction = fraction
    return [0, 0.25, 0.5, 0.75, 1].map(hyperparameters.learningRate)
  }

  @Test func `it is constant unless it has another end`() {
    #expect(rates(.linear, end: 1) == [8, 8, 8, 8, 8])
    #expect(rates(.cosine, end: 1, fraction: 0.5) == [8, 8, 8, 8, 8])
  }

  @Test func `it falls over the whole training`() {
    #expect(rates(.linear) == [8, 6, 4, 2, 0])
    #expect(rates(.linear, end: 0.5) == [8, 7, 6, 5, 4])
    #expect(rates(.cosine)[2] == 4)
  }

  @Test func `it stays at its end after a fraction of the training`() {
    #expect(rates(.linear, fraction: 0.5) == [8, 4, 0, 0, 0])
    #expect(rates(.cosine, end: 0.5, fraction: 0.5) == [8, 6, 4, 4, 4])
  }
}
