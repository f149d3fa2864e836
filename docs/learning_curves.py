#!/usr/bin/env python3
"""Draws the evaluation curves of some configurations, every seed a line and their mean on top.

    docs/learning_curves.py results/cartpole docs/cartpole.svg fb76e2a515fd 40fdd28f65a6

Needs h5py, numpy, pandas and matplotlib. Configurations are named by their ids in summary.csv.
"""

import pathlib
import sys

import h5py
import matplotlib
import numpy
import pandas

matplotlib.use("svg")
from matplotlib import pyplot  # noqa: E402


def main(folder, target, *configurations):
    matplotlib.rcParams["svg.hashsalt"] = "sweep"
    folder = pathlib.Path(folder)
    summary = pandas.read_csv(
        folder / "summary.csv", dtype={"trial": str, "configuration": str})
    varying = [c for c in summary.columns[15:] if summary[c].nunique(dropna=False) > 1]
    figure, axes = pyplot.subplots(
        1, len(configurations), figsize=(4.2 * len(configurations), 2.8), sharey=True, squeeze=False)
    for axis, configuration in zip(axes[0], configurations):
        rows = summary[summary.configuration == configuration]
        curves = []
        for trial in rows.trial:
            with h5py.File(folder / "trials" / f"{trial}.h5") as file:
                steps = file["evaluations/step"][:]
                returns = file["evaluations/return"][:]
                curves.append(returns.mean(axis=1))
            axis.plot(steps, curves[-1], color="#4477aa", alpha=0.25, linewidth=1)
        axis.plot(steps, numpy.mean(curves, axis=0), color="#224466", linewidth=2)
        settings = [f"{name} {rows[name].iloc[0]}" for name in varying] or [folder.name]
        half = (len(settings) + 1) // 2
        axis.set_title(
            "\n".join(", ".join(part) for part in (settings[:half], settings[half:])), fontsize=8)
        axis.set_xlabel("environment steps")
    axes[0][0].set_ylabel(f"return of {returns.shape[1]} evaluation episodes")
    figure.tight_layout()
    figure.savefig(target, metadata={"Date": None})


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
