#!/usr/bin/env python3
"""Reads the exports of a results folder with TensorBoard, safetensors, PyTorch, pandas and json.

    scripts/check_exports.py results/smoke exports

`exports` holds tensorboard/, safetensors/, csv/ and trials.json of the same results. What the readers
say is compared with the trials' HDF5 files, which h5py reads: curves, weights bit by bit, and the action
values that PyTorch computes from the weights. scripts/check-exports makes the exports and installs what
this needs. Exit status: 0 if all is well, 1 if something is wrong.
"""

import json
import pathlib
import re
import sys

import h5py
import numpy
import pandas
import safetensors
import safetensors.numpy
import safetensors.torch
import torch
from tensorboard.backend.event_processing import data_provider, event_accumulator
from tensorboard.backend.event_processing import plugin_event_multiplexer
from tensorboard.context import RequestContext
from tensorboard.plugins import base_plugin
from tensorboard.plugins.hparams import api_pb2, backend_context, get_experiment, list_session_groups

import check_results
from check_results import text

complaints = []


def expect(condition, complaint):
    if not condition:
        complaints.append(complaint)


def same(left, right):
    """Whether two arrays are equal, element by element; not-a-number is equal to itself."""
    left, right = numpy.asarray(left), numpy.asarray(right)
    return left.shape == right.shape and numpy.array_equal(left, right, equal_nan=left.dtype.kind == "f")


# TensorBoard

def curves_of(file):
    """The curves that a trial's event file should have, by tag: steps and values."""
    curves = {}

    def add(tag, steps, values):
        values = numpy.asarray(values, numpy.float64)
        steps, values = numpy.asarray(steps)[~numpy.isnan(values)], values[~numpy.isnan(values)]
        if len(values):
            # What a float does not hold is infinite.
            with numpy.errstate(over="ignore"):
                curves[tag] = (steps, values.astype(numpy.float32))

    steps = file["episodes/step"][()]
    for name in ("return", "length", "epsilon", "loss"):
        add(f"training/{name}", steps, file[f"episodes/{name}"][()])
    steps, returns = file["evaluations/step"][()], file["evaluations/return"][()]
    # Added up from first to last, as sweep does.
    add("evaluation/return", steps, [sum(row) / len(row) for row in returns.tolist()])
    for name in ("value_error", "regret"):
        if f"evaluations/{name}" in file:
            add(f"evaluation/{name}", steps, file[f"evaluations/{name}"][()])
    for name in file["planning"] if "planning" in file else ():
        values = file["planning"][name][()]
        add(f"planning/{name}", numpy.arange(1, len(values) + 1), values)
    return curves


def check_curves(folder, row, file):
    """Compares the curves of a run's folder with those of a trial's file."""
    reader = event_accumulator.EventAccumulator(str(folder), size_guidance={"scalars": 0})
    reader.Reload()
    expected = curves_of(file)
    for metric in ("evaluation_return", "return_last_100"):
        if not pandas.isna(row[metric]):
            steps = [int(file.attrs["steps"])]
            expected[f"results/{metric}"] = (steps, numpy.array([row[metric]], numpy.float32))
    tags = reader.Tags()["scalars"]
    expect(sorted(tags) == sorted(expected), f"{folder.name}: tags {tags}")
    for tag, (steps, values) in expected.items():
        if tag in tags:
            events = reader.Scalars(tag)
            expect(same([event.step for event in events], steps), f"{folder.name}: steps of {tag}")
            found = numpy.array([event.value for event in events], numpy.float32)
            expect(same(found, values), f"{folder.name}: values of {tag}")


