"""Deep Q-learning of CartPole-v1 with Stable-Baselines3, as its documentation has it.

The same settings as the other peers; its loss (Huber) and its gradient clipping stay as they are by
default. Prints one line of JSON.
"""

import argparse
import json
import time

import stable_baselines3
import torch
from stable_baselines3.common.callbacks import BaseCallback

EXPLORE_STEPS = 10_000
SKIPPED = 2_000  # steps before the clock starts, as in every peer


class Clock(BaseCallback):
    """Starts the clock once the learning is under way, and counts episodes from then on."""

    def __init__(self):
        super().__init__()
        self.start = self.cpu_start = 0.0
        self.episodes = 0

    def _on_step(self):
        if self.num_timesteps == SKIPPED:
            self.start, self.cpu_start = time.perf_counter(), time.process_time()
            self.episodes = 0
        self.episodes += int(self.locals["dones"][0])
        return True


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=4_000, help="timed steps")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()

    torch.set_num_threads(1)
    total = SKIPPED + arguments.steps
    model = stable_baselines3.DQN(
        "MlpPolicy",
        "CartPole-v1",
        policy_kwargs=dict(net_arch=[24, 24]),
        learning_rate=1e-3,
        gamma=0.99,
        buffer_size=50_000,
        learning_starts=1_000,
        batch_size=32,
        train_freq=1,
        gradient_steps=1,
        target_update_interval=500,
        exploration_fraction=min(1.0, EXPLORE_STEPS / total),
        exploration_final_eps=0.05,
        device="cpu",
        seed=arguments.seed,
    )
    clock = Clock()
    model.learn(total, callback=clock)
    seconds = time.perf_counter() - clock.start
    cpu_seconds = time.process_time() - clock.cpu_start
    print(
        json.dumps(
            dict(
                name=f"Stable-Baselines3 {stable_baselines3.__version__}",
                steps=arguments.steps,
                seconds=seconds,
                cpu_seconds=cpu_seconds,
                compile_seconds=0,
                steps_per_second=arguments.steps / seconds,
                mean_episode_length=arguments.steps / max(clock.episodes, 1),
            )
        )
    )


if __name__ == "__main__":
    main()
