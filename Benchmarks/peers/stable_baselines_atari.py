"""Deep Q-learning of Pong with Stable-Baselines3 and the tutorial's network, an update every 4 steps.

Gymnasium's wrappers, as our environment steps. Prints one line of JSON.
"""

import argparse
import json
import time

import ale_py
import gymnasium
import stable_baselines3
import torch
from gymnasium.wrappers import AtariPreprocessing, FrameStackObservation
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.torch_layers import BaseFeaturesExtractor

WARMUP = 500
SKIPPED = 600  # steps before the clock starts


class TutorialNetwork(BaseFeaturesExtractor):
    """16@8x8/4, 32@4x4/2, 256."""

    def __init__(self, observation_space):
        super().__init__(observation_space, features_dim=256)
        relu, convolution = torch.nn.ReLU, torch.nn.Conv2d
        self.layers = torch.nn.Sequential(
            convolution(4, 16, 8, 4), relu(), convolution(16, 32, 4, 2), relu(), torch.nn.Flatten(),
            torch.nn.Linear(32 * 9 * 9, 256), relu(),
        )

    def forward(self, observations):
        return self.layers(observations)


class Clock(BaseCallback):
    """Starts the clock once the learning is under way."""

    def _on_step(self):
        if self.num_timesteps == SKIPPED:
            self.start, self.cpu_start = time.perf_counter(), time.process_time()
        return True


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=1_000, help="timed steps")
    steps = parser.parse_args().steps

    torch.set_num_threads(1)
    gymnasium.register_envs(ale_py)
    environment = FrameStackObservation(AtariPreprocessing(gymnasium.make("ALE/Pong-v5", frameskip=1)), 4)
    model = stable_baselines3.DQN(
        "CnnPolicy",
        environment,
        policy_kwargs=dict(features_extractor_class=TutorialNetwork, net_arch=[]),
        learning_rate=1e-3,
        buffer_size=50_000,
        learning_starts=WARMUP,
        batch_size=32,
        train_freq=4,
        gradient_steps=1,
        target_update_interval=500,
        exploration_initial_eps=0.05,
        exploration_final_eps=0.05,
        device="cpu",
        seed=0,
    )
    clock = Clock()
    model.learn(total_timesteps=SKIPPED + steps, callback=clock)
    print(
        json.dumps(
            dict(
                name=f"Stable-Baselines3 {stable_baselines3.__version__}",
                steps=steps,
                seconds=time.perf_counter() - clock.start,
                cpu_seconds=time.process_time() - clock.cpu_start,
                compile_seconds=0,
            )
        )
    )


if __name__ == "__main__":
    main()
