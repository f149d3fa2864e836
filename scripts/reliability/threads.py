"""The runner under the thread sanitizer."""

import os
import pathlib
import shutil
import signal
import subprocess
import time

from .experiments import CARTPOLE
from .workplace import ROOT, Broken, Place, Preloaded, Tally, finish, reference

SCRATCH = ROOT / ".build-thread"


def threads(program, count, seed):
    """Builds the program with the thread sanitizer, and runs, stops and resumes it."""
    subprocess.run(
        ["swift", "build", "--sanitize=thread", "--scratch-path", str(SCRATCH), "--product",
         "sweep"], cwd=ROOT, check=True)
    text = CARTPOLE.replace("40_000", "6_000")
    expected = reference(program, text)
    tally = Tally("thread sanitizer", count or 10)
    # Only the compiler that comes with Swift knows how Swift calls.
    compiler = pathlib.Path(os.path.realpath(shutil.which("swift"))).with_name("clang")
    with Preloaded("mutex.c", str(compiler)) as mutex:
        environment = {**mutex.environment(), "TSAN_OPTIONS": "exitcode=66"}
        for number in range(count or 10):
            shared = text.replace("run: {", f"run: {{threads_per_trial: {1 + number % 2}, ")
            with Place(SCRATCH / "debug" / "sweep", shared) as place:
                tally.note(f"run {number}", lambda: run(place, expected, number, environment))
    return tally.verdict("runs under the thread sanitizer without a report, the same bytes")


def run(place, expected, number, environment):
    workers = ["--workers", str(1 + number % 5)]
    process = place.start(*workers, environment=environment)
    time.sleep(0.4 * number)
    process.send_signal(signal.SIGTERM)
    for status, words in [finish(process), place.run(*workers, environment=environment)]:
        if "ThreadSanitizer" in words or status not in [0, 143, -signal.SIGTERM]:
            raise Broken(f"status {status}: {words[:4000]}")
    place.expect(expected)
