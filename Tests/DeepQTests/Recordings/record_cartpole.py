"""Records CartPole episodes of Gymnasium 1.4.0 (NumPy 2.4.6, glibc 2.36 on x86-64 with FMA) for CartPoleTests.

    python3 record_cartpole.py > cartpole.json

For each of 20 seeds one environment plays three whole episodes: random actions after reset(seed), a rule that
balances the pole after reset(seed) again, and, after a reset without a seed, the same rule with six actions of ten
random. Even seeds play CartPole-v1 (limit 500), odd ones CartPole-v0 (limit 200). All that is Gymnasium as it is.

One more episode is recorded twice, as `glibc` and as `rounded`: as it is, and with NumPy's sine and cosine replaced by
correctly rounded ones (mpmath). glibc's sine is not always correctly rounded, and here, once in some hundred
thousand steps, it shows: at step 201 the angular velocities differ in the last place, and after that the motion is
unstable.

The format is that of `recording.py`. The state in a line is four observations as float32 bits and four state
variables as float64 bits, all in hexadecimal. The lines about step 201 of the last two episodes are all in full.
"""

import types
import warnings

import gymnasium
import mpmath
import numpy as np
from gymnasium.envs.classic_control import cartpole

from recording import Trajectory, write

mpmath.mp.prec = 200


def balance(observation):
    x, x_dot, theta, theta_dot = (float(value) for value in observation)
    return int(theta + 0.5 * theta_dot + 0.05 * x + 0.1 * x_dot > 0)


def bits(environment, observation):
    assert observation.dtype == np.float32
    state = np.asarray(environment.unwrapped.state, dtype=np.float64)
    words = [f"{word:08x}" for word in observation.view(np.uint32)]
    return " ".join(words + [f"{word:016x}" for word in state.view(np.uint64)])


def record(environment, name, policy, seed, observation, continues=False, is_full=lambda index: False):
    trajectory = Trajectory(environment.spec.id, seed, continues=continues, name=name)
    trajectory.reset(bits(environment, observation))
    ended = False
    while not ended:
        action = policy(observation)
        observation, reward, terminated, truncated, _ = environment.step(action)
        ended = terminated or truncated
        trajectory.step(action, reward, terminated, truncated, bits(environment, observation))
    return trajectory.json(is_full)


def record_seed(identifier, seed):
    environment = gymnasium.make(identifier)
    actions = np.random.default_rng(1_000 + seed)

    def random(_):
        return int(actions.integers(2))

    def noisy(observation):
        return random(observation) if actions.random() < 0.6 else balance(observation)

    yield record(environment, "random", random, seed, environment.reset(seed=seed)[0])
    yield record(environment, "balance", balance, seed, environment.reset(seed=seed)[0])
    yield record(environment, "noisy", noisy, seed, environment.reset()[0], continues=True)


def record_sensitive(name):
    environment = gymnasium.make("CartPole-v1")
    environment.reset(seed=14)
    return record(environment, name, balance, 14, environment.reset()[0], is_full=lambda index: 192 <= index < 208)


if __name__ == "__main__":
    assert gymnasium.__version__ == "1.4.0" and np.__version__ == "2.4.6"
    warnings.simplefilter("ignore")  # v0 is called out of date
    gymnasium.logger.min_level = gymnasium.logger.ERROR
    trajectories = []
    for seed in range(20):
        trajectories += record_seed("CartPole-v1" if seed % 2 == 0 else "CartPole-v0", seed)
    trajectories.append(record_sensitive("glibc"))
    rounded = {name: lambda x, f=getattr(mpmath, name): np.float64(float(f(float(x)))) for name in ("sin", "cos")}
    cartpole.np = types.SimpleNamespace(**{**vars(np), **rounded})
    trajectories.append(record_sensitive("rounded"))
    write(trajectories=trajectories)
