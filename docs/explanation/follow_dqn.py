#!/usr/bin/env python3
"""Follows a trial of plain or double DQN on CartPole, bit for bit, in NumPy.

    python3 docs/explanation/follow_dqn.py results/smoke/summary.csv TRIAL [--evaluation-episodes 5]

An independent program, written from `algorithms.md` alone: it shares no code with sweep. It takes the
hyperparameters from the trial's row of a `summary.csv`, trains, and compares what the row says: episodes,
updates, returns, the last loss, and the SHA-256 of all parameters. Numbers in brackets are the sections of
`algorithms.md`. Needs NumPy. Exit status: 0 if all are equal, 1 if not, 64 for a trial that it cannot follow.
"""

import argparse
import csv
import fractions
import hashlib
import json
import math
import sys

import numpy as np

F4 = np.float32


# --- Arithmetic [2] ---------------------------------------------------------------------------------------

def fma(a, b, c):
    """a * b + c of float32 with one rounding, for arrays that broadcast.

    The product is exact in float64. The sum is rounded there to odd: its last bit is 1 wherever it is not
    exact, so that the rounding to float32 is that of the exact sum (Boldo and Melquiond, 2008).
    """
    p = np.multiply(a, b, dtype=np.float64)
    c = np.asarray(c, dtype=np.float64)
    s = p + c
    t = s - p
    error = (p - (s - t)) + (c - t)
    bits = np.array(s).view(np.int64)
    odd = (error != 0) & (bits & 1 == 0)
    bits = bits + np.where(odd, np.where((error > 0) == (s > 0), 1, -1), 0)
    return bits.view(np.float64).astype(F4)


def chain(start, left, right):
    """start + sum over k of left[..., k] * right[k], one fused multiply-add for each k in order [2]."""
    total = np.broadcast_to(F4(start), left.shape[:-1] + right.shape[1:])
    for k in range(right.shape[0]):
        total = fma(left[..., k, None], right[k], total)
    return total


def sine_and_cosine(x):
    """Both correctly rounded: their series in whole numbers of 2^-240, rounded once [2]."""
    unit = 1 << 240
    z = int(fractions.Fraction(x) * unit)
    square = z * z // unit
    sine = cosine = 0
    odd, even = z, unit
    n = 0
    while odd or even:
        sine, cosine = sine + odd, cosine + even
        n += 2
        even = -even * square // unit // (n * (n - 1)) if abs(even) > 1 else 0
        odd = -odd * square // unit // (n * (n + 1)) if abs(odd) > 1 else 0
    return sine / unit, cosine / unit


# --- Random streams [3] -----------------------------------------------------------------------------------

def stream(sequence):
    return np.random.Generator(np.random.PCG64(sequence))


def environment_stream(sequence):
    return stream(np.random.SeedSequence(int(sequence.generate_state(1, np.uint64)[0])))


# --- CartPole [4] -----------------------------------------------------------------------------------------

class CartPole:
    def reset(self, random):
        self.state = [random.uniform(-0.05, 0.05) for _ in range(4)]
        self.length = 0
        return self.observation()

    def observation(self):
        return np.array(self.state, dtype=F4)

    def step(self, action):
        x, v, a, w = self.state
        sine, cosine = sine_and_cosine(a)
        force = 10.0 if action == 1 else -10.0
        total_mass, pole_mass_length = 0.1 + 1.0, 0.1 * 0.5
        push = (force + pole_mass_length * (w * w) * sine) / total_mass
        angular = (9.8 * sine - cosine * push) / (
            0.5 * (4.0 / 3.0 - 0.1 * (cosine * cosine) / total_mass))
        acceleration = push - pole_mass_length * angular * cosine / total_mass
        self.state = [x + 0.02 * v, v + 0.02 * acceleration, a + 0.02 * w, w + 0.02 * angular]
        self.length += 1
        terminated = abs(self.state[0]) > 2.4 or abs(self.state[2]) > 12 * 2 * math.pi / 360
        return self.observation(), terminated, self.length >= 500


# --- Network [5] ------------------------------------------------------------------------------------------

