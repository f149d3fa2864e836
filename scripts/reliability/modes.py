"""Floating-point modes that are not the default when the program starts."""

import os
import subprocess

from .experiments import CARTPOLE, TABLES
from .workplace import Broken, Place, Preloaded, Tally, reference

MODES = ["flush", "down", "flush down"]


def modes(program, count, seed):
    """Runs, summaries, replays and rollouts in other modes: the same bytes."""
    tally = Tally("floating-point modes", 0)
    with Preloaded("modes.c", "cc") as library:
        for text in [TABLES, CARTPOLE.replace("40_000", "4_000")]:
            for threads in [1, 2]:
                shared = text.replace("run: {", f"run: {{threads_per_trial: {threads}, ")
                expected = reference(program, shared)
                for mode in MODES:
                    environment = {**library.environment(), "MODES": mode}
                    with Place(program, shared) as place:
                        name = f"{place.name}, {mode}, threads {threads}"
                        tally.note(name, lambda: run(place, expected, environment))
        for mode in MODES:
            environment = {**library.environment(), "MODES": mode}
            tally.note(f"rollout, {mode}", lambda: rollout(program, environment))
    return tally.verdict("programs in other floating-point modes, the same bytes")


def run(place, expected, environment):
    status, words = place.run(environment=environment)
    if status != 0:
        raise Broken(f"status {status}: {words}")
    place.expect(expected)
    # What a replay computes in other modes is held against the files.
    replayed = subprocess.run(
        [place.program, "replay", str(place.folder), "--all"], capture_output=True, text=True,
        env={**os.environ, **environment})
    if replayed.returncode != 0:
        raise Broken(f"replay: status {replayed.returncode}: {replayed.stdout}{replayed.stderr}")


def rollout(program, environment):
    command = [
        str(program), "rollout", "CartPole-v1", "--seed", "42", "--actions", "0,1,1,0,1,0,1"]
    rows = [
        subprocess.run(
            command, capture_output=True, text=True, check=True, env={**os.environ, **changed}
        ).stdout
        for changed in [{}, environment]]
    if rows[0] != rows[1]:
        raise Broken("other numbers")
