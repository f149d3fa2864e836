"""Deep Q-learning of CartPole-v1 as a plain PyTorch loop, as a careful person writes it by hand.

Gymnasium's environment, a replay memory in NumPy arrays, `torch.nn` layers, autograd and
`torch.optim.Adam`. Prints one line of JSON.
"""

import argparse
import json
import time

import gymnasium
import numpy as np
import torch

HIDDEN, BATCH, CAPACITY, WARMUP = 24, 32, 50_000, 1_000
GAMMA, RATE, COPY_EVERY = 0.99, 1e-3, 500
EXPLORE_STEPS, EXPLORE_END = 10_000, 0.05
SKIPPED = 2_000  # steps before the clock starts, as in every peer


def network():
    return torch.nn.Sequential(
        torch.nn.Linear(4, HIDDEN),
        torch.nn.ReLU(),
        torch.nn.Linear(HIDDEN, HIDDEN),
        torch.nn.ReLU(),
        torch.nn.Linear(HIDDEN, 2),
    )


class Memory:
    """The last transitions, as a ring."""

    def __init__(self):
        self.observations = np.zeros((CAPACITY, 4), np.float32)
        self.following = np.zeros((CAPACITY, 4), np.float32)
        self.actions = np.zeros(CAPACITY, np.int64)
        self.rewards = np.zeros(CAPACITY, np.float32)
        self.discounts = np.zeros(CAPACITY, np.float32)
        self.appended = 0

    def append(self, observation, action, reward, following, terminated):
        place = self.appended % CAPACITY
        self.observations[place] = observation
        self.following[place] = following
        self.actions[place] = action
        self.rewards[place] = reward
        self.discounts[place] = 0 if terminated else GAMMA
        self.appended += 1

    def sample(self, random):
        drawn = random.integers(min(self.appended, CAPACITY), size=BATCH)
        columns = (
            self.observations, self.actions, self.rewards, self.discounts, self.following
        )
        return [torch.from_numpy(column[drawn]) for column in columns]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=8_000, help="timed steps")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()

    torch.set_num_threads(1)
    torch.manual_seed(arguments.seed)
    random = np.random.default_rng(arguments.seed)
    environment = gymnasium.make("CartPole-v1")
    online, target = network(), network()
    target.load_state_dict(online.state_dict())
    optimizer = torch.optim.Adam(online.parameters(), lr=RATE)
    memory = Memory()
    observation, _ = environment.reset(seed=arguments.seed)
    episodes = 0

    for step in range(SKIPPED + arguments.steps):
        if step == SKIPPED:
            start, cpu_start = time.perf_counter(), time.process_time()
            before = episodes
        explore = max(EXPLORE_END, 1 - (1 - EXPLORE_END) * step / EXPLORE_STEPS)
        if random.random() < explore:
            action = int(random.integers(2))
        else:
            with torch.no_grad():
                action = int(online(torch.from_numpy(observation)).argmax())
        following, reward, terminated, truncated, _ = environment.step(action)
        memory.append(observation, action, reward, following, terminated)
        observation = following
        if terminated or truncated:
            episodes += 1
            observation, _ = environment.reset()

        if step + 1 >= WARMUP:
            observations, actions, rewards, discounts, next_observations = memory.sample(random)
            with torch.no_grad():
                wanted = rewards + discounts * target(next_observations).max(dim=1).values
            values = online(observations).gather(1, actions[:, None]).squeeze(1)
            loss = torch.nn.functional.mse_loss(values, wanted)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        if (step + 1) % COPY_EVERY == 0:
            target.load_state_dict(online.state_dict())

    seconds = time.perf_counter() - start
    cpu_seconds = time.process_time() - cpu_start
    print(
        json.dumps(
            dict(
                name=f"PyTorch {torch.__version__.split('+')[0]}, plain loop",
                steps=arguments.steps,
                seconds=seconds,
                cpu_seconds=cpu_seconds,
                compile_seconds=0,
                steps_per_second=arguments.steps / seconds,
                mean_episode_length=arguments.steps / max(episodes - before, 1),
            )
        )
    )


if __name__ == "__main__":
    main()
