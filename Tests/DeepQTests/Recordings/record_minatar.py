"""Records episodes of MinAtar 1.0.15 (NumPy 2.4.6) for MinAtarTests.

    python3 record_minatar.py > minatar.json

MinAtar draws from `numpy.random.RandomState(seed)`. Each game is played with all six actions, mostly by
looking ahead, three episodes for each seed, of which only the first is seeded; sticky actions and ramping are on, as by
default. One more seed of each game is played with `sticky_action_prob=0` and without ramping.

The format is that of `recording.py`. The state in a line is the number of pixels that are set and a 32-bit hash
(FNV-1a) of the indices of those, channel by channel, row by row.
"""

import copy

import numpy as np
from minatar import Environment

from recording import Trajectory, setting, write

GAMES = ["asterix", "breakout", "freeway", "seaquest", "space_invaders"]


def digest(state):
    pixels = np.flatnonzero(np.moveaxis(state, 2, 0))
    value = 0x811C9DC5
    for pixel in pixels:
        for byte in (pixel & 255, pixel >> 8):
            value = (value ^ int(byte)) * 0x01000193 & 0xFFFFFFFF
    return f"{len(pixels)}.{value:08x}"


def outlook(environment, action):
    """How a dozen steps go that begin with an action, in a copy: rewards and divers, and above all survival."""
    task = copy.deepcopy(environment.env)
    total = -getattr(task, "diver_count", 0)
    for step in range(12):
        reward, terminated = task.act(action if step == 0 else 0)
        total += reward
        if terminated:
            return total - 100 + step
    return total + getattr(task, "diver_count", 0)


def policy(game, environment, actions):
    """Mostly what keeps the game going, so that episodes see all of it."""
    task = environment.env
    if actions.random() < 0.15 and not (game == "breakout" and task.ball_dir > 1):
        return int(actions.integers(6))
    if game == "freeway":
        return 2
    if game == "breakout":
        return 1 if task.ball_x < task.pos else 3 if task.ball_x > task.pos else 0
    if game == "seaquest" and task.oxygen < 40 and task.diver_count > 0:
        return 2
    order = actions.permutation(6)
    return int(max(order, key=lambda action: outlook(environment, int(action))))


def record(game, seed, sticky, ramping, episodes, limit):
    environment = Environment(game, sticky_action_prob=sticky, difficulty_ramping=ramping)
    environment.seed(seed)
    actions = np.random.default_rng(1_000 + seed)
    name = "".join(word.capitalize() for word in game.split("_"))
    settings = [setting("sticky_actions", sticky), setting("difficulty_ramping", ramping)]
    for index in range(episodes):
        environment.reset()
        trajectory = Trajectory(f"MinAtar/{name}-v0", seed, settings, continues=index > 0)
        trajectory.reset(digest(environment.state()))
        terminated = False
        while not terminated and len(trajectory.lines) <= limit:
            action = policy(game, environment, actions)
            reward, terminated = environment.act(action)
            trajectory.step(action, reward, terminated, False, digest(environment.state()))
        yield trajectory.json()


if __name__ == "__main__":
    assert np.__version__ == "2.4.6"
    trajectories = []
    for game in GAMES:
        for seed in range(4):
            trajectories += record(game, seed, 0.1, True, 3, 3_000 if game == "freeway" and seed == 0 else 400)
        trajectories += record(game, 4, 0.0, False, 2, 1_000)
    write(trajectories=trajectories)
