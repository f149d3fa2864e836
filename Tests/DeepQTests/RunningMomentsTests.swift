import Testing

@testable import DeepQ

/// Moments, and what is normalised by them, worked by hand.
@Suite struct RunningMomentsTests {
  @Test func `mean and sample variance follow the samples one by one`() {
    var moments = RunningMoments(size: 2)
    #expect(moments.means == [0, 0] && moments.variance(0) == 1)
    moments.add([2, -1])
    #expect(moments.means == [2, -1] && moments.variance(0) == 1)
    moments.add([4, -1])
    #expect(moments.means == [3, -1])
    #expect((moments.variance(0), moments.variance(1)) == (2, 0))
    moments.add([6, 5])
    #expect(moments.means == [4, 1])
    #expect((moments.variance(0), moments.variance(1)) == (4, 12))
  }

  @Test func `rewards are divided by the deviation of their discounted sum`() {
    var scaler = RewardScaler(gamma: 0.5)
    // One sample: the variance is 1.
    #expect(scaler.scale(2, ended: false) == 2 / (1 + 1e-8).squareRoot())
    // Sums 2 and 0.5 · 2 + 5 = 6: variance 8.
    #expect(scaler.scale(5, ended: false) == 5 / (8 + 1e-8).squareRoot())
    // The step that ends an episode starts the sum anew: 2, 6 and 4 have variance 4.
    #expect(scaler.scale(4, ended: true) == 4 / (4 + 1e-8).squareRoot())
  }

  @Test func `observations are normalised by what has been seen, the present one included`() {
    var normalizer = ObservationNormalizer(.vector(1), isOn: true)
    let seen = ObservationStorage(.vector(1))
    let result = ObservationStorage(.vector(1))
    seen.buffer.floats[0] = 2
    normalizer.observe(seen.buffer, into: result.buffer)
    #expect(result.buffer.floats[0] == 0)
    seen.buffer.floats[0] = 6
    normalizer.observe(seen.buffer, into: result.buffer)
    // Mean 4, variance 8.
    #expect(result.buffer.floats[0] == Float(2 / (8 + 1e-8).squareRoot()))
    // An evaluation changes nothing.
    seen.buffer.floats[0] = 100
    normalizer.normalize(seen.buffer, into: result.buffer)
    #expect(result.buffer.floats[0] == 96 / (Float(8) + 1e-8).squareRoot())
    #expect(normalizer.moments?.weight == [4] && normalizer.moments?.bias == [8])
  }

  @Test func `images are left as they are`() {
    let shape = ObservationShape.image(channels: 1, rows: 1, columns: 2)
    var normalizer = ObservationNormalizer(shape, isOn: true)
    let seen = ObservationStorage(shape)
    let result = ObservationStorage(shape)
    seen.buffer.bytes[1] = 200
    normalizer.observe(seen.buffer, into: result.buffer)
    #expect(Array(result.buffer.bytes) == [0, 200])
    #expect(normalizer.moments == nil)
  }
}
