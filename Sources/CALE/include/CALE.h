#ifndef CALE_H
#define CALE_H

// The Arcade Learning Environment behind a C interface.
//
// The emulator is C++, and not everyone has it. So it is not linked: `scripts/setup` builds
// `emulator/emulator.cpp` with it into one library, and that is opened when a trial first asks for
// a game. Without it everything else works.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The version of this interface; a library that was built for another one is not used.
#define CALE_VERSION 2

/// The most actions that a game has.
#define CALE_ACTIONS 18

/// An emulator with a game in it; it belongs to one thread at a time.
typedef struct CALEEmulator CALEEmulator;

/// All that an emulator is made from; no setting is left to its own default.
typedef struct {
  /// Path of the ROM.
  const char *rom;
  /// The game that the ROM must be, as the emulator writes it: `space_invaders`.
  const char *game;
  /// Seed of the generator that decides which actions stick.
  int32_t seed;
  /// Probability that a frame repeats the action of the one before.
  float sticky_actions;
  /// Frames after which an episode is truncated; 0 for no limit.
  int32_t max_frames;
  /// The game's mode; -1 for its own default.
  int32_t mode;
  /// The setting of the difficulty switches; -1 for the game's default.
  int32_t difficulty;
} CALESettings;

/// What a frame led to.
typedef struct {
  int32_t reward;
  int32_t lives;
  /// Whether the game is over.
  int32_t terminated;
  /// Whether the limit on frames is reached.
  int32_t truncated;
} CALEFrame;

/// What the emulator can do. Nothing throws, and nothing is printed.
///
/// Functions that return an `int32_t` return 1, or 0 if the emulator refused.
typedef struct {
  /// `CALE_VERSION` when the library was built.
  int32_t version;

  /// Writes the actions that mean something in a game; returns their number, 0 for an unknown game.
  int32_t (*minimal_actions)(const char *game, int32_t actions[CALE_ACTIONS]);

  /// Starts an emulator; on failure returns `NULL` and writes why, ended by a zero.
  CALEEmulator *(*open)(const CALESettings *settings, char *message, size_t size);
  /// Ends an emulator.
  void (*close)(CALEEmulator *emulator);

  /// Rows and columns of the screen.
  void (*screen_size)(const CALEEmulator *emulator, int32_t *rows, int32_t *columns);
  /// Starts a game; returns the lives that it gives, or -1 if the emulator refused.
  int32_t (*reset)(CALEEmulator *emulator);
  /// Emulates one frame with an action of the full set, 0 to 17.
  int32_t (*step)(CALEEmulator *emulator, int32_t action, CALEFrame *frame);
  /// Writes the screen in the emulator's own grey, `[rows, columns]`.
  void (*grey_screen)(const CALEEmulator *emulator, uint8_t *pixels);
  /// Writes the screen as indexes into a palette, `[rows, columns]`, and the palette, 256 colours of
  /// red, green and blue.
  void (*colour_screen)(const CALEEmulator *emulator, uint8_t *pixels, uint8_t palette[768]);

  /// Bytes of the whole state, its generator included. With `bytes` at least that large, writes it.
  size_t (*save)(CALEEmulator *emulator, uint8_t *bytes, size_t size);
  /// Goes on from a state that an emulator with the same settings has saved.
  int32_t (*restore)(CALEEmulator *emulator, const uint8_t *bytes, size_t size);
} CALEInterface;

/// The emulator, or `NULL` where it is not installed.
const CALEInterface *cale_interface(void);

/// Why there is no emulator, and what installs it; empty if there is one.
const char *cale_failure(void);

/// Writes what keeps the file at a path from being a ROM, before anything of it is read: that it is
/// not there, a folder or a device, or too large. Returns 1, or 0 if nothing does.
int32_t cale_rom_problem(const char *path, char *message, size_t size);

/// The folder of the ROMs that come with the emulator.
const char *cale_roms(void);

#ifdef __cplusplus
}
#endif

#endif
