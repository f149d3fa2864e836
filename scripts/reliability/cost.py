"""What it costs to write a long trial down."""

import signal
import time

from .experiments import TUTORIAL
from .stops import require_atari
from .workplace import Broken, Place, finish

# As often as `checkpoint_every: auto` writes.
INTERVAL = 60

# Of the time that a trial takes.
LARGEST_SHARE = 0.03


def cost(program, count, seed):
    """Stops Pong with the tutorial's network once a minute, and takes the time until it is down.

    Beside the checkpoint that is a slice of the training, and the files beside the trials: the
    checkpoint alone takes less.
    """
    require_atari(program)
    seconds = []
    with Place(program, TUTORIAL) as place:
        for _ in range(count or 3):
            process = place.start()
            time.sleep(INTERVAL)
            process.send_signal(signal.SIGTERM)
            began = time.monotonic()
            status, words = finish(process)
            seconds.append(time.monotonic() - began)
            if status != 143:
                raise Broken(f"status {status}: {words}")
            steps = max(int(path.name.split(".")[1]) for path in states(place))
            size = sum(path.stat().st_size for path in (place.folder / "checkpoints").iterdir())
            print(f"  step {steps}: {seconds[-1]:.2f} s, {size / 1e6:.0f} MB", flush=True)
    share = sum(seconds) / (INTERVAL * len(seconds))
    text = f"{100 * share:.1f} % of the time of Pong for a checkpoint a minute, at most 3 %"
    return share <= LARGEST_SHARE, text


def states(place):
    return (place.folder / "checkpoints").glob("*.checkpoint")
