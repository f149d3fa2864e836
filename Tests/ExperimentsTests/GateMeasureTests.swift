import DeepQ
import Testing

@testable import Experiments

struct GateMeasureTests {
  /// Episodes of 10 steps with the returns 1, 2, 3, …, and evaluations at every 100 steps.
  private func result(episodes: Int, evaluations: [Double]) -> TrialResult {
    var result = TrialResult()
    result.steps = episodes * 10
    result.episodes.returns = (0..<episodes).map { Double($0 + 1) }
    result.episodes.steps = (0..<episodes).map { ($0 + 1) * 10 }
    result.evaluations = evaluations.enumerated().map {
      Evaluation(step: ($0.offset + 1) * 100, returns: [$0.element - 1, $0.element + 1])
    }
    return result
  }

  @Test func `training returns are those of the last episodes or steps`() {
    let result = result(episodes: 200, evaluations: [])
    #expect(GateMeasure.lastTrainingReturns.score(of: result) == 150.5)
    // Episodes that ended at 1970, 1980, 1990 and 2000, the last of which begins at 1961.
    #expect(GateMeasure.trainingReturns(lastSteps: 40).score(of: result) == 198.5)
    #expect(GateMeasure.trainingReturns(lastSteps: 5).score(of: result) == 200)
    #expect(GateMeasure.finalEvaluation.score(of: result) == nil)
  }

  @Test func `evaluations give the last score, the share of successes and the first one`() {
    let result = result(episodes: 1, evaluations: [300, 480, 470, 475, 500])
    #expect(GateMeasure.finalEvaluation.score(of: result) == 500)
    #expect(GateMeasure.stability(threshold: 475).score(of: result) == 2 / 3.0)
    #expect(GateMeasure.stepsToThreshold(475).score(of: result) == 200)
    #expect(GateMeasure.stability(threshold: 501).score(of: result) == 0)
    #expect(GateMeasure.stability(threshold: 490).score(of: result) == 1)
    #expect(GateMeasure.stepsToThreshold(501).score(of: result) == .infinity)
  }

  @Test func `a failed trial has no score`() {
    var result = result(episodes: 1, evaluations: [500])
    result.failure = "diverged"
    #expect(GateMeasure.finalEvaluation.score(of: result) == nil)
  }
}
