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

# Two trials of Pong, some seconds each: a memory of images that is full before the end, steps that
# are held back, sticky actions, evaluations in between.
PONG = """\
name: pong
environment: {id: ALE/Pong, screen_size: 42, sticky_actions: 0.25, max_episode_steps: 300}
base:
  steps: 3_000
  network.convolution: [8@8x8/4]
  network.hidden: [32]
  train_every: 2
  replay.capacity: 2_000
  replay.warmup: 500
  n_step: 2
seeds: {count: 2}
evaluate: {every: 1_000, episodes: 1}
run: {checkpoint_every: 300}
"""

# Tables and planning, with values so small that they show whether subnormal numbers are kept.
TABLES = """\
name: tables
environment: GridWorld-v1
base: {gamma: 0.7}
grid: {algorithm: [double-q-learning, value-iteration]}
when:
  - if: {algorithm: double-q-learning}
    grid: {steps: [20_000], initial_value: [1e-308]}
seeds: {count: 2}
evaluate: {episodes: 5}
run: {checkpoint_every: 2_000}
"""

# Long work within one environment step: many gradient steps; as many, one for each transition of a
# batch; and a single one that takes seconds.
UPDATES = """\
name: updates
environment: CartPole-v1
base: {steps: 5_000, train_every: 1_000, gradient_steps: 1_000_000, batch_size: 256}
"""

SAMPLES = """\
name: samples
environment: CartPole-v1
base:
  steps: 400_000
  fit: sample
  batch_size: 30_000
  replay.warmup: 30_000
  train_every: 30_000
  gradient_steps: 100
  network.hidden: [256, 256]
"""

LONG_UPDATE = """\
name: long-update
environment: CartPole-v1
base:
  steps: 60_000
  batch_size: 8_192
  replay.warmup: 8_192
  network.hidden: [4_096, 4_096]
  epsilon: {end: 1}
"""

# Pong with the tutorial's network and a memory of usual size, longer than anybody waits.
TUTORIAL = """\
name: tutorial
environment: ALE/Pong
base:
  steps: 1_000_000
  network.convolution: [16@8x8/4, 32@4x4/2]
  network.hidden: [256]
  train_every: 4
  replay.capacity: 100_000
  replay.warmup: 1_000
run: {workers: 1, checkpoint_every: 0}
"""
