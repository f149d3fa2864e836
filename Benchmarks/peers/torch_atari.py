"""Gradient steps of Deep Q-learning on Atari images in PyTorch, as fast as PyTorch makes them.

The tutorial's network (16@8x8/4, 32@4x4/2, 256) or that of 2015 (32@8x8/4, 64@4x4/2, 64@3x3/1, 512), six
actions, batch 32: sampling from a NumPy memory of images, target network, Huber loss, Adam. Channels last
and compiled unless --eager is given. Prints one line of JSON.
"""

import argparse
import json
import time

import numpy as np
import torch

BATCH, CAPACITY, GAMMA, ACTIONS = 32, 5_000, 0.99, 6
SKIPPED = 20  # steps before the clock starts


def network(name):
    relu, convolution = torch.nn.ReLU, torch.nn.Conv2d
    if name == "tutorial":
        body = [convolution(4, 16, 8, 4), relu(), convolution(16, 32, 4, 2), relu(), torch.nn.Flatten()]
        body += [torch.nn.Linear(32 * 9 * 9, 256), relu(), torch.nn.Linear(256, ACTIONS)]
    else:
        body = [convolution(4, 32, 8, 4), relu(), convolution(32, 64, 4, 2), relu()]
        body += [convolution(64, 64, 3, 1), relu(), torch.nn.Flatten()]
        body += [torch.nn.Linear(64 * 7 * 7, 512), relu(), torch.nn.Linear(512, ACTIONS)]
    return torch.nn.Sequential(*body)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", choices=["tutorial", "2015"], default="tutorial")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--eager", action="store_true", help="as most programs use it")
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    random = np.random.default_rng(0)
    frames = random.integers(256, size=(CAPACITY + 4, 84, 84), dtype=np.uint8)
    actions = random.integers(ACTIONS, size=CAPACITY)
    rewards = random.integers(-1, 2, size=CAPACITY).astype(np.float32)
    layout = torch.contiguous_format if arguments.eager else torch.channels_last
    online = network(arguments.network).to(memory_format=layout)
    target = network(arguments.network).to(memory_format=layout)
    target.load_state_dict(online.state_dict())
    optimizer = torch.optim.Adam(online.parameters(), lr=2.5e-4, fused=not arguments.eager)

    def loss_of(observations, following, actions, rewards):
        observations = observations.to(memory_format=layout).float() / 255
        following = following.to(memory_format=layout).float() / 255
        with torch.no_grad():
            wanted = rewards + GAMMA * target(following).max(dim=1).values
        values = online(observations).gather(1, actions[:, None]).squeeze(1)
        return torch.nn.functional.huber_loss(values, wanted)

    compute = loss_of if arguments.eager else torch.compile(loss_of)
    stack = np.arange(4)
    began = time.perf_counter()
    for step in range(SKIPPED + arguments.steps):
        if step == SKIPPED:
            start, cpu_start = time.perf_counter(), time.process_time()
        drawn = random.integers(CAPACITY - 1, size=BATCH)
        loss = compute(
            torch.from_numpy(frames[drawn[:, None] + stack]),
            torch.from_numpy(frames[drawn[:, None] + stack + 1]),
            torch.from_numpy(actions[drawn]),
            torch.from_numpy(rewards[drawn]),
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    seconds = time.perf_counter() - start
    print(
        json.dumps(
            dict(
                name=f"PyTorch {torch.__version__.split('+')[0]}, "
                + ("eager" if arguments.eager else "compiled, channels last, fused Adam"),
                steps=arguments.steps,
                seconds=seconds,
                cpu_seconds=time.process_time() - cpu_start,
                compile_seconds=0 if arguments.eager else start - began,
            )
        )
    )


if __name__ == "__main__":
    main()
