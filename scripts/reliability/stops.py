"""Runs that are killed or told to stop at random moments, and go on."""

import random
import signal
import subprocess
import time

from .experiments import CARTPOLE, LONG_UPDATE, PONG, SAMPLES, UPDATES
from .workplace import Broken, Place, Skipped, Tally, finish


def measured(program, text):
    """The files of a run that nothing happened to, and the seconds it took."""
    with Place(program, text) as place:
        began = time.monotonic()
        place.complete()
        return place.files(), time.monotonic() - began


def require_atari(program):
    with Place(program, PONG) as place:
        plan = subprocess.run(
            [place.program, "plan", "it.cfg"], cwd=place.path, capture_output=True, text=True)
        if plan.returncode != 0:
            raise Skipped(f"no Atari here: {plan.stderr.strip().splitlines()[0]}")


def stop_and_go(row, program, text, count, seed, signals):
    """Stops runs at random moments, as often as it takes, until each has come to its end."""
    reference, seconds = measured(program, text)
    draw = random.Random(seed)
    tally = Tally(row, count)
    while tally.good + len(tally.bad) < count:
        stops = []
        with Place(program, text) as place:
            try:
                while stop(place, draw, draw.choice(signals), seconds, reference):
                    stops.append(len(stops))
                place.expect(reference)
                broken = None
            except Broken as error:
                broken = error
        for number in stops or ([0] if broken else []):
            tally.note(f"stop {number}", lambda: fail(broken))
    return tally.verdict(f"{row}, resumed to the same bytes")


def fail(broken):
    if broken:
        raise broken


def stop(place, draw, number, seconds, reference):
    """Runs until a signal, at a random moment; false if the run was over before."""
    before = place.finished()
    process = place.start()
    try:
        process.wait(timeout=draw.uniform(0, 0.6 * seconds))
    except subprocess.TimeoutExpired:
        process.send_signal(number)
    began = time.monotonic()
    status, words = finish(process)
    if status == 0:
        return False
    if time.monotonic() - began > 10:
        raise Broken("it took more than 10 s to stop")
    if number == signal.SIGKILL:
        expected = -signal.SIGKILL
    else:
        # A signal that comes before the program listens, or after, ends it as it ends any other.
        expected = 128 + number if status > 0 else -number
    if status != expected:
        raise Broken(f"status {status} after signal {number}: {words}")
    if words and not words.startswith("stopping"):
        raise Broken(f"it says: {words}")
    place.expect_finished_in(reference)
    gone = set(before) - set(place.finished())
    if gone:
        raise Broken(f"finished, and gone: {', '.join(gone)}")
    return True


def kill(program, count, seed):
    return stop_and_go("kill -9", program, CARTPOLE, count or 200, seed, [signal.SIGKILL])


def kill_atari(program, count, seed):
    require_atari(program)
    return stop_and_go("kill -9 on Pong", program, PONG, count or 20, seed, [signal.SIGKILL])


# What terminals, users, and batch systems send.
STOPS = [
    signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGXCPU]


def term(program, count, seed):
    return stop_and_go("stop signals", program, CARTPOLE, count or 200, seed, STOPS)


def long_work(program, count, seed):
    """Stops in the middle of an environment step that takes minutes, and of a single update that does."""
    draw = random.Random(seed)
    tally = Tally("long work", 3 * (count or 5))
    for text in [UPDATES, SAMPLES, LONG_UPDATE]:
        for _ in range(count or 5):
            with Place(program, text) as place:
                tally.note(place.name, lambda: long_stop(place, draw))
    return tally.verdict("stops heard within 10 s in the middle of long work")


def long_stop(place, draw):
    """Stops a run twice; the second goes on from the checkpoint of the first."""
    for _ in range(2):
        process = place.start()
        time.sleep(draw.uniform(4, 9))
        number = draw.choice(STOPS)
        process.send_signal(number)
        began = time.monotonic()
        status, words = finish(process)
        seconds = time.monotonic() - began
        print(f"  {place.name}: {number.name} heard after {seconds:.1f} s", flush=True)
        if status != 128 + number:
            raise Broken(f"status {status} after signal {number}: {words}")
        if seconds > 10:
            raise Broken(f"it took {seconds:.1f} s to stop")


def ignored(program, count, seed):
    """Signals that are ignored from the start, as nohup has it, stay ignored."""
    expected, seconds = measured(program, CARTPOLE)
    draw = random.Random(seed)
    tally = Tally("ignored signals", count or 10)
    for _ in range(count or 10):
        number = draw.choice([signal.SIGHUP, signal.SIGINT, signal.SIGUSR1, signal.SIGXCPU])
        name = number.name.removeprefix("SIG")
        with Place(program, CARTPOLE) as place:
            process = place.start(before=["/bin/sh", "-c", f"trap '' {name}; exec \"$@\"", "sh"])
            time.sleep(draw.uniform(0.1, 0.6 * seconds))
            process.send_signal(number)
            tally.note(name, lambda: unharmed(process, place, expected))
    return tally.verdict("runs that go on under a signal that is ignored")


def unharmed(process, place, expected):
    status, words = finish(process)
    if status != 0:
        raise Broken(f"status {status}: {words}")
    place.expect(expected)


def term_atari(program, count, seed):
    require_atari(program)
    return stop_and_go("stop signals on Pong", program, PONG, count or 20, seed, STOPS)
