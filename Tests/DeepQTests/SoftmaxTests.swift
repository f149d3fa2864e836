import Testing

@testable import DeepQ

@Suite struct SoftmaxTests {
  private func softmax(
    _ values: [Float], temperature: Float = 1
  ) -> (probabilities: [Float], logarithms: [Float]) {
    let room = FloatBuffer(zeros: paddedToVectors(values.count))
    let logarithms = DeepQ.softmax(
      values, count: values.count, temperature: temperature, into: room.start
    ).logarithms
    return (Array(room.elements), values.map(logarithms.ofProbability))
  }

  @Test func `probabilities are in the ratio of the exponentials`() {
    // ln 2 and 0: 2/3 and 1/3.
    let (probabilities, logarithms) = softmax([0.693_147_2, 0])
    #expect(near(probabilities[0], 2 / 3) && near(probabilities[1], 1 / 3))
    #expect(probabilities[2...] == [0, 0, 0, 0, 0, 0])
    #expect(near(logarithms[0], -0.405_465_1) && near(logarithms[1], -1.098_612_3))
  }

  @Test func `large values do not overflow`() {
    let (probabilities, logarithms) = softmax([3e38, 3e38, -3e38])
    #expect(probabilities[..<3] == [0.5, 0.5, 0])
    #expect(logarithms[0] == -0.693_147_2)
  }

  @Test func `a temperature divides the values`() {
    #expect(softmax([3, 1, 2], temperature: 0.5) == softmax([6, 2, 4]))
  }

  @Test func `a probability does not depend on its place`() {
    let values: [Float] = [0.5, 0.25, 0.5, 1, 0, 0, 0, 0, 0, 0.5]
    let (probabilities, _) = softmax(values)
    #expect(probabilities[0] == probabilities[2] && probabilities[0] == probabilities[9])
    #expect(near(probabilities.reduce(0, +), 1))
  }

  @Test func `one value is certain`() {
    let (probabilities, logarithms) = softmax([-7])
    #expect(probabilities[0] == 1)
    #expect(logarithms == [0])
  }

  @Test func `what is not a number stays visible`() {
    #expect(softmax([0, .nan]).probabilities[..<2].contains { $0.isNaN })
  }
}
