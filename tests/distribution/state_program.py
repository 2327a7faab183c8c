"""What one of the processes does in `test_sharded_state`; it tells what it found."""

import json
import sys
from pathlib import Path

import numpy as np
from tests.distribution.small import LAYOUT, compiled

import argscope
from argscope.finetune import _state
from argscope.layers._model import values

MEASURES = {"loss": 0.25}


def in_two_processes(coordinator, index, folder):
    """Go on from one file, and leave several behind; twice, as older ones have to go."""
    with argscope.distribute(
        model=2, layout=LAYOUT, coordinator=coordinator, processes=2, process=index
    ):
        model = compiled(2)
        progress = _state.load_state(folder / _state.STATE, model)
        told = {"epochs": progress.epochs, "equal": same_as(model, folder)}
        for _ in range(2):
            progress = progress.after(MEASURES)
            _state.save_state(folder / _state.STATE, model, progress)
        other = compiled(3)
        again = _state.load_state(folder / _state.STATE, other)
        told |= {"again": again.epochs, "equal again": same_as(other, folder)}
        model.save_weights(folder / "all.weights.h5")  # with its optimizer
        other = compiled(4)
        other.seed_generator.state.assign(model.seed_generator.state.value)
        other.load_weights(folder / "all.weights.h5")
        return told | {"equal weights": same_as(other, folder)}


def on_four_devices(folder):
    """Return for each mesh whether the state is as it was."""
    told = {}
    for data, parts in ((4, 1), (2, 2), (1, 4)):
        layout = LAYOUT if parts > 1 else None
        with argscope.distribute(data=data, model=parts, layout=layout):
            model = compiled(2)
            progress = _state.load_state(folder / _state.STATE, model)
            told[f"{data}x{parts}"] = [progress.epochs, same_as(model, folder)]
    return told


def same_as(model, folder):
    """Return whether a model and its optimizer have the values of a file."""
    expected = np.load(folder / "given.npz")
    found = _state._variables(model)
    return set(found) == set(expected) and all(
        np.array_equal(values.value(found[name]), expected[name]) for name in found
    )


if __name__ == "__main__":
    coordinator, index, what, folder = sys.argv[1:]
    if what == "two":
        told = in_two_processes(coordinator, int(index), Path(folder))
    else:
        told = on_four_devices(Path(folder))
    print(json.dumps(told))  # noqa: T201