def check_hyperparameters(folder, trials, summary):
    """Compares the table of TensorBoard's hyperparameter plugin with summary.csv."""
    multiplexer = plugin_event_multiplexer.EventMultiplexer()
    multiplexer.AddRunsFromDirectory(str(folder))
    multiplexer.Reload()
    provider = data_provider.MultiplexerDataProvider(multiplexer, str(folder))
    backend = backend_context.Context(base_plugin.TBContext(data_provider=provider, logdir=str(folder)))
    experiment = get_experiment.Handler(
        RequestContext(), backend, "", api_pb2.GetExperimentRequest(include_metrics=True)).run()
    metrics = [info.name.tag for info in experiment.metric_infos]
    expect(metrics == ["results/evaluation_return", "results/return_last_100"], f"metrics {metrics}")
    columns = {info.name: info for info in experiment.hparam_infos}
    request = api_pb2.ListSessionGroupsRequest(
        start_index=0, slice_size=len(summary), include_metrics=True,
        allowed_statuses=[api_pb2.STATUS_SUCCESS, api_pb2.STATUS_FAILURE])
    for name in columns:
        request.col_params.add(hparam=name, include_in_result=True)
    for info in experiment.metric_infos:
        request.col_params.add(metric=info.name, include_in_result=True)
    groups = list_session_groups.Handler(RequestContext(), backend, "", request).run().session_groups
    expect(len(groups) == summary["configuration"].nunique(), f"{len(groups)} session groups")
    sessions = {session.name: (group, session) for group in groups for session in group.sessions}
    expect(sorted(sessions) == sorted(trials), "the sessions are not the runs")
    for run, row in trials.items():
        if run not in sessions:
            continue
        group, session = sessions[run]
        expect(
            session.status == (api_pb2.STATUS_SUCCESS if row["status"] == "done" else api_pb2.STATUS_FAILURE),
            f"{run}: status {session.status}")
        found = {metric.name.tag: metric.value for metric in session.metric_values}
        for metric in ("evaluation_return", "return_last_100"):
            value = found.get(f"results/{metric}")
            expected = None if pandas.isna(row[metric]) else float(numpy.float32(row[metric]))
            expect(value == expected, f"{run}: {metric} {value}, expected {expected}")
        for name in columns:
            if name not in row.index:
                expect(name in ("arm",), f"{run}: no column {name} in summary.csv")
                continue
            cell, kind = row[name], None
            if name in group.hparams:
                value = group.hparams[name]
                kind = value.WhichOneof("kind")
                value = getattr(value, kind)
            if kind is None:
                expect(cell == "", f"{run}: no {name}, expected {cell}")
            elif kind == "number_value":
                expect(cell != "" and float(cell) == value, f"{run}: {name} {value}, expected {cell}")
            elif kind == "bool_value":
                expect(cell == str(value).lower(), f"{run}: {name} {value}, expected {cell}")
            else:
                expect(cell == value, f"{run}: {name} {value}, expected {cell}")
    for name, info in columns.items():
        if name in summary:
            cells = summary[name]
            differs = cells[cells != ""].nunique() > 1
            expect(info.differs == differs, f"{name}: differs {info.differs}")


def check_tensorboard(folder, summary, files):
    runs = sorted(path for path in folder.iterdir() if path.is_dir())
    expect(len(runs) == len(files), f"{len(runs)} runs of {len(files)} finished trials")
    rows = [row for _, row in summary.iterrows() if row["trial"] in files]
    for run, row in zip(runs, rows):
        expect(run.name.endswith(f"seed{row['replicate']}"), f"{run.name} is not replicate {row['replicate']}")
        check_curves(run, row, files[row["trial"]])
    check_hyperparameters(folder, {run.name: row for run, row in zip(runs, rows)}, summary)


# Weights

def sequential(description):
    """The network that a text such as `Linear(4, 24), ReLU(), Linear(24, 2)` describes."""
    layers = []
    for name, arguments in re.findall(r"(\w+)\(([^)]*)\)", description):
        numbers = [int(number) for number in re.findall(r"\d+", arguments)]
        if name == "Conv2d":
            layers.append(torch.nn.Conv2d(*numbers[:3], stride=numbers[3]))
        elif name == "Linear":
            layers.append(torch.nn.Linear(*numbers))
        elif name == "LayerNorm":
            layers.append(torch.nn.LayerNorm(numbers, elementwise_affine="elementwise_affine=False" not in arguments))
        else:
            layers.append(getattr(torch.nn, name)())
    return torch.nn.Sequential(*layers)


def convolved(file, image):
    """The outputs of a network with convolutions, computed with NumPy."""
    strides = [int(number) for number in re.findall(r"/(\d+)", text(file["hyperparameters"].attrs["network.convolution"]))]
    names = check_results.layer_names(file)
    values = image.astype(numpy.float64)
    for index, name in enumerate(names):
        weight, bias = file["weights"][name]["weight"][()], file["weights"][name]["bias"][()]
        if weight.ndim == 4:
            windows = numpy.lib.stride_tricks.sliding_window_view(values, weight.shape[2:], axis=(1, 2))
            windows = windows[:, ::strides[index], ::strides[index]]
            values = numpy.einsum("cyxij,fcij->fyx", windows, weight) + bias[:, None, None]
        else:
            values = weight @ values.reshape(-1) + bias
        if index + 1 < len(names):
            values = check_results.hidden_output(file, name, values)
    return values


