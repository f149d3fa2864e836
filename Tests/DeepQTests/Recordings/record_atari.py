"""Records Atari games of Gymnasium 1.4.0 and ale-py 0.12.1 (OpenCV 5.0.0, NumPy 2.4.6) for AtariTests.

    python3 record_atari.py > atari.json

Each game is played for 500 steps with random actions by `gymnasium.make("ALE/...-v5", frameskip=1)` under
`AtariPreprocessing` and `FrameStackObservation`: after reset(seed), and after a reset without a seed wherever an
episode ends. Some have other settings than the defaults. All that is Gymnasium as it is.

The format is that of `recording.py`. The state in a line is the first 16 digits of the SHA-256 of the stacked images.
"""

import hashlib

import ale_py
import gymnasium
import numpy as np
from gymnasium.wrappers import AtariPreprocessing, FrameStackObservation

from recording import Trajectory, write

STEPS = 500
GAMES = [
    ("ALE/Pong", 7, {}),
    ("ALE/Breakout", 42, {"terminal_on_life_loss": True}),
    ("ALE/Seaquest", 1, {"sticky_actions": 0.0, "noop_max": 0}),
    ("ALE/SpaceInvaders", 2**40 + 5, {"frame_skip": 3}),
    ("ALE/Qbert", 3, {"full_action_space": True}),
    ("ALE/BeamRider", 4, {"screen_size": 64, "frame_stack": 2}),
    ("ALE/Freeway", 5, {"mode": 1, "difficulty": 1, "sticky_actions": 0.5}),
    ("ALE/Enduro", 6, {"max_frames": 700, "frame_skip": 1, "frame_stack": 1}),
    ("ALE/AirRaid", 8, {"noop_max": 5}),
    ("ALE/DonkeyKong", 9, {"frame_skip": 2}),
]


def make(game, settings):
    settings = dict(settings)
    preprocessing = {
        key: settings.pop(key)
        for key in ("noop_max", "frame_skip", "screen_size", "terminal_on_life_loss")
        if key in settings
    }
    stack = settings.pop("frame_stack", 4)
    names = {"sticky_actions": "repeat_action_probability", "max_frames": "max_num_frames_per_episode"}
    environment = gymnasium.make(
        f"{game}-v5", frameskip=1, **{names.get(key, key): value for key, value in settings.items()}
    )
    return FrameStackObservation(AtariPreprocessing(environment, **preprocessing), stack)


def digest(observation):
    return hashlib.sha256(np.ascontiguousarray(observation).tobytes()).hexdigest()[:16]


def text(value):
    return str(value).lower() if isinstance(value, bool) else f"{value:g}"


def record(game, seed, settings):
    trajectory = Trajectory(game, seed, [f"{key}={text(value)}" for key, value in settings.items()])
    environment = make(game, settings)
    actions = np.random.default_rng(seed).integers(environment.action_space.n, size=STEPS)
    observation, _ = environment.reset(seed=seed)
    trajectory.reset(digest(observation))
    for action in actions:
        observation, reward, terminated, truncated, _ = environment.step(action)
        trajectory.step(action, reward, terminated, truncated, digest(observation))
        if terminated or truncated:
            observation, _ = environment.reset()
            trajectory.reset(digest(observation))
    return trajectory.json()


gymnasium.register_envs(ale_py)
write(trajectories=[record(*game) for game in GAMES])
