"""Records MountainCar-v0 and Acrobot-v1 of Gymnasium 1.4.0 (NumPy 2.4.6, glibc 2.36 on x86-64 with FMA) for
MountainCarTests and AcrobotTests.

    python3 record_classic.py > classic.json

Each episode is recorded twice: as `glibc`, Gymnasium as it is, and as `rounded`, Gymnasium with every sine and cosine
replaced by a correctly rounded one (mpmath), and in Acrobot every square by the rounded product. A C library's sine
is not always correctly rounded, and so a long episode of one machine is not that of another: `==` can only be asked for
where it is. Acrobot's first observation takes cosines of float32 numbers, which the rounded ones are rounded to as well.

The format is that of `recording.py`. The state in a line is the observation as float32 bits and the state as float64
bits, all in hexadecimal. Where `glibc` differs from `rounded` its lines are in full, and end after 40 of them.
"""

import types
import warnings

import gymnasium
import mpmath
import numpy as np
from gymnasium.envs.classic_control import acrobot, mountain_car

from recording import Trajectory, write

mpmath.mp.prec = 300
COSINE = mountain_car.math.cos
NUMPY_COSINE, NUMPY_SINE = acrobot.cos, acrobot.sin


class Rounded(float):
    """A float whose square is the correctly rounded product, as C's pow need not be."""

    def __pow__(self, exponent):
        assert exponent == 2
        return Rounded(float(self) * float(self))


def correctly(function):
    def rounded(x):
        value = float(function(mpmath.mpf(float(x))))
        return np.float32(value) if isinstance(x, np.float32) else Rounded(value)

    return rounded


def lift(name):
    """The operation on plain floats, with a result whose square is rounded too."""

    def operation(self, other):
        return Rounded(getattr(float, name)(self, float(other)))

    return operation


for name in ("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv"):
    setattr(Rounded, f"__{name}__", lift(f"__{name}__"))


def make(identifier, kind):
    environment = gymnasium.make(identifier)
    plain = kind == "glibc"
    mountain_car.math = types.SimpleNamespace(cos=COSINE if plain else correctly(mpmath.cos))
    acrobot.cos = NUMPY_COSINE if plain else correctly(mpmath.cos)
    acrobot.sin = NUMPY_SINE if plain else correctly(mpmath.sin)
    if identifier == "Acrobot-v1" and not plain:
        derivative = environment.unwrapped._dsdt
        environment.unwrapped._dsdt = lambda state: derivative([Rounded(value) for value in state])
    return environment


def bits(environment, observation):
    assert observation.dtype == np.float32
    state = np.asarray(environment.unwrapped.state, dtype=np.float64)
    words = [f"{word:08x}" for word in observation.view(np.uint32)]
    return " ".join(words + [f"{word:016x}" for word in state.view(np.uint64)])


def record(identifier, kind, seed):
    environment = make(identifier, kind)
    actions = np.random.default_rng(1_000 + seed)
    observation, _ = environment.reset(seed=seed)
    for index in range(2):
        trajectory = Trajectory(identifier, seed, continues=index > 0, name=kind)
        trajectory.reset(bits(environment, observation))
        ended = False
        while not ended:
            if actions.random() < (0.9 if seed % 2 == 0 else 0.1):
                action = int(actions.integers(3))
            else:  # push the way that it moves: reaches the goal
                velocity = observation[1] if identifier == "MountainCar-v0" else observation[4]
                action = 2 if velocity > 0 else 0
                if identifier == "Acrobot-v1":
                    action = 2 - action
            observation, reward, terminated, truncated, _ = environment.step(action)
            ended = terminated or truncated
            trajectory.step(action, reward, terminated, truncated, bits(environment, observation))
        yield trajectory
        observation, _ = environment.reset()


def rows(plain, rounded):
    """An episode of `glibc` as far as it is compared with the one of `rounded`."""
    differing = [index for index, pair in enumerate(zip(plain.lines, rounded.lines)) if pair[0] != pair[1]]
    if differing:
        end = differing[0] + 40
        plain.actions, plain.lines = plain.actions[:end], plain.lines[:end]
    return plain.json(lambda index: index in differing)


if __name__ == "__main__":
    assert gymnasium.__version__ == "1.4.0" and np.__version__ == "2.4.6"
    warnings.simplefilter("ignore")
    trajectories = []
    for identifier in ("MountainCar-v0", "Acrobot-v1"):
        for seed in range(4):
            plain, rounded = (list(record(identifier, kind, seed)) for kind in ("glibc", "rounded"))
            trajectories += map(rows, plain, rounded)
            trajectories += (episode.json() for episode in rounded)
    write(trajectories=trajectories)
