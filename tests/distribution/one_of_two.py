"""A program that is one of two processes; prints what it found as JSON.

Started by test_jax_processes.py.
"""

import json
import sys
from pathlib import Path

import numpy as np
from tests.distribution import networks

import argscope


def main(meeting, count, index, axis, folder):
    """Train together, and let process 0 write the weights to a file."""
    distribution = argscope.distribute(
        **{axis: int(count)},
        layout=networks.LAYOUT if axis == "model" else None,
        coordinator=meeting,
        processes=int(count),
        process=int(index),
    )
    engine = distribution.engine
    model, history = networks.trained(engine.share(networks.BATCH))
    values = [engine.value(v) for v in model.variables + model.optimizer.variables]
    if distribution.processes.is_first:
        np.savez(Path(folder) / "values.npz", *values)
    images, labels = networks.images_and_labels()
    with engine.whole_batches():
        measured = model.evaluate(images[:33], labels[:33], batch_size=33, verbose=0)
        outputs = model.predict(images[:3], verbose=0)
    found = {
        "history": history,
        "measured": [measured, outputs.tolist()],
        "seed": networks.layers.Model(networks.network).get_config()["seed"],
        "held": engine.bytes_held(model.variable("fc1/weights")),
    }
    engine.wait("the end")
    json.dump(found, sys.stdout)


main(*sys.argv[1:])
