"""Deep Q-learning of CartPole-v1 in JAX, the whole loop compiled: environment, replay and learning.

What a fast JAX program does is done here: nothing leaves the compiled loop, the random numbers of
500 steps are drawn at once, a transition is one row of one array, padded to 16 columns.
`--seeds N` trains N agents side by side with vmap. Prints one line of JSON.
"""

import argparse
import json
import os
import time

os.environ.setdefault(
    "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
)
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import jax.numpy as jnp
from jax.tree_util import tree_map

HIDDEN, BATCH, CAPACITY, WARMUP = 24, 32, 50_000, 1_000
GAMMA, RATE, BETA1, BETA2, EPSILON = 0.99, 1e-3, 0.9, 0.999, 1e-8
COPY_EVERY, EXPLORE_STEPS, EXPLORE_END, TIME_LIMIT = 500, 10_000, 0.05, 500
SIZES = [(4, HIDDEN), (HIDDEN, HIDDEN), (HIDDEN, 2)]
SKIPPED = 2_000  # steps before the clock starts, as in every peer


def initial_parameters(key):
    layers = []
    for inputs, outputs in SIZES:
        key, drawn = jax.random.split(key)
        limit = (6 / (inputs + outputs)) ** 0.5
        weight = jax.random.uniform(drawn, (inputs, outputs), minval=-limit, maxval=limit)
        layers.append((weight, jnp.zeros(outputs)))
    return layers


def action_values(layers, output):
    for weight, bias in layers[:-1]:
        output = jax.nn.relu(output @ weight + bias)
    weight, bias = layers[-1]
    return output @ weight + bias


def cart_pole(state, action):
    position, velocity, angle, spin = state
    force = jnp.where(action == 1, 10.0, -10.0)
    sine, cosine = jnp.sin(angle), jnp.cos(angle)
    push = (force + 0.05 * spin**2 * sine) / 1.1
    spin_change = (9.8 * sine - cosine * push) / (0.5 * (4 / 3 - 0.1 * cosine**2 / 1.1))
    change = push - 0.05 * spin_change * cosine / 1.1
    after = jnp.stack(
        [
            position + 0.02 * velocity,
            velocity + 0.02 * change,
            angle + 0.02 * spin,
            spin + 0.02 * spin_change,
        ]
    )
    terminated = (jnp.abs(after[0]) > 2.4) | (jnp.abs(after[2]) > 12 * 2 * jnp.pi / 360)
    return after, terminated


def mean_loss(parameters, target, rows):
    observations, following = rows[:, 0:4], rows[:, 4:8]
    action, reward, discount = rows[:, 8].astype(jnp.int32), rows[:, 9], rows[:, 10]
    wanted = reward + discount * action_values(target, following).max(axis=1)
    values = action_values(parameters, observations)
    chosen = jnp.where(action == 1, values[:, 1], values[:, 0])
    return jnp.mean((chosen - wanted) ** 2)


def initial_state(key):
    key, first, second = jax.random.split(key, 3)
    parameters = initial_parameters(first)
    return dict(
        key=key,
        parameters=parameters,
        target=parameters,
        first_moment=tree_map(jnp.zeros_like, parameters),
        second_moment=tree_map(jnp.zeros_like, parameters),
        powers=jnp.ones(2),
        memory=jnp.zeros((CAPACITY, 16)),
        observation=jax.random.uniform(second, (4,), minval=-0.05, maxval=0.05),
        length=jnp.int32(0),
        step=jnp.int32(0),
        episodes=jnp.int32(0),
    )


