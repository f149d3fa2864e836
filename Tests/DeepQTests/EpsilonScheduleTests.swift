import Testing

@testable import DeepQ

@Suite struct EpsilonScheduleTests {
  @Test func `an exponential rate is multiplied each time down to its end`() {
    var schedule = EpsilonSchedule()
    (schedule.decay, schedule.end) = (0.5, 0.2)
    var rate = ExplorationRate(schedule)
    var values: [Double] = []
    for _ in 0..<4 {
      rate.advance(.episode)
      values.append(rate.value)
    }
    #expect(values == [0.5, 0.25, 0.2, 0.2])
  }

  @Test func `a linear rate falls in equal parts and ends exactly`() {
    var schedule = EpsilonSchedule()
    (schedule.shape, schedule.unit, schedule.decay) = (.linear, .step, 4)
    (schedule.start, schedule.end) = (1, 0.1)
    var rate = ExplorationRate(schedule)
    rate.advance(.step)
    rate.advance(.step)
    #expect(rate.value == 1 + (0.1 - 1) * 0.5)
    for _ in 0..<5 { rate.advance(.step) }
    #expect(rate.value == 0.1)
  }

  @Test(arguments: EpsilonSchedule.Unit.allCases)
  func `only the schedule's own unit counts`(unit: EpsilonSchedule.Unit) {
    var schedule = EpsilonSchedule()
    schedule.unit = unit
    for other in EpsilonSchedule.Unit.allCases {
      var rate = ExplorationRate(schedule)
      rate.advance(other)
      #expect((rate.value < 1) == (other == unit))
    }
  }
}
