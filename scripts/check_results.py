#!/usr/bin/env python3
"""Reads every file of a results folder and checks it without any code of sweep.

    scripts/check_results.py results/smoke

Needs h5py, numpy and pandas. For each trial it computes both hashes anew as results/README.md
defines them, compares the file with its row of summary.csv and of sweep.h5, and takes a greedy
action from the stored weights of networks without convolutions. Exit status: 0 if all is well, 1
if something is wrong.
"""

import hashlib
import json
import math
import pathlib
import sys

import h5py
import numpy
import pandas

TYPE_NAMES = {"<f4": "float32", "<f8": "float64", "<i8": "int64", "<u8": "uint64", "|u1": "uint8"}


def text(value):
    """An attribute's text: h5py returns text of fixed length as bytes."""
    return value.decode() if isinstance(value, bytes) else str(value)


def objects_of(file):
    """All groups and datasets by path, the root first."""
    objects = {"/": file}
    file.visititems(lambda name, item: objects.__setitem__("/" + name, item))
    return objects


def attribute_bytes(item, name):
    """Type name, shape and bytes of an attribute, as the digest takes them."""
    value = item.attrs[name]
    if isinstance(value, bytes):
        return "text", "[]", bytes(value)
    array = numpy.asarray(value)
    shape = "[]" if array.ndim == 0 else f"[{array.size}]"
    return TYPE_NAMES[array.dtype.str], shape, array.tobytes()


def result_digest(file):
    """SHA-256 over everything in a trial's file but the root attributes result_sha256 and kept_sha256.

    It is the one of the two, kept_sha256 where the final parameters are not among what the file keeps.
    """
    objects = objects_of(file)
    digest = hashlib.sha256()

    def add(title, data):
        digest.update(f"{title} {len(data)}\n".encode())
        digest.update(data)
        digest.update(b"\n")

    for path in sorted(objects):
        for name in sorted(objects[path].attrs):
            if (path, name) not in (("/", "result_sha256"), ("/", "kept_sha256")):
                kind, shape, data = attribute_bytes(objects[path], name)
                add(f"attribute {path} {name} {kind} {shape}", data)
    for path in sorted(objects):
        item = objects[path]
        if isinstance(item, h5py.Dataset):
            shape = "[" + ",".join(str(size) for size in item.shape) + "]"
            add(f"dataset {path} {TYPE_NAMES[item.dtype.str]} {shape}", item[()].tobytes())
    return digest.hexdigest()


def weights_digest(file):
    """SHA-256 of the parameters, layer by layer in name order, weight before bias; or of the table."""
    digest = hashlib.sha256()
    for name in sorted(layers_of(file)):
        digest.update(file["weights"][name]["weight"][()].tobytes())
        digest.update(file["weights"][name]["bias"][()].tobytes())
    if not len(layers_of(file)) and "table" in file:
        digest.update(file["table/action_value"][()].tobytes())
    return digest.hexdigest()


def layers_of(file):
    """The layers of a network; none where there is no network."""
    return file["weights"] if "weights" in file else {}


def layer_names(file):
    """The names of the layers in order, without sigmas and normalisations."""
    return [name for name in sorted(file["weights"]) if not name.endswith(("_spread", "_norm"))]


ACTIVATIONS = {
    "relu": lambda x: numpy.maximum(x, 0),
    "leaky_relu": lambda x: numpy.where(x < 0, 0.01 * x, x),
    "tanh": numpy.tanh,
    "elu": lambda x: numpy.where(x > 0, x, numpy.expm1(numpy.minimum(x, 0))),
    "silu": lambda x: x / (1 + numpy.exp(-x)),
}


def hidden_output(file, name, values):
    """What follows the sums of a hidden layer: its normalisation, if any, and the activation function."""
    settings = file["hyperparameters"].attrs
    normalization = text(settings.get("network.layer_norm", "none"))
    if normalization != "none":
        values = (values - values.mean()) / numpy.sqrt(values.var() + 1e-5)
    if normalization == "affine":
        norm = file["weights"][name + "_norm"]
        values = norm["weight"][()] * values + norm["bias"][()]
    return ACTIVATIONS[text(settings.get("network.activation", "relu"))](values)


def action_values(file, observation):
    """The values of all actions: dense layers, the last one linear; without noise."""
    names = layer_names(file)
    values = observation
    for place, name in enumerate(names):
        layer = file["weights"][name]
        values = layer["weight"][()] @ values + layer["bias"][()]
        if place + 1 < len(names):
            values = hidden_output(file, name, values)
    settings = file["hyperparameters"].attrs
    distribution = text(settings.get("distribution", "none"))
    atoms = {"none": 1, "c51": settings.get("c51.atoms", 51), "qr-dqn": settings.get("qr.quantiles", 200)}
    values = values.reshape(-1, atoms[distribution])
    if settings.get("dueling", 0):
        value, advantages = values[0], values[1:]
        values = value + advantages - advantages.mean(axis=0)
    if distribution == "c51":
        returns = numpy.linspace(settings.get("c51.v_min", -10), settings.get("c51.v_max", 10), values.shape[1])
        likelihoods = numpy.exp(values - values.max(axis=1, keepdims=True))
        return likelihoods @ returns / likelihoods.sum(axis=1)
    return values.mean(axis=1)


