"""System calls that fail, one after another, and two programs in one folder."""

import errno
import os
import random
import signal
import time

from .experiments import CARTPOLE, TINY
from .workplace import Broken, Place, Preloaded, Tally, finish, reference


class Faults(Preloaded):
    """The library that lets calls fail."""

    def __init__(self):
        super().__init__("faults.c", "cc")

    def environment(self, **faults):
        settings = {f"FAULT_{name.upper()}": str(value) for name, value in faults.items()}
        return {**super().environment(), **settings}


def under_way(place):
    """Leaves one trial finished and the other in the middle, as a kill would."""
    process = place.start()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        states = list((place.folder / "checkpoints").glob("*.checkpoint"))
        if place.finished() and len(states) == 2:
            break
        if process.poll() is not None:
            return False
    process.send_signal(signal.SIGKILL)
    finish(process)
    states = list((place.folder / "checkpoints").glob("*.checkpoint"))
    return len(place.finished()) == 1 and len(states) == 2


def prepared(program, text, is_resumed):
    """A place with nothing in it, or with a run under way."""
    while True:
        place = Place(program, text)
        if not is_resumed or under_way(place):
            return place
        place.__exit__()


def logged(place, library, log, **faults):
    """Runs with faults; returns the status, the words, and the calls that were counted."""
    log.unlink(missing_ok=True)
    # Names are relative to the place in some calls and whole in others.
    status, words = place.run(
        "--results", str(place.path / "results"),
        environment=library.environment(under=place.path / "results", log=log, **faults))
    lines = log.read_text().splitlines() if log.exists() else []
    return status, words, [line.split(" ", 2)[1:] for line in lines]


# What may fail without harm, and so without a word: nothing is lost by it.
HARMLESS = {
    # What was read or written is in place by then, and what was flushed is on the disk.
    "close",
    # The number of the process in the lock file is for a message only.
    "pwrite",
}


def check(place, reference_files, status, words, calls, kind, number, code):
    place.expect_finished_in(reference_files)
    call, path = calls[number - 1] if number <= len(calls) else ("?", "?")
    if status == 0:
        if call not in HARMLESS and not words:
            raise Broken(f"{call} of {path} failed, and nothing is said")
        if place.files() != reference_files:
            raise Broken(f"{call} of {path} failed, status 0, and the files are not right")
    elif status != 74:
        raise Broken(f"{call} of {path} failed: status {status}: {words}")
    else:
        if os.strerror(code) not in words:
            raise Broken(f"{call} of {path} failed, and the cause is not named: {words}")
        # Where all calls fail from then on, it may be one of the later that is told of.
        paths = {path for _, path in (calls[number - 1:] if kind == "from" else [(call, path)])}
        if not any(path in words or os.path.dirname(path) in words for path in paths):
            raise Broken(f"{call} of {path} failed, and the file is not named: {words}")
    place.complete("--results", str(place.path / "results"))
    place.expect(reference_files)


def faults(program, count, seed):
    """The n-th call fails, for every n; then the same command goes on without faults."""
    expected = reference(program, TINY)
    causes = [("at", errno.EIO), ("at", errno.ENOSPC), ("from", errno.ENOSPC)]
    tally = Tally("n-th call fails", 0)
    with Faults() as library:
        for is_resumed in [False, True]:
            with prepared(program, TINY, is_resumed) as place:
                _, _, calls = logged(place, library, place.path / "log")
            for kind, code in causes:
                for number in chosen(len(calls), count, seed):
                    with prepared(program, TINY, is_resumed) as place:
                        status, words, seen = logged(
                            place, library, place.path / "log", errno=code, **{kind: number})
                        if number > len(seen):
                            continue
                        name = f"{kind} {number} of {len(calls)}, {errno.errorcode[code]}"
                        tally.note(
                            name + (", resumed" if is_resumed else ""),
                            lambda: check(
                                place, expected, status, words, seen, kind, number, code))
    return tally.verdict("failing calls reported, nothing lost, complete and the same after")


def chosen(total, count, seed):
    """Every number, or some of them."""
    numbers = range(1, total + 1)
    return numbers if not count else sorted(
        random.Random(seed).sample(numbers, min(count, total)))


def races(program, count, seed):
    """Two at once in one folder: with a lock the second is refused, without both write the same."""
    expected = reference(program, CARTPOLE.replace("40_000", "4_000"))
    draw = random.Random(seed)
    tally = Tally("races", count or 100)
    with Faults() as library:
        for number in range(count or 100):
            with Place(program, CARTPOLE.replace("40_000", "4_000")) as place:
                has_lock = number % 4 == 0
                faults = {} if has_lock else library.environment(no_locks=1)
                tally.note(
                    f"race {number}", lambda: race(place, expected, faults, has_lock, draw))
    return tally.verdict("races of two programs for one folder, the same bytes")


def race(place, expected, environment, has_lock, draw):
    first = place.start(environment=environment)
    time.sleep(draw.uniform(0, 0.3))
    second = place.start(environment=environment)
    outcomes = [finish(process) for process in [first, second]]
    allowed = [0, 64] if has_lock else [0]
    for status, words in outcomes:
        if status not in allowed:
            raise Broken(f"status {status}: {words}")
        if status == 64 and "another sweep" not in words:
            raise Broken(f"it is refused for another reason: {words}")
    if all(status != 0 for status, _ in outcomes):
        raise Broken("both were refused")
    place.expect(expected)
