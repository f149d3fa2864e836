import Testing

@testable import DeepQ

@Suite struct AtariSettingsTests {
  @Test func `the defaults are Gymnasium's`() {
    #expect(
      AtariSettings.rows.map { "\($0.setting.name) \($0.setting.standard)" } == [
        "frame_skip integer(4)", "sticky_actions real(0.25)", "noop_max integer(30)",
        "full_action_space flag(false)", "terminal_on_life_loss flag(false)",
        "screen_size integer(84)", "frame_stack integer(4)", "max_frames integer(108000)",
        "mode text(\"default\")", "difficulty text(\"default\")", "rom text(\"\")",
      ])
  }

  @Test func `every setting reaches the game, and the standard leaves no trace`() {
    var specification = EnvironmentSpecification(id: "ALE/Pong", maxEpisodeSteps: nil)
    for row in AtariSettings.rows {
      specification.set(row.setting, to: row.setting.standard)
      #expect(specification.settings.isEmpty)
      specification.set(row.setting, to: Self.other(than: row.setting.standard))
      #expect(AtariSettings(specification) != AtariSettings(), "\(row.setting.name)")
      specification.set(row.setting, to: row.setting.standard)
    }
    #expect(AtariSettings(specification) == AtariSettings())
  }

  private static func other(than value: EnvironmentSettingValue) -> EnvironmentSettingValue {
    switch value {
    case .integer(let number): .integer(number + 1)
    case .real(let number): .real(number + 0.5)
    case .flag(let flag): .flag(!flag)
    case .text("default"): .integer(1)
    case .text(let text): .text(text + "x")
    }
  }
}
