"""What the rows of scripts/torture share: the program, an experiment, and its results' bytes."""

import hashlib
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]

# A run of these experiments takes seconds; what takes longer hangs.
PATIENCE = 300


class Broken(Exception):
    """A promise that was not kept."""


class Skipped(Exception):
    """A row that this machine cannot run."""


class Tally:
    """Counts what went well, and tells of it as it goes."""

    def __init__(self, row, total):
        self.row, self.total, self.good, self.bad = row, total, 0, []

    def note(self, name, check):
        """Runs `check`, which raises `Broken` if a promise was not kept."""
        try:
            check()
            self.good += 1
        except Broken as broken:
            self.bad.append(f"{name}: {broken}")
            print(f"  {self.row}: {name}: {broken}", file=sys.stderr, flush=True)
        done = self.good + len(self.bad)
        if done % 10 == 0:
            print(f"  {self.row}: {self.good} of {done}", file=sys.stderr, flush=True)

    def verdict(self, text):
        return not self.bad, f"{self.good} of {self.good + len(self.bad)} {text}"


class Preloaded:
    """A library that is loaded before all others, built for this run."""

    def __init__(self, source, compiler):
        self.source, self.compiler = ROOT / "scripts" / "reliability" / source, compiler

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="sweep-library-")
        self.file = os.path.join(self.folder, self.source.stem + ".so")
        subprocess.run(
            [self.compiler, "-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-o",
             self.file, str(self.source), "-ldl"], check=True)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def environment(self):
        return {"LD_PRELOAD": self.file}


class Place:
    """A folder with an experiment file in which the program is run."""

    def __init__(self, program, text, parent=None):
        self.program = str(program)
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="sweep-torture-", dir=parent))
        self.path.chmod(0o755)
        self.name = text.split("\n", 1)[0].removeprefix("name: ").strip()
        (self.path / "it.cfg").write_text(text)
        self.folder = self.path / "results" / self.name

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def command(self, *options):
        return [self.program, "run", "it.cfg", "--quiet", *options]

    def start(self, *options, environment=None, before=()):
        """Starts the program in a process group of its own."""
        return subprocess.Popen(
            [*before, *self.command(*options)], cwd=self.path,
            env={**os.environ, **(environment or {})}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)

    def run(self, *options, environment=None, before=()):
        """Runs the program to its end; returns its status and what it says."""
        return finish(self.start(*options, environment=environment, before=before))

    def complete(self, *options):
        """Runs the program, which has to succeed."""
        status, words = self.run(*options)
        if status != 0:
            raise Broken(f"status {status} where nothing is in the way: {words}")

    def files(self):
        """The bytes of every file that follows from the experiment alone, hashed."""
        paths = [self.folder / "summary.csv", *sorted((self.folder / "trials").glob("*.h5"))]
        return {
            str(path.relative_to(self.folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in paths if path.exists()}

    def finished(self):
        """The trials that have a file, hashed."""
        return {name: digest for name, digest in self.files().items() if name.endswith(".h5")}

    def expect_finished_in(self, reference):
        """Whatever has a trial's name is that trial, whole."""
        for name, digest in self.finished().items():
            if reference[name] != digest:
                raise Broken(f"{name} has other bytes")

    def expect(self, reference):
        """Everything is there, and nothing else."""
        files = self.files()
        if files != reference:
            names = [n for n in {**files, **reference} if files.get(n) != reference.get(n)]
            raise Broken(f"other bytes: {', '.join(sorted(names))}")
        leftovers = [path.name for path in self.folder.rglob("*.partial")]
        if leftovers:
            raise Broken(f"left behind: {', '.join(leftovers)}")
        if (self.folder / "checkpoints").exists():
            raise Broken("checkpoints are left behind")


def finish(process):
    """Waits for a program; returns its status and what it says."""
    try:
        _, words = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise Broken(f"it hangs for {PATIENCE} s") from None
    return process.returncode, words.strip()


def reference(program, text):
    """The files of a run that nothing happened to."""
    with Place(program, text) as place:
        place.complete()
        return place.files()