def greedy_action(file):
    """The best action for an observation that is the same on every machine."""
    first = file["weights"][sorted(file["weights"])[0]]["weight"]
    inputs = first.shape[1]
    observation = numpy.linspace(-0.05, 0.05, inputs, dtype=numpy.float32)
    values = action_values(file, observation)
    return int(values.argmax()), values


def expected_cells(file):
    """What the summary must say of a trial, from its file."""
    returns = file["episodes/return"][()]
    windows = [returns] if len(returns) <= 100 else [
        returns[start:start + 100] for start in range(len(returns) - 99)]
    done = text(file.attrs["status"]) == "done"
    losses = file["episodes/loss"][()]
    evaluations = file["evaluations/return"][()]
    solved = int(file.attrs["solved_at_episode"])
    planned = "planning" in file
    cells = {
        "configuration": text(file.attrs["configuration"]),
        "replicate": int(file.attrs["replicate"]),
        "seed": int(file.attrs["root_seed"]),
        "status": text(file.attrs["status"]),
        "episodes": math.nan if planned else len(returns),
        "steps": math.nan if planned else int(file.attrs["steps"]),
        "updates": int(file.attrs["updates"]),
        "return_last_100": returns[-100:].mean() if len(returns) else math.nan,
        "return_best_100": max(w.mean() for w in windows) if len(returns) else math.nan,
        "solved_at_episode": math.nan if solved < 0 else solved,
        "evaluation_return": evaluations[-1].mean() if done and len(evaluations) else math.nan,
        "loss_last": losses[-1] if len(losses) else math.nan,
        "weights_sha256": text(file.attrs["weights_sha256"]),
        "result_sha256": text(file.attrs["result_sha256"]),
    }
    if "table" in file:
        for name in ("value_error", "regret"):
            known = done and f"evaluations/{name}" in file
            cells[name] = file[f"evaluations/{name}"][-1] if known else math.nan
    return cells


def same(expected, found):
    """Equal, or close where numpy adds up in an order of its own; not-a-number is an empty cell."""
    if isinstance(expected, str):
        return expected == found
    if math.isnan(expected):
        return pandas.isna(found)
    return math.isclose(expected, float(found), rel_tol=1e-12)


def check_trial(file, row):
    """The complaints about one trial's file."""
    complaints = []
    if text(file.attrs["trial"]) != row["trial"]:
        complaints.append(f"holds trial {text(file.attrs['trial'])}")
    is_whole = "kept_sha256" not in file.attrs
    if result_digest(file) != text(file.attrs["result_sha256" if is_whole else "kept_sha256"]):
        complaints.append("does not have the hash that it names")
    if is_whole and weights_digest(file) != text(file.attrs["weights_sha256"]):
        complaints.append("its weights do not have the hash that it names")
    identity = hashlib.sha256(file.attrs["canonical_text"]).hexdigest()[:12]
    if identity != row["trial"]:
        complaints.append(f"its canonical text has the id {identity}")
    for name, expected in expected_cells(file).items():
        if not same(expected, row[name]):
            complaints.append(f"summary.csv says {name} {row[name]}, the file {expected}")
    for path, item in objects_of(file).items():
        if isinstance(item, h5py.Dataset) and not {"units", "description"} <= set(item.attrs):
            complaints.append(f"{path} has no units or description")
    return complaints


def check_index(folder, summary):
    """The complaints about sweep.h5."""
    complaints = []
    with h5py.File(folder / "sweep.h5") as index:
        table = pandas.DataFrame(index["summary"][()])
        if list(table.columns) != list(summary.columns):
            complaints.append("sweep.h5 has other columns than summary.csv")
        if [text(trial) for trial in table["trial"]] != list(summary["trial"]):
            complaints.append("sweep.h5 has other trials than summary.csv")
        finished = sorted(summary.loc[summary["status"] != "missing", "trial"])
        if sorted(index["trials"]) != finished:
            complaints.append("sweep.h5 does not link to the finished trials")
        for trial in finished:
            if text(index["trials"][trial].attrs["trial"]) != trial:
                complaints.append(f"the link to {trial} leads elsewhere")
    return complaints


def main(folder):
    summary = pandas.read_csv(folder / "summary.csv", dtype={"trial": str, "configuration": str})
    complaints = []
    for _, row in summary.iterrows():
        if row["status"] == "missing":
            continue
        with h5py.File(folder / "trials" / f"{row['trial']}.h5") as file:
            complaints += [f"{row['trial']}: {text}" for text in check_trial(file, row)]
            if any(name.endswith("_convolution") for name in layers_of(file)):
                print(f"{row['trial']} {row['status']}: weights of a network that sees images")
            elif len(layers_of(file)):
                action, values = greedy_action(file)
                print(f"{row['trial']} {row['status']}: action {action} of {values}")
            elif "table" in file:
                values = file["table/action_value"][0]
                print(f"{row['trial']} {row['status']}: action {values.argmax()} of {values}")
            else:
                print(f"{row['trial']} {row['status']}: no weights")
    if (folder / "sweep.h5").exists():
        complaints += check_index(folder, summary)
    if (folder / "timing.csv").exists():
        pandas.read_csv(folder / "timing.csv", dtype={"trial": str})
    if (folder / "provenance.json").exists():
        json.loads((folder / "provenance.json").read_text())
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    print(f"{len(summary)} trials, {len(complaints)} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1])))
