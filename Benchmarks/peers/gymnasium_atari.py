"""Steps Pong through Gymnasium's wrappers, as `AtariCases` steps ours.

`ALE/Pong-v5` with `frameskip=1` under `AtariPreprocessing` and `FrameStackObservation`, actions in turn, one thread.
Needs gymnasium, ale-py, opencv-python-headless and numpy. Prints one line of JSON.
"""

import argparse
import json
import time

import ale_py
import gymnasium
from gymnasium.wrappers import AtariPreprocessing, FrameStackObservation


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=5_000)
    steps = parser.parse_args().steps

    gymnasium.register_envs(ale_py)
    environment = FrameStackObservation(AtariPreprocessing(gymnasium.make("ALE/Pong-v5", frameskip=1)), 4)
    environment.reset(seed=1)
    count = environment.action_space.n
    start = time.perf_counter()
    for step in range(steps):
        _, _, terminated, truncated, _ = environment.step(step % count)
        if terminated or truncated:
            environment.reset()
    seconds = time.perf_counter() - start
    print(json.dumps({"steps": steps, "microseconds_per_step": seconds / steps * 1e6}))


main()
