"""What trials take of the memory, against what the plan says."""

import json
import os
import subprocess
import sys

from .stops import require_atari
from .workplace import Broken, Place, Skipped, Tally

# Of the planned memory. The plan is an upper bound, but allocators keep some of what is freed.
LARGEST_SHARE = 1.5

SEED = "seeds: {root: 1, count: 1}\n"
CARTPOLE = "environment: CartPole-v1\n"
BREAKOUT = "environment: MinAtar/Breakout-v1\n"
CONVOLUTION = "network: {convolution: [16@3x3/1], hidden: [128]}"
GRID = "environment: {id: GridWorld-v1, map: ['S*']}\nalgorithm: q-learning\n"
MAP = ["S" + 63 * "."] + 62 * [64 * "."] + [63 * "." + "*"]
PONG = """\
environment: {id: ALE/Pong, sticky_actions: 0}
base:
  steps: 20_000
  network: {convolution: [16@8x8/4, 32@4x4/2], hidden: [256]}
  replay: {capacity: 20_000, warmup: 19_950}
evaluate: {episodes: 1}
"""

# Every kind of trial, and what each of its parts is most of: the network, the replay memory, the
# episodes' curves, the evaluations, a map, images, and a checkpoint of each.
KINDS = {
    "small network": CARTPOLE + "base: {steps: 20_000}\n",
    "large network": CARTPOLE
    + "base: {steps: 1_005, network: {hidden: [4096, 2048]}, batch_size: 512}\n"
    + "evaluate: {episodes: 1}\n",
    "checkpoints of a large network": CARTPOLE
    + "base: {steps: 1_010, network: {hidden: [2048, 2048]}}\nevaluate: {episodes: 1}\n"
    + "run: {checkpoint_every: 5}\n",
    "replay memory": CARTPOLE
    + "base: {steps: 500_000, replay: {capacity: 500_000, warmup: 499_000}}\n",
    "short episodes": GRID + "base: {episodes: 3_000_000}\n",
    "short episodes by steps": GRID + "base: {steps: 3_000_000}\n",
    "checkpoints of short episodes": GRID
    + "base: {episodes: 1_000_000}\nrun: {checkpoint_every: 100_000}\n",
    "evaluations": CARTPOLE + "base: {steps: 100_000, replay: {warmup: 99_000}}\n"
    + "evaluate: {every: 1, episodes: 1, epsilon: 1}\n",
    "planning": f"environment: {{id: GridWorld-v1, map: {MAP}, slip: 0.3}}\n"
    + "algorithm: value-iteration\n",
    "MinAtar": BREAKOUT + f"base: {{steps: 4_000, {CONVOLUTION}}}\nevaluate: {{episodes: 1}}\n",
    "noisy": CARTPOLE + "base: {steps: 4_000, noisy: true}\n",
    "C51": CARTPOLE + "base: {steps: 3_000, distribution: c51}\n",
    "QR-DQN": CARTPOLE + "base: {steps: 2_000, distribution: qr-dqn, batch_size: 128}\n"
    + "evaluate: {episodes: 2}\n",
    "Rainbow": BREAKOUT + "base: {steps: 2_000, noisy: true, dueling: true, double: true, n_step: 3, "
    + f"distribution: c51, replay.priority: 0.5, {CONVOLUTION}}}\nevaluate: {{episodes: 2}}\n",
    "many trials": CARTPOLE.replace("\n", "\nbase: {steps: 1_001}\n", 1),
    "Pong": PONG,
    "Pong, packed": PONG + "run: {replay_compression: lz4}\n",
}


def memory(program, count, seed):
    """Runs every kind of trial, and again from its file, and holds both to the plan."""
    tally = Tally("memory", 2 * len(KINDS))
    shares = []
    for name, text in list(KINDS.items())[:count]:
        if "ALE/" in text:
            try:
                require_atari(program)
            except Skipped as reason:
                print(f"  {name}: {reason}", flush=True)
                continue
        seeds = SEED.replace("count: 1", "count: 2_000") if name == "many trials" else SEED
        with Place(program, f"name: it\n{text}{seeds}") as place:
            planned = plan(place)
            tally.note(name, lambda: hold(place, name, planned, shares, place.command(
                "--workers", "1")))
            tally.note(f"{name}, replayed", lambda: hold(
                place, f"{name}, replayed", planned, shares,
                [place.program, "replay", str(place.folder), "--workers", "1"]))
    return tally.verdict(
        f"peaks are at most 1.5 times the planned memory, the largest {max(shares):.2f} times")


def plan(place):
    document = subprocess.run(
        [place.program, "plan", "it.cfg", "--json", "--workers", "1"], cwd=place.path,
        capture_output=True, text=True)
    if document.returncode != 0:
        raise Broken(f"it cannot be planned: {document.stderr}")
    return json.loads(document.stdout)["bytes"]


def hold(place, name, planned, shares, command):
    with open(place.path / "words", "w+") as words:
        process = subprocess.Popen(
            command, cwd=place.path, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=words)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            words.seek(0)
            raise Broken(f"status {process.returncode}: {words.read()}")
    peak = 1024 * usage.ru_maxrss
    shares.append(peak / planned)
    print(
        f"  {name}: {peak / 2**20:.0f} MiB of {planned / 2**20:.0f}, {shares[-1]:.2f}",
        file=sys.stderr, flush=True)
    if shares[-1] > LARGEST_SHARE:
        raise Broken(f"{peak} bytes where {planned} are planned")
