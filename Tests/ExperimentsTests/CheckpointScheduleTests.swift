import Testing

@testable import Experiments

@Suite struct CheckpointScheduleTests {
  @Test func `every so many steps it is due, at multiples of them`() {
    var schedule = CheckpointSchedule(every: 100, stepsTaken: 30, now: 0)
    #expect(schedule.stepsLeft(at: 30) == 70)
    #expect(!schedule.isDue(at: 99, isWithinStep: false, now: 1e9))
    #expect(schedule.isDue(at: 100, isWithinStep: false, now: 0))
    schedule.note(100, seconds: 1, now: 1)
    #expect(schedule.stepsLeft(at: 100) == 100)
    #expect(!schedule.isDue(at: 100, isWithinStep: false, now: 1e9))
  }

  @Test func `every 0 steps means never`() {
    let schedule = CheckpointSchedule(every: 0, stepsTaken: 0, now: 0)
    #expect(!schedule.isDue(at: 1_000_000_000, isWithinStep: false, now: 1e9))
    #expect(!schedule.isDue(at: 0, isWithinStep: true, now: 1e9))
    #expect(schedule.stepsLeft(at: 0) == .max)
  }

  @Test func `without a number it is due each minute, and rarer where writing takes long`() {
    var schedule = CheckpointSchedule(every: nil, stepsTaken: 0, now: 10)
    #expect(!schedule.isDue(at: 5, isWithinStep: false, now: 69))
    #expect(schedule.isDue(at: 5, isWithinStep: false, now: 70))
    schedule.note(5, seconds: 0.5, now: 71)
    #expect(!schedule.isDue(at: 9, isWithinStep: false, now: 130))
    #expect(schedule.isDue(at: 9, isWithinStep: false, now: 131))
    // Six seconds are 2 % of 300.
    schedule.note(9, seconds: 6, now: 137)
    #expect(!schedule.isDue(at: 9, isWithinStep: false, now: 436))
    #expect(schedule.isDue(at: 9, isWithinStep: false, now: 437))
  }

  @Test func `in an evaluation it is due each minute too`() {
    var schedule = CheckpointSchedule(every: 100, stepsTaken: 0, now: 0)
    schedule.note(100, seconds: 1, now: 10)
    #expect(!schedule.isDue(at: 100, isWithinStep: true, now: 69))
    #expect(schedule.isDue(at: 100, isWithinStep: true, now: 70))
  }
}
