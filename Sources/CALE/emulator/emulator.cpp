// What `CALE.h` declares, over the C++ interface of the Arcade Learning Environment 0.12.1.
//
// `scripts/setup` compiles this file; Swift's package manager does not. The library exits where a
// ROM is missing or unknown, so a ROM is checked before it is loaded; whatever else goes wrong it
// throws, and everything is caught here.

#include "CALE.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "ale/ale_interface.hpp"
#include "ale/common/Log.hpp"
#include "ale/emucore/Console.hxx"
#include "ale/emucore/MediaSrc.hxx"

struct CALEEmulator {
  ale::ALEInterface ale;
  uint8_t grey[256];
  uint8_t palette[768];
  int rows = 0;
  int columns = 0;
};

namespace {

using ale::Action;
using ale::StellaEnvironment;

// The action that may stick is no part of a saved state, and private. The language lets an explicit
// instantiation name it.
template <typename Tag, typename Tag::Member member>
struct Access {
  friend typename Tag::Member memberOf(Tag) { return member; }
};
struct LastAction {
  using Member = Action StellaEnvironment::*;
  friend Member memberOf(LastAction);
};
template struct Access<LastAction, &StellaEnvironment::m_player_a_action>;

Action &lastAction(CALEEmulator *emulator) {
  return (*emulator->ale.environment).*memberOf(LastAction());
}

template <typename Values>
std::string list(const Values &values) {
  std::ostringstream text;
  for (size_t i = 0; i < values.size(); i++) text << (i > 0 ? ", " : "") << values[i];
  return text.str();
}

template <typename Values>
bool holds(const Values &values, int32_t value) {
  return value >= 0 && std::find(values.begin(), values.end(), (unsigned)value) != values.end();
}

// What is wrong with a ROM, or nothing.
std::string romProblem(const CALESettings &settings) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(settings.rom, error)) {
    return std::string("there is no ROM at '") + settings.rom + "'";
  }
  const auto game = ale::ALEInterface::isSupportedROM(settings.rom);
  if (!game) return std::string("'") + settings.rom + "' is not a ROM that the emulator knows";
  if (*game != settings.game) {
    return std::string("'") + settings.rom + "' is the ROM of '" + *game + "'";
  }
  return "";
}

std::string start(CALEEmulator &emulator, const CALESettings &settings) {
  auto &ale = emulator.ale;
  // A seed of -1 would stand for the time of day.
  ale.setInt("random_seed", settings.seed == -1 ? INT32_MAX : settings.seed);
  ale.setFloat("repeat_action_probability", settings.sticky_actions);
  ale.setInt("frame_skip", 1);
  ale.setInt("max_num_frames_per_episode", settings.max_frames);
  ale.setBool("truncate_on_loss_of_life", false);
  ale.setBool("color_averaging", false);
  ale.setBool("display_screen", false);
  ale.setBool("sound", false);
  ale.setBool("sound_obs", false);
  ale.setString("record_screen_dir", "");
  ale.loadROM(settings.rom);
  if (settings.mode != -1) {
    const auto modes = ale.getAvailableModes();
    if (!holds(modes, settings.mode)) {
      return "mode " + std::to_string(settings.mode) + " is none of the game's: " + list(modes);
    }
    ale.setMode(settings.mode);
  }
  if (settings.difficulty != -1) {
    const auto difficulties = ale.getAvailableDifficulties();
    if (!holds(difficulties, settings.difficulty)) {
      return "difficulty " + std::to_string(settings.difficulty) +
             " is none of the game's: " + list(difficulties);
    }
    ale.setDifficulty(settings.difficulty);
  }
  return "";
}

void readScreen(CALEEmulator &emulator) {
  const auto &screen = emulator.ale.getScreen();
  emulator.rows = (int)screen.height();
  emulator.columns = (int)screen.width();
  // The grey of a colour, which is an even number, stands after it. Odd ones come from consoles
  // that lose colour; they too are looked up one further, and 255 in the palette after this one,
  // which begins with black.
  uint8_t colours[256], greys[256];
  for (int i = 0; i < 255; i++) colours[i] = (uint8_t)i;
  emulator.ale.theOSystem->colourPalette().applyPaletteGrayscale(greys, colours, 255);
  greys[255] = 0;
  std::memcpy(emulator.grey, greys, sizeof greys);
  uint8_t all[256];
  for (int i = 0; i < 256; i++) all[i] = (uint8_t)i;
  emulator.ale.theOSystem->colourPalette().applyPaletteRGB(emulator.palette, all, 256);
}

