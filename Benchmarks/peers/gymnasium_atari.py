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
    start, cpu_start = time.perf_counter(), time.process_time()
    for step in range(steps):
        _, _, terminated, truncated, _ = environment.step(step % count)
        if terminated or truncated:
            environment.reset()
    seconds = time.perf_counter() - start
    print(
        json.dumps(
            dict(
                name=f"Gymnasium {gymnasium.__version__}, ale-py {ale_py.__version__}",
                steps=steps,
                seconds=seconds,
                cpu_seconds=time.process_time() - cpu_start,
                compile_seconds=0,
            )
        )
    )


main()
