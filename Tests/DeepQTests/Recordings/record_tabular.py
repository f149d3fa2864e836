"""Records the toy-text environments of Gymnasium 1.4.0 (NumPy 2.4.6) for FiniteEnvironmentTests.

    python3 record_tabular.py > tabular.json

For each environment and setting: the whole table of transitions, the distribution of the first state, and three episodes of
random actions for each of ten seeds, of which only the first is reset with the seed.

The format is that of `recording.py`. The lines of a table are `start STATE PROBABILITY` and, for each state and
action, `STATE ACTION PROBABILITY NEXT REWARD TERMINATED ...`. The state in a trajectory's line is its number.
"""

import warnings

import gymnasium
import numpy as np

from recording import Trajectory, number, setting, transcript, write

ENVIRONMENTS = [
    ("FrozenLake-v1", {}),
    ("FrozenLake-v1", {"is_slippery": False}),
    ("FrozenLake-v1", {"success_rate": 0.8}),
    ("FrozenLake8x8-v1", {}),
    ("CliffWalking-v1", {}),
    ("CliffWalkingSlippery-v1", {}),
    ("Taxi-v4", {}),
    ("Taxi-v4", {"is_rainy": True}),
]


def table(environment):
    task = environment.unwrapped
    first = task.initial_state_distrib
    lines = [f"start {state} {number(first[state])}" for state in np.flatnonzero(first)]
    for state in range(environment.observation_space.n):
        for action in range(environment.action_space.n):
            cells = []
            for probability, following, reward, terminated in task.P[state][action]:
                cells += [number(probability), int(following), number(reward), int(terminated)]
            lines.append(" ".join(map(str, [state, action, *cells])))
    return transcript(lines)


def trajectories(environment, settings):
    for seed in range(10):
        actions = np.random.default_rng(1_000 + seed)
        for index in range(3):
            state, _ = environment.reset(seed=seed) if index == 0 else environment.reset()
            trajectory = Trajectory(environment.spec.id, seed, settings, continues=index > 0)
            trajectory.reset(state)
            ended = False
            while not ended and len(trajectory.lines) <= 300:
                action = int(actions.integers(environment.action_space.n))
                state, reward, terminated, truncated, _ = environment.step(action)
                ended = terminated or truncated
                trajectory.step(action, reward, terminated, truncated, state)
            yield trajectory.json()


if __name__ == "__main__":
    assert gymnasium.__version__ == "1.4.0" and np.__version__ == "2.4.6"
    warnings.simplefilter("ignore")
    recording = {"tables": [], "trajectories": []}
    for identifier, arguments in ENVIRONMENTS:
        environment = gymnasium.make(identifier, **arguments)
        settings = [setting(name, value) for name, value in arguments.items()]
        row = {"environment": identifier, "settings": settings, "lines": table(environment)}
        recording["tables"].append(row)
        recording["trajectories"] += trajectories(environment, settings)
    write(**recording)
