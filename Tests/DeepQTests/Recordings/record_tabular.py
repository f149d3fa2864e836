"""Records the toy-text environments of Gymnasium 1.4.0 (NumPy 2.4.6) for FiniteEnvironmentTests.

    python3 record_tabular.py > tabular.txt

For each environment and setting: the whole table of transitions, the distribution of the first state, and three episodes of
random actions for each of ten seeds, of which only the first is reset with the seed.

Lines, in this order for each environment:

    environment ID NAME=VALUE...
    start STATE PROBABILITY ...
    row STATE ACTION PROBABILITY NEXT REWARD TERMINATED ...
    episode SEED FIRST-STATE ACTION:STATE:REWARD:ENDS ...

where ENDS is the sum of 1 for terminated and 2 for truncated.
"""

import warnings

import gymnasium
import numpy as np

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


def number(value):
    return repr(float(value)).removesuffix(".0")


def setting(value):
    return str(value).lower() if isinstance(value, bool) else repr(value)


def record(identifier, settings):
    environment = gymnasium.make(identifier, **settings)
    task = environment.unwrapped
    print("environment", identifier, *(f"{name}={setting(value)}" for name, value in settings.items()))
    first = task.initial_state_distrib
    print("start", *(f"{state} {number(first[state])}" for state in np.flatnonzero(first)))
    for state in range(environment.observation_space.n):
        for action in range(environment.action_space.n):
            cells = []
            for probability, following, reward, terminated in task.P[state][action]:
                cells += [number(probability), int(following), number(reward), int(terminated)]
            print("row", state, action, *cells)
    for seed in range(10):
        actions = np.random.default_rng(1_000 + seed)
        for index in range(3):
            state, _ = environment.reset(seed=seed) if index == 0 else environment.reset()
            cells = [int(state)]
            ends = 0
            while not ends and len(cells) <= 300:
                action = int(actions.integers(environment.action_space.n))
                state, reward, terminated, truncated, _ = environment.step(action)
                ends = int(terminated) + 2 * int(truncated)
                cells.append(f"{action}:{int(state)}:{number(reward)}:{ends}")
            print("episode", seed, *cells)


if __name__ == "__main__":
    assert gymnasium.__version__ == "1.4.0" and np.__version__ == "2.4.6"
    warnings.simplefilter("ignore")
    for identifier, settings in ENVIRONMENTS:
        record(identifier, settings)