def action_values(outputs, settings):
    """The value of each action from a network's outputs, `[batch, outputs]`."""
    distribution = settings.get("distribution", "none")
    atoms = {"none": 1, "c51": settings.get("c51.atoms", 51), "qr-dqn": settings.get("qr.quantiles", 200)}
    values = outputs.reshape(len(outputs), -1, atoms[distribution])
    if settings.get("dueling"):
        value, advantages = values[:, :1], values[:, 1:]
        values = value + advantages - advantages.mean(dim=1, keepdim=True)
    if distribution == "c51":
        returns = torch.linspace(settings.get("c51.v_min", -10), settings.get("c51.v_max", 10), values.shape[2])
        return values.softmax(dim=2) @ returns
    return values.mean(dim=2)


def check_network(path, file):
    """Loads a network's weights into PyTorch; returns how its action values were compared."""
    with safetensors.safe_open(path, framework="np") as reader:
        metadata = reader.metadata()
    settings = json.loads(metadata["hyperparameters"])
    state = safetensors.torch.load_file(path)
    sigmas = {name: tensor for name, tensor in state.items() if name.endswith("_sigma")}
    # Sigmas are beside the means of their layer, a normalisation after both.
    layers = sorted(file["weights"], key=lambda name: name.replace("_spread", "").replace("_norm", "~"))
    expected = [file["weights"][layer][kind][()] for layer in layers for kind in ("weight", "bias")]
    stored = sorted(state, key=lambda name: (int(name.split(".")[0]), "sigma" in name, "bias" in name))
    expect(len(stored) == len(expected), f"{path.name}: tensors {stored}")
    for name, array in zip(stored, expected):
        expect(same(state[name].numpy(), array), f"{path.name}: {name}")
    network = sequential(metadata["network"])
    network.load_state_dict({name: state[name] for name in state if name not in sigmas})
    if text(file.attrs["status"]) != "done":
        return "weights of a failed trial"
    with torch.no_grad():
        if "table" in file:
            # Action values that sweep itself has computed, in every state.
            table = file["table/action_value"][()]
            values = action_values(network(torch.eye(len(table))), settings).numpy()
            close = numpy.allclose(values, table, rtol=1e-4, atol=1e-4)
            how = f"action values of {len(table)} states"
        elif isinstance(network[0], torch.nn.Conv2d):
            image = numpy.random.default_rng(7).integers(0, 256, (network[0].in_channels, 84, 84)) / 255
            values = network(torch.from_numpy(image.astype(numpy.float32))[None])[0].numpy()
            close = numpy.allclose(values, convolved(file, image), rtol=1e-3, atol=1e-4)
            how = "outputs for an image"
        else:
            observation = numpy.linspace(-0.05, 0.05, network[0].in_features, dtype=numpy.float32)
            values = action_values(network(torch.from_numpy(observation)[None]), settings)[0].numpy()
            close = numpy.allclose(values, check_results.action_values(file, observation), rtol=1e-4, atol=1e-4)
            how = "action values"
    expect(close, f"{path.name}: PyTorch computes other {how}")
    return how


def check_safetensors(folder, files):
    """Compares the weights with those of the trials' files."""
    seen = {}
    for trial, file in files.items():
        path = folder / f"{trial}.safetensors"
        has_table = "table" in file and text(file.attrs["algorithm"]) != "dqn"
        if not len(check_results.layers_of(file)) and not has_table:
            expect(not path.exists(), f"{path.name}: the trial has no weights")
            how = "no weights"
        elif not path.exists():
            expect(False, f"{path.name} is missing")
            continue
        elif len(check_results.layers_of(file)):
            how = check_network(path, file)
        else:
            tensors = safetensors.numpy.load_file(path)
            expect(list(tensors) == ["action_value"], f"{path.name}: tensors {list(tensors)}")
            expect(same(tensors["action_value"], file["table/action_value"][()]), f"{path.name}: action values")
            how = "tables"
        if path.exists():
            with safetensors.safe_open(path, framework="np") as reader:
                metadata = reader.metadata()
            for name in ("weights_sha256", "result_sha256", "environment", "trial", "canonical_text"):
                expect(metadata[name] == text(file.attrs[name]), f"{path.name}: {name}")
            expect((8 + int.from_bytes(path.read_bytes()[:8], "little")) % 8 == 0, f"{path.name}: alignment")
        seen[how] = seen.get(how, 0) + 1
    return ", ".join(f"{count} {how}" for how, count in seen.items())


