"""A machine that does not give what a run needs: each shortage is one sentence, and within seconds."""

import os
import shutil
import signal
import subprocess
import time

from .experiments import TINY, TUTORIAL
from .workplace import Broken, Place, Skipped, Tally, finish

# No shortage takes longer to find than this, on a busy machine.
SECONDS = 20

LARGE = """\
name: large
environment: CartPole-v1
base: {steps: 100_000, network: {hidden: [4096, 4096]}}
seeds: {count: 1}
"""

EPISODES = """\
name: episodes
environment: {id: GridWorld-v1, map: ['S*']}
algorithm: q-learning
base: {episodes: 1_000_000_000}
seeds: {count: 1}
"""

STEPS = EPISODES.replace("episodes: 1_000_000_000", "steps: 1_000_000_000").replace(
    "name: episodes", "name: steps")

ROM = """\
name: rom
environment: {id: ALE/Pong, rom: the.bin}
base: {steps: 2_000}
"""


def limits(program, count, seed):
    """Threads, files, addresses, instructions, memory and ROMs that cannot be had."""
    tally = Tally("limits", 0)

    def expect(name, text, allowed, before, words="", prepare=None, seconds=SECONDS):
        with Place(program, text) as place:
            place.path.chmod(0o777)
            if prepare:
                prepare(place.path)
            tally.note(name, lambda: refuse(place, allowed, before, words, seconds))

    somebody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
    somebody = somebody if os.geteuid() == 0 and shutil.which("setpriv") else []
    for number in [1, 2, 4, 6, 8]:
        if somebody or os.geteuid() != 0:
            expect(f"{number} processes", TINY, [74], [*somebody, "prlimit", f"--nproc={number}"],
                   "threads" if number < 6 else "")
    for number in [4, 6, 8, 10, 12, 16, 20, 24]:
        # With fewer than that the system cannot even load it.
        expect(f"{number} open files", TINY, [74], ["prlimit", f"--nofile={number}"],
               "files can be opened")
    for megabytes in range(130, 600, 30)[:count]:
        # Whatever fits, fits whole.
        expect(f"{megabytes} MB of addresses", TINY, [0, 64, 74],
               ["prlimit", f"--as={megabytes * 10**6}"])
        expect(f"{megabytes} MB of data", TINY, [0, 64, 74],
               ["prlimit", f"--data={megabytes * 10**6}"])
    expect("a large network in 600 MB", LARGE, [64], ["prlimit", f"--as={600 << 20}"],
           "address space")
    expect("Pong of 1 GB in 900 MB", TUTORIAL, [64], ["prlimit", f"--as={900 << 20}"],
           "address space")
    expect("a thousand million episodes", EPISODES, [64], [], "a trial's file may have")
    # Nobody knows before how many episodes these steps have.
    expect("a thousand million steps in 4 GB", STEPS, [74], ["prlimit", f"--as={4 << 30}"],
           "has so many episodes", seconds=300)
    tally.note("a signal under a limit", lambda: stop_under_limit(program))
    for name, prepare, words in roms():
        expect(name, ROM, [64], [], words, prepare)
    emulator = shutil.which("qemu-x86_64")
    if emulator and os.uname().machine == "x86_64":
        expect("a processor without FMA", TINY, [74], [emulator, "-cpu", "Nehalem"],
               "this processor has no")
    else:
        print("  no qemu-x86_64 here: a processor without FMA is left out", flush=True)
    return tally.verdict("shortages are told in a sentence and within seconds")


def refuse(place, allowed, before, words, seconds):
    process = place.start(before=before)
    try:
        _, errors = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise Broken(f"it hangs for {seconds} s") from None
    if process.returncode not in allowed:
        raise Broken(f"status {process.returncode}: {errors[:500]}")
    if words not in errors:
        raise Broken(f"it is not said what is missing: {errors[:500]}")
    if process.returncode != 0 and not 1 <= len(errors.strip().splitlines()) <= 4:
        raise Broken(f"not a sentence: {errors[:500]}")


def stop_under_limit(program):
    """A run that fits under a limit hears a signal."""
    with Place(program, LARGE) as place:
        process = place.start(before=["prlimit", f"--as={3 << 30}"])
        time.sleep(5)
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        status, words = finish(process)
        if status != 143:
            raise Broken(f"status {status}: {words}")
        if time.monotonic() - began > SECONDS:
            raise Broken(f"it took {time.monotonic() - began:.0f} s to stop")


def roms():
    def large(folder):
        with open(folder / "the.bin", "wb") as file:
            file.truncate(10 << 30)

    return [
        ("a ROM of 10 GB", large, "no ROM has more than"),
        ("a ROM that is a pipe", lambda folder: os.mkfifo(folder / "the.bin"), "is not a file"),
        ("a ROM that is a folder", lambda folder: (folder / "the.bin").mkdir(), "is not a file"),
        ("a ROM that is a device", lambda folder: (folder / "the.bin").symlink_to("/dev/zero"),
         "is not a file"),
        ("a ROM that is not there", lambda folder: None, "there is no ROM"),
    ]
