"""The format of the recordings beside this file: JSON, read by `Recording.swift`.

A recording is an object of `trajectories` and, for finite environments, `tables`. A trajectory is what one
environment printed for given actions:

    environment  its id in sweep
    settings     what differs from the defaults, as an experiment file writes it: "key=value"
    seed         the seed of the first reset
    continues    whether it goes on with the environment of the trajectory before, which is not seeded again
    name         which of several ways of acting or computing it is
    actions      one character for each line: a digit of base 36, or "-" for a reset
    lines        a transcript of "ACTION REWARD TERMINATED TRUNCATED STATE...", "- - - - STATE..." for a reset

A transcript is a list of strings, which together stand for all lines: a line itself, or "~ COUNT DIGEST", where
DIGEST is the first 16 digits of the SHA-256 of the next COUNT lines, each with its "\\n".
"""

import hashlib
import json

# The first lines and one in so many are kept in full, and the last.
FIRST, EVERY = 3, 16


def transcript(lines, is_full=lambda index: False):
    """The lines, of which most are replaced by digests."""
    items, pending = [], []

    def flush():
        if pending:
            text = "".join(line + "\n" for line in pending)
            items.append(f"~ {len(pending)} {hashlib.sha256(text.encode()).hexdigest()[:16]}")
            pending.clear()

    for index, line in enumerate(lines):
        if index < FIRST or index % EVERY == 0 or index == len(lines) - 1 or is_full(index):
            flush()
            items.append(line)
        else:
            pending.append(line)
    flush()
    return items


def number(value):
    """The shortest decimal that is the same double, without ".0"."""
    return repr(float(value)).removesuffix(".0")


def setting(name, value):
    """A setting as an experiment file writes it."""
    return f"{name}={str(value).lower() if isinstance(value, bool) else value}"


class Trajectory:
    """One trajectory while it is recorded."""

    def __init__(self, environment, seed, settings=(), continues=False, name=None):
        self.head = {"environment": environment, "settings": list(settings), "seed": int(seed)}
        self.head |= {"continues": continues} | ({"name": name} if name else {})
        self.actions, self.lines = "", []

    def reset(self, state):
        """Adds a reset and the state after it, as text."""
        self.actions += "-"
        self.lines.append(f"- - - - {state}")

    def step(self, action, reward, terminated, truncated, state):
        """Adds a step and the state after it, as text."""
        self.actions += "0123456789abcdefghijklmnopqrstuvwxyz"[int(action)]
        self.lines.append(f"{action} {number(reward)} {int(terminated)} {int(truncated)} {state}")

    def json(self, is_full=lambda index: False):
        return self.head | {"actions": self.actions, "lines": transcript(self.lines, is_full)}


def write(**parts):
    """Prints a recording, a trajectory or table on a line."""
    sections = [
        f'"{name}": [\n' + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]"
        for name, rows in parts.items()
    ]
    print("{\n" + ",\n".join(sections) + "\n}")
