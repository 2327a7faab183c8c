"""Runs of `argscope train` over several devices and processes, as a user starts them."""

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import NamedTuple

import keras
import numpy as np
from tests.distribution.started import environment, free_port
from tests.finetune.states import state

from argscope.finetune import FineTuneConfig

SECONDS = 240
"""For what takes ten on a machine that has nothing else to do."""

NETWORK = '''
from argscope import arg_scope, layers


def small(images, num_classes, is_training=True):
    """Has what differs if devices compute by themselves."""
    with arg_scope([layers.conv2d], weights_regularizer=layers.l2_regularizer(1e-3)):
        net = layers.conv2d(images, 8, 3, normalizer_fn=layers.batch_norm, scope="conv1")
    net = layers.flatten(net)
    net = layers.fully_connected(net, 16, scope="fc1")
    net = layers.dropout(net, 0.5, is_training=is_training)
    return layers.fully_connected(net, num_classes, activation_fn=None, scope="logits")


small.default_image_size = 8
'''


class Ended(NamedTuple):
    """What one process has left."""

    status: int
    out: str
    err: str


def config(folder, run, **changes):
    """Return the configuration of a small run."""
    given = {
        "net": f"{folder / 'small.py'}:small",
        "data": folder / "pictures",
        "run_dir": folder / run,
        "epochs": 2,
        "batch_size": 4,
        "schedule": "constant",
        "validation_fraction": 0.25,
        "preprocessing": "cifarnet",
        "workers": 1,
    }
    return FineTuneConfig(**{**given, **changes})


def options(config):
    """Return the command line that asks for a configuration, where it is no default."""
    usual = {each.name: each.default for each in fields(config)}
    return [
        text
        for name, usually in usual.items()
        if (value := getattr(config, name)) != usually
        for text in (f"--{name.replace('_', '-')}", str(value))
    ]


def started(arguments):
    """Start a process of the command."""
    return subprocess.Popen(
        [sys.executable, "-m", "argscope", "train", *map(str, arguments)],
        env=environment()
        | {"KERAS_BACKEND": keras.backend.backend(), "COLUMNS": "100"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def pair(arguments, of_second=()):
    """Start two processes that meet."""
    meet = ["--distribute", "data", "--coordinator", f"127.0.0.1:{free_port()}"]
    meet += ["--processes", 2]
    return [
        started([*arguments, *meet, "--process", index, *more])
        for index, more in enumerate([(), of_second])
    ]


def ends(processes, seconds=SECONDS):
    """Wait for processes, none of which outlives this."""
    try:
        told = [process.communicate(timeout=seconds) for process in processes]
    finally:
        for process in processes:
            process.kill()
    return [
        Ended(process.returncode, without_notes(out), without_notes(err))
        for process, (out, err) in zip(processes, told, strict=True)
    ]


def without_notes(text):
    """Leave out what libraries of C++ say: of their connections."""
    return re.sub(r"(?m)^(\[Gloo\]|[WIE]\d{4} |\[[WIE]\d+ ).*\n", "", text)


def assert_same_run(run: Path, expected: Path):
    """Compare what two runs have left, to rounding."""
    found, right = state(run), state(expected)
    assert set(found) == set(right)
    for name, value in right.items():
        scale = max(np.abs(value).max(), 1e-6)
        np.testing.assert_allclose(
            found[name], value, rtol=0, atol=1e-5 * scale, err_msg=name
        )
    for name in ("classes.csv", "confusion.csv"):
        assert (run / name).read_text() == (expected / name).read_text()
    np.testing.assert_allclose(history(run), history(expected), rtol=2e-5)


def history(run):
    """Return the measures of all epochs."""
    return np.loadtxt(run / "metrics.csv", delimiter=",", skiprows=1)


def with_speeds_left_out(text):
    """Leave out what is never the same."""
    return re.sub(r", \d+ images/s(, waiting for data \d+%)?| after \d+ s", "", text)