class Network:
    """Dense layers with rectifiers between them; each a weight [outputs, inputs] and a bias [outputs]."""

    def __init__(self, widths, random):
        self.parameters = []
        for inputs, outputs in zip(widths, widths[1:]):
            limit = math.sqrt(6 / (inputs + outputs))
            weight = random.uniform(-limit, limit, size=(outputs, inputs)).astype(F4)
            self.parameters += [weight, np.zeros(outputs, dtype=F4)]

    def forward(self, inputs, parameters=None):
        """The outputs of all layers, the inputs first."""
        outputs = [inputs]
        parameters = parameters or self.parameters
        for layer in range(0, len(parameters), 2):
            weight, bias = parameters[layer], parameters[layer + 1]
            total = chain(bias, outputs[-1], weight.T)
            is_last = layer + 2 == len(parameters)
            outputs.append(total if is_last else np.where(total < 0, F4(0), total))
        return outputs

    def backward(self, outputs, gradient):
        """The gradient of all parameters, from that of the last outputs."""
        gradients = []
        for layer in reversed(range(0, len(self.parameters), 2)):
            inputs = outputs[layer // 2]
            bias = np.zeros(gradient.shape[1], dtype=F4)
            for row in gradient:
                bias = bias + row
            # Summed over the batch: [outputs, inputs].
            weight = chain(0, np.ascontiguousarray(gradient.T), inputs)
            gradients = [weight, bias] + gradients
            if layer > 0:
                below = chain(0, gradient, self.parameters[layer])
                gradient = np.where(inputs > 0, below, F4(0))
        return gradients


# --- Optimisers [6] ---------------------------------------------------------------------------------------

class Adam:
    def __init__(self, row, shapes):
        self.beta = [float(row["optimizer.beta1"]), float(row["optimizer.beta2"])]
        self.epsilon = F4(row["optimizer.epsilon"])
        self.power = [1.0, 1.0]
        self.moments = [[np.zeros(shape, dtype=F4) for shape in shapes] for _ in range(2)]

    def update(self, parameters, gradients, rate):
        self.power = [power * beta for power, beta in zip(self.power, self.beta)]
        keep1, keep2 = (F4(beta) for beta in self.beta)
        take1, take2 = (F4(1 - beta) for beta in self.beta)
        rate = F4(rate / (1 - self.power[0]))
        correction = F4(1 / math.sqrt(1 - self.power[1]))
        for index, g in enumerate(gradients):
            m = fma(take1, g, keep1 * self.moments[0][index])
            v = fma(take2 * g, g, keep2 * self.moments[1][index])
            self.moments[0][index], self.moments[1][index] = m, v
            denominator = fma(np.sqrt(v), correction, self.epsilon)
            parameters[index] = parameters[index] - rate * m / denominator


class RMSProp:
    def __init__(self, row, shapes):
        self.keep, self.take = F4(row["optimizer.decay"]), F4(1 - float(row["optimizer.decay"]))
        self.epsilon, self.momentum = F4(row["optimizer.epsilon"]), F4(row["optimizer.momentum"])
        self.is_centered = row["optimizer.centered"] == "true"
        self.square, self.mean, self.change = (
            [np.zeros(shape, dtype=F4) for shape in shapes] for _ in range(3))

    def update(self, parameters, gradients, rate):
        for index, g in enumerate(gradients):
            s = self.square[index] = fma(self.take * g, g, self.keep * self.square[index])
            if self.is_centered:
                a = self.mean[index] = fma(self.take, g, self.keep * self.mean[index])
                variance = fma(-a, a, s)
                denominator = np.sqrt(np.where(variance < 0, F4(0), variance) + self.epsilon)
            else:
                denominator = np.sqrt(s) + self.epsilon
            change = fma(self.momentum, self.change[index], g / denominator)
            self.change[index] = change
            parameters[index] = parameters[index] - F4(rate) * change


# --- The trial [7] ----------------------------------------------------------------------------------------

def greedy(values):
    return int(np.argmax(values))


class Trial:
    def __init__(self, row):
        self.row = row
        self.root, self.replicate = int(row["seed"]), int(row["replicate"])

        def sequence(purpose):
            return np.random.SeedSequence(self.root, spawn_key=(self.replicate, purpose))

        self.environment_random = environment_stream(sequence(0))
        self.exploration, self.replay = stream(sequence(2)), stream(sequence(3))
        self.network = Network([4] + json.loads(row["network.hidden"]) + [2], stream(sequence(1)))
        self.target = list(self.network.parameters)
        rule = {"adam": Adam, "rmsprop": RMSProp}[row["optimizer"]]
        self.optimizer = rule(row, [block.shape for block in self.network.parameters])
        self.gamma, self.is_double = F4(row["gamma"]), row["double"] == "true"
        self.batch, self.delta = int(row["batch_size"]), F4(row["huber_delta"] or 1)
        self.memory = []

    def loss_and_derivative(self, error):
        if self.row["loss"] == "mse":
            return error * error, F4(2) * error
        size = np.abs(error)
        loss = np.where(size <= self.delta, F4(0.5) * error * error,
                        self.delta * (size - F4(0.5) * self.delta))
        return loss, np.clip(error, -self.delta, self.delta)

    def update(self):
        indices = self.replay.integers(len(self.memory), size=self.batch)
        observations, actions, rewards, following, discounts = (
            np.array(column) for column in zip(*(self.memory[i] for i in indices)))
        outputs = self.network.forward(observations)
        values = self.network.forward(following, self.target)[-1]
        choosing = self.network.forward(following)[-1] if self.is_double else values
        rows = np.arange(self.batch)
        target = fma(discounts, values[rows, np.argmax(choosing, axis=1)], rewards)
        error = outputs[-1][rows, actions] - target
        losses, derivatives = self.loss_and_derivative(error)
        gradient = np.zeros_like(outputs[-1])
        gradient[rows, actions] = derivatives / F4(self.batch)
        parameters = list(self.network.parameters)
        self.optimizer.update(
            parameters, self.network.backward(outputs, gradient), float(self.row["learning_rate"]))
        self.network.parameters = parameters
        total = F4(0)
        for loss in losses:
            total = total + loss
        return float(total / F4(self.batch))

    def train(self):
        row = self.row
        epsilon, end = float(row["epsilon.start"]), float(row["epsilon.end"])
        decay = float(row["epsilon.decay"])
        warmup, interval = int(row["replay.warmup"]), int(row["target.update_every"])
        environment = CartPole()
        observation = environment.reset(self.environment_random)
        self.returns, self.losses, self.updates = [], [], 0
        episode_return, episode_losses = 0.0, []
        for step in range(1, int(row["max_steps"]) + 1):
            if self.exploration.random() < epsilon:
                action = int(self.exploration.integers(2))
            else:
                action = greedy(self.network.forward(observation)[-1])
            following, terminated, truncated = environment.step(action)
            episode_return += 1.0
            discount = F4(0) if terminated else self.gamma
            self.memory.append((observation, action, F4(1), following, discount))
            has_ended = terminated or truncated
            if has_ended:
                epsilon = max(end, epsilon * decay)
            if step >= warmup and len(self.memory) >= self.batch:
                episode_losses.append(self.update())
                self.updates += 1
            if interval and step % interval == 0:
                self.target = list(self.network.parameters)
            observation = following
            if has_ended:
                self.returns.append(episode_return)
                self.losses.append(
                    sum(episode_losses) / len(episode_losses) if episode_losses else math.nan)
                episode_return, episode_losses = 0.0, []
                observation = environment.reset(self.environment_random)

    def evaluate(self, episodes):
        step = int(self.row["max_steps"])
        key = (self.replicate, 4, step & 0xFFFFFFFF, step >> 32)
        child, _ = np.random.SeedSequence(self.root, spawn_key=key).spawn(2)
        random = environment_stream(child)
        environment = CartPole()
        returns = []
        for _ in range(episodes):
            observation, has_ended, total = environment.reset(random), False, 0.0
            while not has_ended:
                observation, *ends = environment.step(greedy(self.network.forward(observation)[-1]))
                has_ended, total = any(ends), total + 1.0
            returns.append(total)
        return sum(returns) / len(returns)

    def digest(self):
        digest = hashlib.sha256()
        for block in self.network.parameters:
            digest.update(block.astype("<f4").tobytes())
        return digest.hexdigest()


def obstacles(row):
    """What of the row this program does not follow."""
    wanted = {
        "algorithm": "dqn", "fit": "batch", "train_every": "1", "gradient_steps": "1", "n_step": "1",
        "replay.replacement": "true", "replay.priority": "0", "munchausen.alpha": "0",
        "distribution": "none", "dueling": "false", "noisy": "false", "network.convolution": "",
        "epsilon.schedule": "exponential", "epsilon.per": "episode", "gradient_clip": "",
        "reward_clip": "", "terminal_penalty": "", "on_truncation": "bootstrap", "target.tau": "1",
        "learning_rate_end": "1", "optimizer": ("adam", "rmsprop"), "network.initialization": "glorot_uniform",
    }
    # Columns that are there only where a trial has another value.
    optional = {"optimizer.weight_decay": "0", "network.activation": "relu", "network.layer_norm": "none"}
    values = {key: row.get(key) for key in wanted} | {key: row.get(key) or optional[key] for key in optional}
    return [f"{key}: {values[key]}" for key, value in (wanted | optional).items()
            if values[key] not in (value if isinstance(value, tuple) else (value,))]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("summary")
    parser.add_argument("trial")
    parser.add_argument("--evaluation-episodes", type=int, default=5)
    arguments = parser.parse_args()
    with open(arguments.summary, newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["trial"].startswith(arguments.trial)]
    if len(rows) != 1:
        print(f"{len(rows)} trials begin with {arguments.trial}", file=sys.stderr)
        return 64
    row = rows[0]
    if obstacles(row):
        print("not followed: " + ", ".join(obstacles(row)), file=sys.stderr)
        return 64
    trial = Trial(row)
    trial.train()
    last = trial.returns[-100:]
    found = {
        "episodes": len(trial.returns),
        "updates": trial.updates,
        "return_last_100": sum(last) / len(last),
        "loss_last": next((loss for loss in trial.losses[-1:] if not math.isnan(loss)), None),
        "evaluation_return": trial.evaluate(arguments.evaluation_episodes),
        "weights_sha256": trial.digest(),
    }
    differing = [key for key, value in found.items()
                 if (value != row[key] if key == "weights_sha256" else value != (float(row[key]) if row[key] else None))]
    for key in differing:
        print(f"{row['trial']}: {key} is {row[key]} in the file, and {found[key]} here")
    if not differing:
        print(f"{row['trial']}: the same in all of {', '.join(found)}")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
