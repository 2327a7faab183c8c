"""A program with four simulated devices; prints what it found as JSON.

Started by test_jax_devices.py: how many devices a process has is decided once.
"""

import json
import re
import sys
import warnings

import jax
import keras
import numpy as np

jax.config.update("jax_num_cpu_devices", 4)

from tests.distribution import networks  # noqa: E402

import argscope  # noqa: E402
from argscope import layers  # noqa: E402
from argscope.layers._numerics import jax_norm  # noqa: E402

IMAGES, LABELS = networks.images_and_labels()


def values(model):
    """Return what all variables of a model are, its optimizer's too."""
    return [np.asarray(v.value) for v in model.variables + model.optimizer.variables]


def measured(model):
    """Return what evaluate and predict make of batches, the last of which is uneven."""
    return [
        model.evaluate(IMAGES[:150], LABELS[:150], batch_size=32, verbose=0),
        model.predict(IMAGES[:3], verbose=0).tolist(),
    ]


def told(model, history):
    """Return what is compared of a trained model."""
    return {"values": values(model), "history": history, "measured": measured(model)}


def compared(one, other):
    """Return how far two are apart."""
    return {
        "weights": networks.farthest(one["values"], other["values"]),
        "history": networks.farthest(
            *([np.array(v) for v in each["history"].values()] for each in (one, other))
        ),
        "measured": networks.farthest(
            *([np.array(v) for v in each["measured"]] for each in (one, other))
        ),
    }


def spread(one, **mesh):
    """Return how far a model on several devices is from the one on one device."""
    with argscope.distribute(**mesh) as distribution:
        model, history = networks.trained()
        held = {
            variable.path: [
                distribution.engine.bytes_held(variable),
                variable.value.addressable_shards[0].data.nbytes,
            ]
            for variable in model.variables_in_order
        }
        pairs = zip(model.trainable_variables, model.optimizer._momentums, strict=True)
        facts = {
            "held": held,
            "momenta": [v.value.sharding == m.value.sharding for v, m in pairs],
            "table": str(model.layout()),
        }
        return compared(one, told(model, history)) | facts


def normalized_per_device():
    """Return how far batch_norm per device is from that of each part by itself."""

    def network(images):
        return layers.batch_norm(images, decay=0.0, scope="bn")

    def outputs(images):
        model = layers.Model(network, seed=1)
        result = np.asarray(model(images, training=True))
        return (
            result,
            model.variable("bn/moving_mean"),
            model.variable("bn/moving_variance"),
        )

    quarters = np.split(IMAGES[:32], 4)
    alone = [outputs(quarter) for quarter in quarters]
    with argscope.distribute(data=4, per_device_batch_norm=True):
        together = outputs(IMAGES[:32])
    means = [np.mean([np.asarray(each[i].value) for each in alone], 0) for i in (1, 2)]
    return networks.farthest(
        [np.concatenate([each[0] for each in alone]), *means],
        [together[0], *(np.asarray(each.value) for each in together[1:])],
    )


def messages_of_batch_norm():
    """Return how often devices hear of each other in both passes."""
    with argscope.distribute(data=4):
        mesh = keras.distribution.distribution().device_mesh.backend_mesh
        images = jax.device_put(IMAGES[:32], jax.NamedSharding(mesh, jax.P("data")))
        passes = jax.grad(
            lambda x: jax.numpy.sin(jax_norm.normalize(x, 3, 4, 1e-3)[0]).sum()
        )
        program = jax.jit(passes).lower(images).compile().as_text()
    return len(re.findall(r" (all|collective)-\w+\(| reduce-scatter\(", program))


def refusals():
    """Return what is told of what cannot be."""
    texts = {}
    for name, arguments in {
        "devices": {"data": 8},
        "layout": {"model": 2, "layout": {"fc7/weights": (None, "model")}},
    }.items():
        try:
            with argscope.distribute(**arguments):
                networks.compiled().build((None, 8, 8, 3))
        except argscope.DistributionError as error:
            texts[name] = str(error)
    with argscope.distribute(data=2):
        try:
            argscope.distribute(data=4)
        except argscope.DistributionError as error:
            texts["already"] = str(error)
    with argscope.distribute(data=4), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        networks.compiled().fit(IMAGES[:30], LABELS[:30], batch_size=30, verbose=0)
        texts["uneven"] = str(caught[0].message)
    return texts


def main():
    """Print everything."""
    one = told(*networks.trained())
    found = {
        "data=4": spread(one, data=4),
        "data=2,model=2": spread(one, data=2, model=2, layout=networks.LAYOUT),
        "model=4": spread(one, model=4, layout=networks.LAYOUT),
        "per device": normalized_per_device(),
        "messages": messages_of_batch_norm(),
        "refusals": refusals(),
        "after": str(keras.distribution.distribution()),
    }
    json.dump(found, sys.stdout)


main()
