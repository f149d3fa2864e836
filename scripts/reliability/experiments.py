"""The experiments of scripts/torture: small, with everything in them that can be lost."""

# Six trials of several kinds, a second or two in all.
CARTPOLE = """\
name: cartpole
environment: CartPole-v1
base: {steps: 40_000, network.hidden: [16], replay.capacity: 9_000, n_step: 2}
grid: {optimizer: [adam, rmsprop, sgd]}
when: [{if: {optimizer: rmsprop}, grid: {optimizer.centered: [true]}}]
seeds: {count: 2}
evaluate: {every: 10_000, episodes: 5}
run: {checkpoint_every: 2_000}
"""

# Two trials with checkpoints, milliseconds in all: every system call can be made to fail.
TINY = """\
name: tiny
environment: CartPole-v1
base: {steps: 900, network.hidden: [4], batch_size: 8, replay.warmup: 50, gamma: 0.9}
seeds: {count: 2}
evaluate: {episodes: 1}
run: {workers: 1, checkpoint_every: 300}
"""

# One trial of Pong, some seconds of it after the warm-up.
PONG = """\
name: pong
environment: {id: ALE/Pong, max_episode_steps: 300}
base:
  steps: 3_000
  network.hidden: [32]
  replay.capacity: 2_000
  replay.warmup: 500
seeds: {count: 2}
evaluate: {episodes: 1}
run: {checkpoint_every: 300}
"""
