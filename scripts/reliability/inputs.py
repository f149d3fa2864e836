"""Inputs that are damaged or made to do damage, and the runner under the thread sanitizer."""

import os
import re
import signal
import subprocess
import time

from .experiments import CARTPOLE
from .workplace import ROOT, Broken, Place, Tally, finish, reference

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


def threads(program, count, seed):
    """Builds the program with the thread sanitizer, and runs, stops and resumes it."""
    scratch = ROOT / ".build-thread"
    subprocess.run(
        ["swift", "build", "--sanitize=thread", "--scratch-path", str(scratch), "--product",
         "sweep"], cwd=ROOT, check=True)
    sanitized = scratch / "debug" / "sweep"
    text = CARTPOLE.replace("40_000", "6_000")
    expected = reference(program, text)
    tally = Tally("thread sanitizer", count or 10)
    for number in range(count or 10):
        with Place(sanitized, text) as place:
            tally.note(f"run {number}", lambda: sanitize(place, expected, number))
    return tally.verdict("runs under the thread sanitizer without a report, the same bytes")


def sanitize(place, expected, number):
    workers = ["--workers", str(1 + number % 8)]
    environment = {"TSAN_OPTIONS": "exitcode=66"}
    process = place.start(*workers, environment=environment)
    time.sleep(0.4 * number)
    process.send_signal(signal.SIGTERM)
    for status, words in [finish(process), place.run(*workers, environment=environment)]:
        if "ThreadSanitizer" in words or status not in [0, 143, -signal.SIGTERM]:
            raise Broken(f"status {status}: {words[:4000]}")
    place.expect(expected)
