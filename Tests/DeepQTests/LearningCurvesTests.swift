import Testing

@testable import DeepQ

@Suite struct LearningCurvesTests {
  @Test func `an episode's record holds its return, length, place, rate, mean loss and end`() {
    var curves = LearningCurves(SolveCriterion(threshold: nil))
    curves.step(reward: 1)
    curves.learn(loss: 0.5, updates: 1)
    curves.step(reward: -3)
    curves.learn(loss: 2.5, updates: 2)
    curves.endEpisode(terminated: true, truncated: false, epsilon: 0.25)
    let episodes = curves.episodes
    #expect(episodes.returns == [-2])
    #expect(episodes.lengths == [2])
    #expect(episodes.steps == [2])
    #expect(episodes.epsilons == [0.25])
    #expect(episodes.losses == [1])
    #expect(episodes.terminated == [true])
    #expect(episodes.truncated == [false])
  }

  @Test func `episodes of several environments are apart, and share the updates`() {
    var curves = LearningCurves(SolveCriterion(threshold: nil), environmentCount: 2)
    curves.step(reward: 1, in: 0)
    curves.step(reward: 5, in: 1)
    curves.learn(loss: 0.5, updates: 1)
    curves.endEpisode(in: 1, terminated: true, truncated: false, epsilon: 0)
    curves.step(reward: 2, in: 0)
    curves.endEpisode(in: 0, terminated: true, truncated: false, epsilon: 0)
    #expect(curves.episodes.returns == [5, 3])
    #expect(curves.episodes.lengths == [1, 2])
    #expect(curves.episodes.steps == [2, 3])
    #expect(curves.episodes.losses == [0.5, 0.5])
  }

  @Test func `an episode without updates has no loss`() {
    var curves = LearningCurves(SolveCriterion(threshold: nil))
    curves.step(reward: 1)
    curves.endEpisode(terminated: false, truncated: true, epsilon: 1)
    #expect(curves.episodes.losses[0].isNaN)
  }

  @Test func `a task is solved when the mean over a whole window reaches the threshold`() {
    var curves = LearningCurves(SolveCriterion(threshold: 2, window: 2))
    var solved: [Int?] = []
    for reward in [9.0, 1, 2, 2, 0] {
      curves.step(reward: reward)
      curves.endEpisode(terminated: true, truncated: false, epsilon: 0)
      solved.append(curves.solvedAtEpisode)
    }
    // Means of two: 5 already at the second episode; the first alone is no window.
    #expect(solved == [nil, 2, 2, 2, 2])
  }
}
