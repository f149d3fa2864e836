/// The colours of the roles in pictures.
public enum PictureTheme: String, CaseIterable, Sendable {
  /// On a light ground.
  case light
  /// On a dark ground.
  case dark

  /// The colour of a role.
  ///
  /// Saturated ones are from the palette of Okabe and Ito (*Color Universal Design*, 2008), brighter
  /// on the dark ground, as in figures.
  public func colour(of role: PictureRole) -> RGBColour {
    let (light, dark): (UInt32, UInt32) =
      switch role {
      case .ground: (0xFFFFFF, 0x0D1117)
      case .ink: (0x1A1A1A, 0xE6E6E6)
      case .faint: (0x9AA3AD, 0x6B7480)
      case .surface: (0xE9EDF1, 0x232A33)
      case .wall: (0x5B6570, 0x4A535E)
      case .agent: (0x0072B2, 0x4DA3E8)
      case .part: (0xE69F00, 0xF0B429)
      case .goal: (0x009E73, 0x2FC79A)
      case .danger: (0xD55E00, 0xF0763A)
      }
    return RGBColour(self == .light ? light : dark)
  }

  /// The colour of a shape.
  public func colour(_ colour: PictureColour) -> RGBColour {
    switch colour {
    case .role(let role): self.colour(of: role)
    case .rgb(let fixed): fixed
    }
  }
}
