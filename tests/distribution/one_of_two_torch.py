"""A program that is one of two processes of torch; prints what it found as JSON.

Started by test_torch_processes.py.
"""

import json
import sys
from pathlib import Path

import keras
import numpy as np
from tests.distribution import networks, torch_networks

import argscope
from argscope import layers


def main(meeting, count, index, folder):
    """Train together, and let process 0 write the weights to files."""
    where = {"coordinator": meeting, "processes": int(count), "process": int(index)}
    with argscope.distribute(data=2, **where) as distribution:
        found = {
            "trained": _trained(distribution, folder, "trained"),
            "strangers": _trained_with_strangers(distribution, folder),
            "wholes": _whole_batches(distribution),
            "norm": _normalized(distribution),
            "slim": _slim(distribution),
        }
        _by_hand(distribution, folder, "trained")
    with argscope.distribute(data=2, **where, per_device_batch_norm=True) as alone:
        found["norm_alone"] = _normalized(alone)
        found["texts"] = _texts(alone)
    with argscope.distribute(model=2, layout=networks.LAYOUT, **where) as cut:
        found["cut"] = _trained(cut, folder, "cut")
        found["held"] = _held(cut)
        _by_hand(cut, folder, "cut")
        found["frozen"] = _frozen(cut, folder)
        found["refused"] = _refused(cut)
        cut.engine.wait("the end")
    json.dump(found, sys.stdout)


def _trained(distribution, folder, name):
    model, history = networks.trained(distribution.engine.share(networks.BATCH))
    _save(distribution, model, Path(folder) / f"{name}.npz")
    images, labels = _own_part(distribution, 48)
    measured = model.evaluate(images, labels, batch_size=12, verbose=0)
    outputs = model.predict(images, batch_size=12, verbose=0)
    seed = layers.Model(networks.network).get_config()["seed"]
    return {
        "history": history,
        "measured": measured,
        "outputs": outputs.tolist(),
        "seed": seed,
    }


def _trained_with_strangers(distribution, folder):
    share = distribution.engine.share(networks.BATCH)
    model, history = torch_networks.trained_with_strangers(share)
    _save(distribution, model, Path(folder) / "strangers.npz")
    return history


def _whole_batches(distribution):
    model = networks.compiled()
    images, labels = networks.images_and_labels()
    with distribution.engine.whole_batches():
        return [model.train_on_batch(images[:7], labels[:7]) for _ in range(3)]


def _normalized(distribution):
    """Return the mean of a part's outputs, and the moving mean."""
    model = layers.Model(torch_networks.normalized, seed=1)
    images, _ = _own_part(distribution, 48)
    outputs = keras.ops.convert_to_numpy(model(images, training=True))
    moving = distribution.engine.value(model.variable("norm/moving_mean"))
    return [outputs.mean((0, 1, 2)).tolist(), moving.tolist()]


def _slim(distribution):
    """Return the losses of a model that computes its own, trained by slim's steps."""
    step = torch_networks.train_op()
    images, labels = _own_part(distribution, 24)
    return [step({"images": images, "labels": labels}) for _ in range(3)]


def _by_hand(distribution, folder, name):
    share = distribution.engine.share(networks.BATCH)
    model = torch_networks.stepped_by_hand(share)
    _save(distribution, model, Path(folder) / f"{name}_by_hand.npz")


def _held(distribution):
    """Return what a process holds, in bytes and in fact, of a weight and its momentum."""
    model = networks.compiled()
    images, labels = _own_part(distribution, 24)
    model.train_on_batch(images, labels)
    weights = model.variable("fc1/weights")
    ends = "fc1_weights_momentum"
    momentum = [v for v in model.optimizer.variables if v.path.endswith(ends)]
    both = weights, *momentum
    return [[distribution.engine.bytes_held(v), v.value.nbytes] for v in both]


def _frozen(distribution, folder):
    model = networks.compiled()
    images, labels = _own_part(distribution, 24)
    model.train_on_batch(images, labels)
    model.freeze("conv1")
    model.train_on_batch(images, labels)
    model.unfreeze()
    loss = model.train_on_batch(images, labels)
    _save(distribution, model, Path(folder) / "frozen.npz")
    return loss


def _refused(distribution):
    texts = []
    images, labels = _own_part(distribution, 24)
    for optimizer in keras.optimizers.Lamb(), keras.optimizers.SGD(global_clipnorm=1.0):
        model = networks.compiled()
        model.compile(optimizer, "sparse_categorical_crossentropy")
        try:
            model.train_on_batch(images, labels)
        except argscope.DistributionError as error:
            texts.append(str(error))
    return texts


def _own_part(distribution, batch):
    share = distribution.engine.share(batch)
    return [each[share] for each in networks.images_and_labels()]


def _texts(distribution):
    store = distribution.engine.store()
    index = distribution.processes.index
    store.put(f"text/{index}", f"of {index}")
    other = store.wait_for(f"text/{1 - index}", 60)
    return [store.get(f"text/{index}"), other, store.get("nothing")]


def _save(distribution, model, path):
    variables = model.variables + model.optimizer.variables
    values = [distribution.engine.value(variable) for variable in variables]
    if distribution.processes.is_first:
        np.savez(path, *values)


main(*sys.argv[1:])
