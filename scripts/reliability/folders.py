"""Folders that are full, read-only, of somebody else, or gone."""

import fcntl
import os
import shutil
import subprocess
import tempfile
import time

from .experiments import CARTPOLE, TINY
from .workplace import Broken, Place, Skipped, Tally, finish, reference


class SmallDisk:
    """A file system in memory, of a given size."""

    def __init__(self, kilobytes):
        self.path = tempfile.mkdtemp(prefix="sweep-disk-")
        self.kilobytes = kilobytes

    def __enter__(self):
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={self.kilobytes}k,mode=755", "tmpfs", self.path],
            capture_output=True, text=True)
        if mounted.returncode != 0:
            os.rmdir(self.path)
            raise Skipped(f"no file system can be mounted: {mounted.stderr.strip()}")
        return self

    def change(self, options):
        subprocess.run(["mount", "-o", f"remount,{options}", self.path], check=True)

    def __exit__(self, *_):
        subprocess.run(["umount", self.path], check=True)
        os.rmdir(self.path)


def full(program, count, seed):
    """Disks of all sizes fill up; each is then given room, and the same command goes on."""
    expected = reference(program, TINY)
    tally = Tally("full disk", count or 40)
    for number in range(count or 40):
        with SmallDisk(16 + 4 * number) as disk, Place(program, TINY, disk.path) as place:
            tally.note(f"{disk.kilobytes} kB", lambda: fill(place, disk, expected))
    return tally.verdict("disks that fill up: reported, nothing lost, complete after")


def fill(place, disk, expected):
    status, words = place.run()
    place.expect_finished_in(expected)
    if status == 74 and "No space left on device" not in words:
        raise Broken(f"the cause is not named: {words}")
    if status not in [0, 74]:
        raise Broken(f"status {status}: {words}")
    disk.change("size=8m")
    place.complete()
    place.expect(expected)


def folders(program, count, seed):
    """Folders and files that cannot be used."""
    expected = reference(program, TINY)
    tally = Tally("folders", 0)
    for check in [
        unwritable_parent, unwritable_trials, unreadable_trial, unreadable_experiment, locked_trial,
        hard_linked_lock, linked_trials, linked_checkpoints, linked_results, killed_reader,
        sleeping_git]:
        with Place(program, TINY) as place:
            tally.note(check.__name__, lambda: check(place, expected))
    with SmallDisk(8_000) as disk, Place(program, TINY, disk.path) as place:
        tally.note("read_only_disk", lambda: read_only_disk(place, disk, expected))
    began = time.monotonic()
    expected = reference(program, CARTPOLE)
    seconds = time.monotonic() - began
    removals = count or 10
    for number in range(removals):
        with Place(program, CARTPOLE) as place:
            # Within the first half of a run, however fast the machine is.
            delay = 0.5 * seconds * number / removals
            tally.note("removed_underneath", lambda: removed_underneath(place, expected, delay))
    return tally.verdict("unusable folders: reported, complete once they are usable")


def as_anyone(place):
    """What makes the program run without the rights of root, who may do everything."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        raise Skipped("root may do everything, and there is no setpriv")
    for folder, folders, files in os.walk(place.path):
        for name in [folder, *[os.path.join(folder, n) for n in folders + files]]:
            os.chown(name, 65534, 65534)
    return ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]


def expect_refusal(place, cause, name):
    status, words = place.run(before=as_anyone(place))
    if status != 74:
        raise Broken(f"status {status}: {words}")
    if cause not in words or name not in words:
        raise Broken(f"'{name}' and '{cause}' are not named: {words}")


def unwritable_parent(place, expected):
    (place.path / "results").mkdir()
    (place.path / "results").chmod(0o555)
    expect_refusal(place, "Permission denied", "results/tiny")
    (place.path / "results").chmod(0o755)
    place.complete()
    place.expect(expected)


def unwritable_trials(place, expected):
    (place.folder / "trials").mkdir(parents=True)
    (place.folder / "trials").chmod(0o555)
    expect_refusal(place, "Permission denied", "trials/")
    (place.folder / "trials").chmod(0o755)
    place.complete()
    place.expect(expected)


def unreadable_trial(place, expected):
    """A trial's file that cannot be read is neither missing nor damaged."""
    place.complete()
    file = next((place.folder / "trials").glob("*.h5"))
    (place.folder / ".index").unlink()
    file.chmod(0)
    expect_refusal(place, "Permission denied", file.name)
    file.chmod(0o644)
    place.complete()
    place.expect(expected)


def locked_trial(place, expected):
    """A trial's file that another program writes to is left alone."""
    place.complete()
    file = next((place.folder / "trials").glob("*.h5"))
    whole = file.read_bytes()
    with open(file, "r+b") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        opened.write(b"under way")
        opened.flush()
        status, words = place.run()
        if status != 74 or "open for writing" not in words or file.name not in words:
            raise Broken(f"status {status}: {words}")
    if [path.name for path in (place.folder / "trials").glob("*damaged*")]:
        raise Broken("it was moved aside")
    file.write_bytes(whole)
    place.complete()
    place.expect(expected)


