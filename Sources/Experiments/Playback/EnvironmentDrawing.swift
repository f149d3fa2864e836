import DeepQ

/// Draws the states of an environment: one conforming type for each kind of picture.
protocol EnvironmentDrawing: Sendable {
  /// What all pictures have in common.
  var stage: PictureStage { get }

  /// The picture of the player's present state.
  func picture(_ player: borrowing PolicyPlayer) -> Picture

  /// The picture in characters, in lines that all end; `nil` if there is none.
  func text(_ player: borrowing PolicyPlayer) -> String?

  /// What there is to show in characters before anything moves; `nil` for nothing.
  var introduction: String? { get }

  /// Where the player is, in words; `nil` where there is no word for it.
  func place(_ player: borrowing PolicyPlayer) -> String?
}

extension EnvironmentDrawing {
  func text(_ player: borrowing PolicyPlayer) -> String? { nil }
  var introduction: String? { nil }
  func place(_ player: borrowing PolicyPlayer) -> String? { nil }
}

/// The drawings of all environments.
enum EnvironmentDrawings {
  /// The drawing of a trial's environment.
  ///
  /// - Parameters:
  ///   - player: the start of an episode.
  ///   - specification: the environment.
  ///   - values: the learned values where there are finitely many states; a grid shows the greedy
  ///     policy by them.
  /// - Returns: the drawing.
  static func drawing(
    for player: borrowing PolicyPlayer, in specification: EnvironmentSpecification,
    values: ActionValues?
  ) -> any EnvironmentDrawing {
    switch specification.definition.picture {
    case .cartPole: CartPoleDrawing()
    case .mountainCar: MountainCarDrawing()
    case .acrobot: AcrobotDrawing()
    case .grid(let map): GridDrawing(map(specification), values: values)
    case .taxi: TaxiDrawing()
    case .channels: ChannelDrawing(specification.interface.observation)
    case .screen: ScreenDrawing(player.colourScreen)
    }
  }
}
