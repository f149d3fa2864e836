"""Folders that are full, read-only, of somebody else, or gone."""

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
    for check in [unwritable_parent, unwritable_trials, unreadable_trial, unreadable_experiment]:
        with Place(program, TINY) as place:
            tally.note(check.__name__, lambda: check(place, expected))
    with SmallDisk(8_000) as disk, Place(program, TINY, disk.path) as place:
        tally.note("read_only_disk", lambda: read_only_disk(place, disk, expected))
    expected = reference(program, CARTPOLE)
    for number in range(count or 10):
        with Place(program, CARTPOLE) as place:
            tally.note("removed_underneath", lambda: removed_underneath(place, expected, number))
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
    """A trial's file that cannot be read is made again."""
    place.complete()
    file = next((place.folder / "trials").glob("*.h5"))
    file.chmod(0)
    status, words = place.run(before=as_anyone(place))
    if status != 0:
        raise Broken(f"status {status}: {words}")
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


def removed_underneath(place, expected, number):
    process = place.start()
    while not (place.folder / "checkpoints").exists() and process.poll() is None:
        time.sleep(0.001)
    time.sleep(0.05 * number)
    # Again and again, as long as files are put into it meanwhile.
    while place.folder.exists():
        shutil.rmtree(place.folder, ignore_errors=True)
    status, words = finish(process)
    if status != 74 or str(place.name) not in words:
        raise Broken(f"status {status}: {words}")
    place.complete()
    place.expect(expected)