def precious(place):
    """A folder of somebody else with files of our names in it, and what they hold."""
    other = place.path / "precious"
    other.mkdir()
    for name in ["0123456789ab.h5", "0123456789ab.300.checkpoint", "notes"]:
        (other / name).write_text("precious")
    return other


def expect_untouched(other):
    names = sorted(path.name for path in other.iterdir())
    if names != ["0123456789ab.300.checkpoint", "0123456789ab.h5", "notes"]:
        raise Broken(f"what belongs to somebody else is now {', '.join(names)}")
    if any(path.read_text() != "precious" for path in other.iterdir()):
        raise Broken("what belongs to somebody else was written to")


def hard_linked_lock(place, expected):
    """The lock file is another name of somebody's file."""
    victim = place.path / "victim"
    victim.write_text("precious")
    place.folder.mkdir(parents=True)
    os.link(victim, place.folder / ".lock")
    status, words = place.run()
    if status != 74 or ".lock" not in words:
        raise Broken(f"status {status}: {words}")
    if victim.read_text() != "precious":
        raise Broken("the file was written to")
    (place.folder / ".lock").unlink()
    place.complete()
    place.expect(expected)


def linked(place, expected, name):
    """A folder of ours leads to somebody else's; `--fresh` removes nothing there."""
    place.complete()
    other = precious(place)
    if (place.folder / name).exists():
        (place.folder / name).rename(place.folder / "kept")
    (place.folder / name).symlink_to(other)
    for options in [(), ("--fresh",)]:
        status, words = place.run(*options)
        if status != 74 or name not in words or "link" not in words:
            raise Broken(f"{options}: status {status}: {words}")
        expect_untouched(other)
    (place.folder / name).unlink()
    if (place.folder / "kept").exists():
        (place.folder / "kept").rename(place.folder / name)
    place.complete()
    place.expect(expected)


def linked_trials(place, expected):
    linked(place, expected, "trials")


def linked_checkpoints(place, expected):
    linked(place, expected, "checkpoints")


def linked_results(place, expected):
    """The results folder itself is a link to somebody else's: nothing is written or removed there."""
    other = precious(place)
    place.folder.parent.mkdir()
    place.folder.symlink_to(other)
    for options in [(), ("--fresh",)]:
        status, words = place.run(*options)
        if status not in [64, 74]:
            raise Broken(f"{options}: status {status}: {words}")
        expect_untouched(other)
    place.folder.unlink()
    place.complete()
    place.expect(expected)


def killed_reader(place, expected):
    """Whoever reads the trials' files is killed, as for want of memory: no file is to blame."""
    place.complete()
    (place.folder / ".index").unlink()
    process = place.start()
    kills = 0
    while process.poll() is None:
        killed = subprocess.run(["pkill", "-KILL", "-P", str(process.pid)], capture_output=True)
        kills += killed.returncode == 0
    status, words = finish(process)
    if status not in [0, 74] or status == 74 and "signal 9" not in words:
        raise Broken(f"status {status} after {kills} kills: {words}")
    if [path.name for path in (place.folder / "trials").glob("*damaged*")]:
        raise Broken(f"a good file was moved aside after {kills} kills")
    place.complete()
    place.expect(expected)


def sleeping_git(place, expected):
    """A `git` that never answers: the summary does not wait for it, nor does the end for long."""
    binaries = place.path / "bin"
    binaries.mkdir()
    (binaries / "git").write_text("#!/bin/sh\nsleep 1000\n")
    (binaries / "git").chmod(0o755)
    began = time.monotonic()
    status, words = place.run(environment={"PATH": f"{binaries}:{os.environ['PATH']}"})
    if status != 0 or time.monotonic() - began > 20:
        raise Broken(f"status {status} after {time.monotonic() - began:.0f} s: {words}")
    place.expect(expected)


def unreadable_experiment(place, expected):
    place.complete()
    (place.folder / "experiment.cfg").chmod(0)
    expect_refusal(place, "Permission denied", "experiment.cfg")
    (place.folder / "experiment.cfg").chmod(0o644)
    place.complete()
    place.expect(expected)


def read_only_disk(place, disk, expected):
    disk.change("ro")
    status, words = place.run()
    if status != 74 or "Read-only file system" not in words:
        raise Broken(f"status {status}: {words}")
    disk.change("rw")
    place.complete()
    place.expect(expected)


def removed_underneath(place, expected, delay):
    process = place.start()
    while not (place.folder / "checkpoints").exists() and process.poll() is None:
        time.sleep(0.001)
    time.sleep(delay)
    # Again and again, as long as files are put into it meanwhile.
    while place.folder.exists():
        shutil.rmtree(place.folder, ignore_errors=True)
    status, words = finish(process)
    if status != 74 or str(place.name) not in words:
        raise Broken(f"status {status}: {words}")
    place.complete()
    place.expect(expected)
