"""Inputs that are damaged or made to do damage."""

import os
import re
import subprocess

from .workplace import ROOT, Broken, Tally

# The tests that try one kind of input each, and how often they do so in full.
KINDS = [
    ("experiment files", "experiment", 100_000), ("summaries", "summaries", 20_000),
    ("trials' files", "trials", 20_000), ("checkpoints", "checkpoints", 20_000),
]


def mutations(program, count, seed):
    tally = Tally("mutated inputs", len(KINDS))
    told = []
    for name, pattern, usual in KINDS:
        tally.note(name, lambda: told.append(mutate(name, pattern, count or usual)))
    good, _ = tally.verdict("")
    return good, "mutated inputs: " + "; ".join(told or ["no kind passed"])


def mutate(name, pattern, count):
    """Runs the loop of the test suite that many times."""
    test = subprocess.run(
        ["swift", "test", "--skip-build", "--filter", f"HostileInputTests.*{pattern}"],
        cwd=ROOT, env={**os.environ, "SWEEP_MUTATIONS": str(count)}, capture_output=True, text=True)
    found = re.search(f"^{name}: .*$", test.stdout, re.MULTILINE)
    if test.returncode != 0 or not found:
        raise Broken(f"the test failed: {(test.stdout + test.stderr)[-2000:]}")
    print("  " + found.group(), flush=True)
    return found.group()