def step(state, numbers, learns):
    observation, taken = state["observation"], state["step"]
    explore = jnp.maximum(EXPLORE_END, 1 - (1 - EXPLORE_END) * taken / EXPLORE_STEPS)
    values = action_values(state["parameters"], observation)
    greedy = (values[1] > values[0]).astype(jnp.int32)
    action = jnp.where(numbers[0] < explore, (numbers[1] < 0.5).astype(jnp.int32), greedy)
    following, terminated = cart_pole(observation, action)
    row = jnp.concatenate(
        [
            observation,
            following,
            jnp.stack([action.astype(jnp.float32), 1.0, jnp.where(terminated, 0.0, GAMMA)]),
            jnp.zeros(5),
        ]
    )
    place = taken % CAPACITY
    memory = jax.lax.dynamic_update_slice(state["memory"], row[None], (place, 0))
    length = state["length"] + 1
    ended = terminated | (length >= TIME_LIMIT)
    state = dict(
        state,
        memory=memory,
        observation=jnp.where(ended, numbers[2:6] * 0.1 - 0.05, following),
        length=jnp.where(ended, 0, length),
        step=taken + 1,
        episodes=state["episodes"] + ended,
    )
    return learn(state, numbers[6:]) if learns else state


def learn(state, numbers):
    held = jnp.minimum(state["step"], CAPACITY)
    rows = state["memory"][(numbers * held).astype(jnp.int32)]
    gradient = jax.grad(mean_loss)(state["parameters"], state["target"], rows)
    powers = state["powers"] * jnp.array([BETA1, BETA2])
    rate = RATE / (1 - powers[0])
    scale = 1 / jnp.sqrt(1 - powers[1])
    first = tree_map(
        lambda m, g: BETA1 * m + (1 - BETA1) * g, state["first_moment"], gradient
    )
    second = tree_map(
        lambda v, g: BETA2 * v + (1 - BETA2) * g**2, state["second_moment"], gradient
    )
    parameters = tree_map(
        lambda p, m, v: p - rate * m / (jnp.sqrt(v) * scale + EPSILON),
        state["parameters"], first, second,
    )
    return dict(
        state, parameters=parameters, first_moment=first, second_moment=second, powers=powers
    )


def chunk(state, learns):
    """500 steps, then the copy to the target network."""
    key, drawn = jax.random.split(state["key"])
    numbers = jax.random.uniform(drawn, (COPY_EVERY, 6 + BATCH))
    state, _ = jax.lax.scan(
        lambda held, drawn: (step(held, drawn, learns), None),
        dict(state, key=key), numbers, unroll=4,
    )
    return dict(state, target=state["parameters"])


def compiled(state, learns, seeds):
    one = lambda s: chunk(s, learns)
    several = one if seeds == 1 else jax.vmap(one)
    run = lambda s, chunks: jax.lax.fori_loop(0, chunks, lambda _, held: several(held), s)
    return jax.jit(run, donate_argnums=0).lower(state, jnp.int32(0)).compile()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=200_000, help="timed steps of each seed")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()

    keys = jax.random.split(jax.random.PRNGKey(arguments.seed), arguments.seeds)
    state = initial_state(keys[0]) if arguments.seeds == 1 else jax.vmap(initial_state)(keys)
    # Donated buffers must be different ones.
    state = tree_map(lambda array: jnp.array(array, copy=True), state)
    start = time.perf_counter()
    collect, train = (compiled(state, learns, arguments.seeds) for learns in (False, True))
    compile_seconds = time.perf_counter() - start

    state = collect(state, jnp.int32(WARMUP // COPY_EVERY))
    state = jax.block_until_ready(train(state, jnp.int32((SKIPPED - WARMUP) // COPY_EVERY)))
    before = int(state["episodes"].sum())
    chunks = arguments.steps // COPY_EVERY
    start, cpu_start = time.perf_counter(), time.process_time()
    state = jax.block_until_ready(train(state, jnp.int32(chunks)))
    seconds = time.perf_counter() - start
    cpu_seconds = time.process_time() - cpu_start
    steps = chunks * COPY_EVERY * arguments.seeds
    print(
        json.dumps(
            dict(
                name=f"JAX {jax.__version__}, jitted loop, seeds: {arguments.seeds}",
                steps=steps,
                seconds=seconds,
                cpu_seconds=cpu_seconds,
                compile_seconds=compile_seconds,
                steps_per_second=steps / seconds,
                mean_episode_length=steps / max(int(state["episodes"].sum()) - before, 1),
            )
        )
    )


if __name__ == "__main__":
    main()