int32_t minimal_actions(const char *game, int32_t actions[CALE_ACTIONS]) {
  try {
    std::unique_ptr<ale::RomSettings> settings(
        ale::buildRomRLWrapper(std::string(game) + ".bin", ""));
    if (!settings) return 0;
    const auto set = settings->getMinimalActionSet();
    for (size_t i = 0; i < set.size() && i < CALE_ACTIONS; i++) actions[i] = set[i];
    return (int32_t)std::min<size_t>(set.size(), CALE_ACTIONS);
  } catch (...) {
    return 0;
  }
}

CALEEmulator *open(const CALESettings *settings, char *message, size_t size) {
  std::string problem;
  try {
    ale::Logger::setMode(ale::Logger::Error);
    problem = romProblem(*settings);
    if (problem.empty()) {
      auto emulator = std::make_unique<CALEEmulator>();
      problem = start(*emulator, *settings);
      if (problem.empty()) {
        readScreen(*emulator);
        return emulator.release();
      }
    }
  } catch (const std::exception &error) {
    problem = error.what();
  } catch (...) {
    problem = "the emulator failed without saying why";
  }
  std::snprintf(message, size, "%s", problem.c_str());
  return nullptr;
}

void close(CALEEmulator *emulator) { delete emulator; }

void screen_size(const CALEEmulator *emulator, int32_t *rows, int32_t *columns) {
  *rows = emulator->rows;
  *columns = emulator->columns;
}

int32_t reset(CALEEmulator *emulator) {
  try {
    emulator->ale.reset_game();
    return emulator->ale.lives();
  } catch (...) {
    return -1;
  }
}

int32_t step(CALEEmulator *emulator, int32_t action, CALEFrame *frame) {
  try {
    frame->reward = emulator->ale.act((Action)action);
    frame->lives = emulator->ale.lives();
    frame->terminated = emulator->ale.game_over(false);
    frame->truncated = emulator->ale.game_truncated();
    return 1;
  } catch (...) {
    return 0;
  }
}

void grey_screen(const CALEEmulator *emulator, uint8_t *pixels) {
  const uint8_t *colours = emulator->ale.getScreen().getArray();
  const size_t count = (size_t)emulator->rows * emulator->columns;
  const uint8_t *grey = emulator->grey;
  for (size_t i = 0; i < count; i++) pixels[i] = grey[colours[i]];
}

void colour_screen(const CALEEmulator *emulator, uint8_t *pixels, uint8_t palette[768]) {
  std::memcpy(pixels, emulator->ale.getScreen().getArray(),
              (size_t)emulator->rows * emulator->columns);
  std::memcpy(palette, emulator->palette, sizeof emulator->palette);
}

size_t screenBytes(const CALEEmulator *emulator) {
  return (size_t)emulator->rows * emulator->columns;
}

// The last action and the screens before the emulator's own state: lines that a frame does not
// draw keep what they showed.
size_t save(CALEEmulator *emulator, uint8_t *bytes, size_t size) {
  try {
    std::string state = emulator->ale.cloneState(true).serialize();
    const size_t screen = screenBytes(emulator);
    const size_t needed = 1 + 2 * screen + state.size();
    if (bytes == nullptr || size < needed) return needed;
    auto &source = emulator->ale.theOSystem->console().mediaSource();
    bytes[0] = (uint8_t)lastAction(emulator);
    std::memcpy(bytes + 1, source.currentFrameBuffer(), screen);
    std::memcpy(bytes + 1 + screen, source.previousFrameBuffer(), screen);
    std::memcpy(bytes + 1 + 2 * screen, state.data(), state.size());
    return needed;
  } catch (...) {
    return 0;
  }
}

int32_t restore(CALEEmulator *emulator, const uint8_t *bytes, size_t size) {
  try {
    const size_t screen = screenBytes(emulator);
    if (size <= 1 + 2 * screen || bytes[0] >= CALE_ACTIONS) return 0;
    const uint8_t *state = bytes + 1 + 2 * screen;
    ale::ALEState parsed(std::string((const char *)state, size - 1 - 2 * screen));
    // The console's switches are no part of a state either: they are as the last frame's action, or
    // the reset, left them.
    emulator->ale.restoreState(parsed);
    const bool hasStarted = emulator->ale.getEpisodeFrameNumber() > 0;
    emulator->ale.reset_game();
    if (hasStarted) {
      lastAction(emulator) = (Action)bytes[0];
      emulator->ale.act((Action)bytes[0]);
    }
    emulator->ale.restoreState(parsed);
    auto &source = emulator->ale.theOSystem->console().mediaSource();
    std::memcpy(source.currentFrameBuffer(), bytes + 1, screen);
    std::memcpy(source.previousFrameBuffer(), bytes + 1 + screen, screen);
    lastAction(emulator) = (Action)bytes[0];
    return 1;
  } catch (...) {
    return 0;
  }
}

}  // namespace

extern "C" const CALEInterface cale_library = {
    CALE_VERSION, minimal_actions, open, close, screen_size, reset, step, grey_screen,
    colour_screen, save, restore,
};
