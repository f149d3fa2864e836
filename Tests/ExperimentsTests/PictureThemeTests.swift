import Testing

@testable import Experiments

@Suite struct PictureThemeTests {
  /// The contrast of two colours by WCAG 2.1, 1...21, with a power that is near enough here.
  private func contrast(_ one: RGBColour, _ other: RGBColour) -> Double {
    func luminance(_ colour: RGBColour) -> Double {
      func linear(_ component: UInt8) -> Double {
        let share = Double(component) / 255
        return share * share
      }
      return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green)
        + 0.0722 * linear(colour.blue)
    }
    let (a, b) = (luminance(one), luminance(other))
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  @Test(arguments: PictureTheme.allCases)
  func `what moves stands out from what it is seen on`(theme: PictureTheme) {
    for role in [PictureRole.agent, .goal, .danger, .ink, .wall] {
      for behind in [PictureRole.ground, .surface] {
        #expect(
          contrast(theme.colour(of: role), theme.colour(of: behind)) > 1.8, "\(role) on \(behind)")
      }
    }
  }

  @Test func `a colour is written as the web writes it`() {
    #expect(RGBColour(0, 114, 178).hexadecimal == "#0072b2")
    #expect(PictureTheme.light.colour(of: .agent) == RGBColour(0, 114, 178))
    #expect(PictureTheme.dark.colour(.rgb(RGBColour(1, 2, 3))) == RGBColour(1, 2, 3))
  }
}
