/// A game of the Arcade Learning Environment.
///
/// All games of its distribution for one player; a ROM of one's own must be that of one of them.
struct AtariGame: Equatable, Sendable {
  /// As the emulator writes it: `space_invaders`.
  let name: String
  /// As Gymnasium writes it, without the version: `ALE/SpaceInvaders`.
  let id: String

  /// The game of that id, if there is one.
  init?(id: String) {
    guard let game = Self.all.first(where: { $0.id == id }) else { return nil }
    self = game
  }

  private init(name: String) {
    self.name = name
    var id = EnvironmentFamily.atari.namespace
    var startsWord = true
    for character in name {
      if character != "_" { id += startsWord ? character.uppercased() : String(character) }
      startsWord = !character.isLetter
    }
    self.id = id
  }

  /// The games of ale-py 0.12.1, in alphabetical order.
  static let all: [AtariGame] = names.split(whereSeparator: \.isWhitespace).map {
    AtariGame(name: String($0))
  }

  private static let names = """
    adventure air_raid alien amidar assault asterix asteroids atlantis atlantis2 backgammon
    bank_heist basic_math battle_zone beam_rider berzerk blackjack bowling boxing breakout
    carnival casino centipede chopper_command crazy_climber crossbow darkchambers defender
    demon_attack donkey_kong double_dunk earthworld elevator_action enduro entombed et
    fishing_derby flag_capture freeway frogger frostbite galaxian gopher gravitar hangman
    haunted_house hero human_cannonball ice_hockey jamesbond journey_escape kaboom kangaroo
    keystone_kapers king_kong klax koolaid krull kung_fu_master laser_gates lost_luggage
    mario_bros miniature_golf montezuma_revenge mr_do ms_pacman name_this_game othello pacman
    phoenix pitfall pitfall2 pong pooyan private_eye qbert riverraid road_runner robotank
    seaquest sir_lancelot skiing solaris space_invaders space_war star_gunner superman surround
    tennis tetris tic_tac_toe_3d time_pilot trondead turmoil tutankham up_n_down venture
    video_checkers video_chess video_cube video_pinball wizard_of_wor word_zapper yars_revenge
    zaxxon
    """
}

// MARK: - Definition

extension AtariGame {
  /// The game's definition.
  var definition: EnvironmentDefinition {
    EnvironmentDefinition(
      id: id, family: .atari, summary: "an Atari 2600 game, from its screen",
      maxEpisodeSteps: nil, solvedReturn: nil,
      settings: AtariSettings.rows.map(\.setting),
      picture: .screen,
      stepsPerSecond: { max(1, Self.framesPerSecond / AtariSettings($0).frameSkip) },
      actionNames: { actions(AtariSettings($0)).map { Self.actionNames[Int($0)] } },
      interface: { interface(AtariSettings($0)) },
      evaluation: { $0.withoutLifeLoss },
      framesPerStep: { AtariSettings($0).frameSkip },
      // No game takes a life within its first second.
      minEpisodeSteps: { max(1, Self.framesPerSecond / AtariSettings($0).frameSkip) },
      // Restored, the emulator plays all games as before but this one.
      canBeSaved: name != "yars_revenge",
      absence: {
        Emulator.absence.map { "\(id) cannot be played: \($0)" }
      },
      problem: { specification in
        guard Emulator.absence == nil else { return nil }
        do throws(EmulatorError) {
          _ = try Emulator(AtariSettings(specification), game: self, seed: 0)
          return nil
        } catch {
          return error.reason
        }
      },
      make: { specification, seed in make(AtariSettings(specification), seed: seed) })
  }

  private static let framesPerSecond = 60

  /// The names of the 18 actions in the Arcade Learning Environment.
  private static let actionNames = [
    "NOOP", "FIRE", "UP", "RIGHT", "LEFT", "DOWN", "UPRIGHT", "UPLEFT", "DOWNRIGHT", "DOWNLEFT",
    "UPFIRE", "RIGHTFIRE", "LEFTFIRE", "DOWNFIRE", "UPRIGHTFIRE", "UPLEFTFIRE", "DOWNRIGHTFIRE",
    "DOWNLEFTFIRE",
  ]

  private func interface(_ settings: AtariSettings) -> EnvironmentInterface {
    let size = settings.screenSize
    return EnvironmentInterface(
      observation: .image(
        channels: settings.frameStack, rows: size, columns: size, stack: settings.frameStack),
      actionCount: actions(settings).count, maxSteps: settings.maxSteps)
  }

  /// The actions, of the 18 that there are, that an agent has; all of them where no emulator can
  /// tell.
  private func actions(_ settings: AtariSettings) -> [Int32] {
    let all = Array(0..<Int32(18))
    return settings.fullActionSpace ? all : Emulator.minimalActions(of: self) ?? all
  }

  /// Makes the game as Gymnasium's `reset(seed:)` does: of the two words that a seed sequence gives
  /// for the seed, the first seeds the generator of the starts and the second the emulator.
  private func make(
    _ settings: AtariSettings, seed: UInt64
  ) -> (environment: any Environment, random: RandomSource) {
    let words = SeedSequence(entropy: seed).generateState32(2)
    do throws(EmulatorError) {
      let emulator = try Emulator(settings, game: self, seed: words[1])
      return (
        Atari(emulator, settings, actions: actions(settings)),
        RandomSource(SeedSequence(entropy: UInt64(words[0])))
      )
    } catch {
      preconditionFailure("\(id): \(error.reason)")
    }
  }
}

extension EnvironmentSpecification {
  /// The same, with whole games for episodes.
  fileprivate var withoutLifeLoss: EnvironmentSpecification {
    var whole = self
    whole.settings["terminal_on_life_loss"] = nil
    return whole
  }
}