# Tables

EPISODE_COLUMNS = {
    "step": "step", "return": "return", "length": "length", "epsilon": "epsilon", "mean_loss": "loss",
    "terminated": "terminated", "truncated": "truncated"}


def check_csv(folder, summary, files):
    types = {"trial": str, "configuration": str}
    episodes = pandas.read_csv(folder / "episodes.csv", dtype=types)
    evaluations = pandas.read_csv(folder / "evaluations.csv", dtype=types)
    rows = {row["trial"]: row for _, row in summary.iterrows()}
    for table in (episodes, evaluations):
        order = [trial for trial in rows if trial in set(table["trial"])]
        expect(list(dict.fromkeys(table["trial"])) == order, "the trials are not in grid order")
    for trial, file in files.items():
        table = episodes[episodes["trial"] == trial]
        for column, name in EPISODE_COLUMNS.items():
            expected = file[f"episodes/{name}"][()]
            expect(
                same(table[column].astype(expected.dtype), expected), f"{trial}: {column} in episodes.csv")
        table = evaluations[evaluations["trial"] == trial]
        expect(same(table["return"], file["evaluations/return"][()].ravel()), f"{trial}: evaluations.csv")
        count = file["evaluations/return"].shape[1]
        expect(same(table["step"], numpy.repeat(file["evaluations/step"][()], count)), f"{trial}: evaluations.csv")
    # The columns of the axes are those of summary.csv.
    first = evaluations.drop_duplicates("trial")
    for column in first.columns[5:-5]:
        texts = pandas.read_csv(
            folder / "evaluations.csv", dtype=str, keep_default_na=False).drop_duplicates("trial")
        for trial, cell in zip(texts["trial"], texts[column]):
            expect(rows[trial][column] == cell, f"{trial}: {column} {cell}")


def check_json(path, summary, files):
    document = json.loads(path.read_text())
    done = [trial for trial in summary["trial"] if trial in files]
    expect([trial["trial"] for trial in document["trials"]] == done, "trials.json: other trials")
    frame = pandas.json_normalize(document["trials"])
    expect(len(frame) == len(done), "trials.json: rows")
    for trial in document["trials"]:
        file = files[trial["trial"]]
        for name in EPISODE_COLUMNS.values():
            expected = file[f"episodes/{name}"][()]
            found = numpy.array(
                [numpy.nan if value is None else value for value in trial["episodes"][name]], expected.dtype)
            expected = numpy.where(numpy.isinf(expected), numpy.nan, expected) if expected.dtype.kind == "f" else expected
            expect(same(found, expected), f"{trial['trial']}: {name} in trials.json")
        returns = numpy.array(trial["evaluations"]["return"]).reshape(file["evaluations/return"].shape)
        expect(same(returns, file["evaluations/return"][()]), f"{trial['trial']}: evaluations in trials.json")
        expect(
            trial["results"]["weights_sha256"] == text(file.attrs["weights_sha256"]),
            f"{trial['trial']}: results in trials.json")


def main(results, exports):
    summary = pandas.read_csv(
        results / "summary.csv", dtype=str, keep_default_na=False)
    for column in ("evaluation_return", "return_last_100"):
        summary[column] = pandas.to_numeric(summary[column])
    files = {
        trial: h5py.File(results / "trials" / f"{trial}.h5")
        for trial in summary["trial"] if (results / "trials" / f"{trial}.h5").exists()}
    check_tensorboard(exports / "tensorboard", summary, files)
    weights = check_safetensors(exports / "safetensors", files)
    check_csv(exports / "csv", summary, files)
    check_json(exports / "trials.json", summary, files)
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    print(f"{results.name}: {len(files)} trials, {weights}; {len(complaints)} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))
