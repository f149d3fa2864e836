import Testing

@testable import DeepQ

@Suite struct PrioritySettingsTests {
  @Test func `nothing has a priority unless it is asked for`() {
    #expect(PrioritySettings().exponent == 0)
  }

  @Test func `importance goes in a straight line from its start to its end`() {
    var settings = PrioritySettings()
    #expect(settings.importance(at: 0) == 0.4)
    #expect(settings.importance(at: 1) == 1)
    (settings.importance, settings.importanceEnd) = (0.25, 0.75)
    #expect([0, 0.25, 0.5, 1].map(settings.importance(at:)) == [0.25, 0.375, 0.5, 0.75])
    (settings.importance, settings.importanceEnd) = (0.5, 0)
    #expect([0, 0.5, 1].map(settings.importance(at:)) == [0.5, 0.25, 0])
  }
}
