"""What one of the processes does in `test_sharded_files`; it tells what it has read."""

import json
import sys
from pathlib import Path
from unittest.mock import patch

import numpy as np
from tests.distribution.small import LAYOUT, built

import argscope
from argscope.checkpoint import CheckpointReader
from argscope.layers._model import values
from argscope.layers._model.tensor_files import Tensor


def counted(kind, method, count):
    """Let a method of a class count the bytes that it returns."""
    original = getattr(kind, method)

    def counting(self, *arguments):
        found = original(self, *arguments)
        count.append(int(np.asarray(found).nbytes))
        return found

    return patch.object(kind, method, counting)


def in_two_processes(coordinator, index, folder):
    with argscope.distribute(
        model=2, layout=LAYOUT, coordinator=coordinator, processes=2, process=index
    ):
        model, told = built(2), {}
        with counted(Tensor, "__getitem__", read := []):
            model.load_weights(folder / "whole.safetensors")
        told["read of safetensors"] = sum(read)
        model.save_weights(folder / "parts.safetensors")
        model.save_weights(folder / "small.safetensors", max_shard_size=500 / 1024**3)
        model.save_weights(folder / "all.weights.h5")
        model.save_checkpoint(folder / "saved.ckpt")

        model, checked = built(3), []
        with (
            counted(CheckpointReader, "part", read := []),
            counted(CheckpointReader, "__getitem__", whole := []),
            patch.object(
                CheckpointReader, "check", lambda _, name: checked.append(name)
            ),
        ):
            model.load_checkpoint(folder / "given.ckpt")
        told |= {"read of a checkpoint": sum(read), "whole": whole, "checked": checked}
        told["equal"] = same_as(model, folder / "given.npz")
        return told


def on_four_devices(folder):
    """Return for each mesh how many bytes were read, and whether all is as it was."""
    older, told = built(9), {}
    for data, parts in ((4, 1), (2, 2), (1, 4)):
        with argscope.distribute(data=data, model=parts, layout=layout_for(parts)):
            model = built(2)
            with counted(Tensor, "__getitem__", read := []):
                model.load_weights(folder / "whole.safetensors")
            by_safetensors = same_as(model, folder / "given.npz")
            model = built(3)
            model.load_checkpoint(folder / "given.ckpt")
            by_checkpoint = same_as(model, folder / "given.npz")
            model.save_weights(folder / f"from-{data}-{parts}.safetensors")
            older.load_weights(folder / "whole.safetensors")
        told[f"{data}x{parts}"] = [sum(read), by_safetensors, by_checkpoint]
    told["older"] = same_as(older, folder / "given.npz")
    return told


def layout_for(parts):
    return LAYOUT if parts > 1 else None


def same_as(model, file):
    """Return whether a model has the values of a file."""
    expected = np.load(file)
    return all(
        np.array_equal(values.value(variable), expected[variable.path])
        for variable in model.variables_in_order
    )


if __name__ == "__main__":
    coordinator, index, what, folder = sys.argv[1:]
    if what == "two":
        told = in_two_processes(coordinator, int(index), Path(folder))
    else:
        told = on_four_devices(Path(folder))
    print(json.dumps(told))  # noqa: T201
