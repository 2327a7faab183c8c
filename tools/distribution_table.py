"""Write the tables of docs/guide/distribution.md: bytes a device, and bytes on the way.

python tools/distribution_table.py

They follow from the shapes of the networks' variables alone; no value is drawn.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras

from argscope._distribution.layout import AUTO, placements
from argscope.layers import Model
from argscope.layers._model.model import network_of
from argscope.nets import nets_factory

PAGE: Final = Path(__file__).parents[1] / "docs" / "guide" / "distribution.md"
NETWORKS: Final = {"VGG-16": "vgg_16", "ResNet-200": "resnet_v2_200"}
CLASSES: Final = 1000
SIZE: Final = 224
IMAGES: Final = 256
"""Images of the whole batch, for what depends on them."""

FLOAT: Final = 4
MOVING: Final = "/moving_"
DEVICES: Final = 8
_DENSE: Final = re.compile(r"/fc\d/weights$")
SPEEDS: Final = (1, 10, 100)
"""What a device sends, in GB/s."""


class Network(NamedTuple):
    """The variables of a network.

    Attributes:
        shapes: Of all variables, by path.
        trained: Paths of those that have a gradient.
    """

    shapes: Mapping[str, tuple[int, ...]]
    trained: frozenset[str]


def declared(name: str) -> Network:
    """Return the variables of a published network; none of them gets a value."""
    model = Model(nets_factory.get_network_fn(name, CLASSES), seed=0)
    with keras.StatelessScope(initialize_variables=False):
        images = keras.KerasTensor((1, SIZE, SIZE, 3))
        model.compute_output_spec(images, training=True)
        network_of(model).store.hold()
    variables = {each.path: each for each in model.variables_in_order}
    return Network(
        {path: tuple(each.shape) for path, each in variables.items()},
        frozenset(path for path, each in variables.items() if each.trainable),
    )


# --- what a device holds


def held(network: Network, parts: int) -> dict[str, int]:
    """Return the bytes of each variable on one of `parts` devices that share them."""
    placed = placements(AUTO if parts > 1 else None, network.shapes, parts)
    return {
        path: FLOAT * math.prod(shape) // (1 if placed[path].cut is None else parts)
        for path, shape in network.shapes.items()
    }


def memory_table(networks: Mapping[str, Network]) -> str:
    """Return the table of bytes a device by layout."""
    layouts = {
        "one device": 1,
        f"`data={DEVICES}`": 1,
        **{f'`model={n}, layout="auto"`': n for n in (2, 4, 8)},
    }
    header = "network", "layout", "variables", "gradients", "momentum", "Adam"
    rows = [
        (name, layout, *_memory(network, parts))
        for name, network in networks.items()
        for layout, parts in layouts.items()
    ]
    return _markdown((*header, "sum, momentum", "sum, Adam"), rows, left=2)


def _memory(network: Network, parts: int) -> list[str]:
    each = held(network, parts)
    variables = sum(each.values())
    trained = sum(each[path] for path in network.trained)
    # One number for each trained one with momentum, two with Adam.
    columns = (
        variables,
        trained,
        trained,
        2 * trained,
        variables + 2 * trained,
        variables + 3 * trained,
    )
    return [_megabytes(column) for column in columns]


# --- what a device sends in a step


def reduced(count: int, parts: int) -> float:
    """Return the bytes that a device sends for the sum of `count` floats, in a ring."""
    return 2 * (parts - 1) / parts * FLOAT * count


def gathered(count: int, parts: int) -> float:
    """Return the bytes that a device sends while all get `count` floats, in a ring.

    Scattering their sum takes as many.
    """
    return (parts - 1) / parts * FLOAT * count


def gradients(network: Network) -> int:
    """Return how many numbers the gradients have."""
    return sum(math.prod(network.shapes[path]) for path in network.trained)


def statistics(network: Network, parts: int) -> float:
    """Return the bytes that a device sends for batch_norm.

    Mean and variance of each device's images are gathered, and two sums a channel are
    taken of their gradients.
    """
    # Of each channel a moving mean and a moving variance.
    moving = sum(math.prod(s) for p, s in network.shapes.items() if MOVING in p)
    return gathered(parts * moving, parts) + reduced(moving, parts)


def dense(network: Network) -> dict[str, tuple[int, ...]]:
    """Return the kernels of VGG-16's dense layers, each of which is at one position."""
    return {path: s for path, s in network.shapes.items() if _DENSE.search(path)}


def data_only(network: Network, parts: int) -> float:
    """Return what a device sends where each has all variables."""
    return reduced(gradients(network), parts) + statistics(network, parts)


def whole_for_a_step(network: Network, parts: int) -> float:
    """Return what it sends where variables are put together for a step, as on torch.

    They are gathered, and the gradients are scattered.
    """
    return 2 * gathered(gradients(network), parts) + statistics(network, parts)


def dense_cut(network: Network, data: int, model: int) -> float:
    """Return what it sends where `model` devices have the outputs of the dense layers.

    Of a dense layer the outputs are gathered, and the gradient of its inputs is summed,
    for the images of one of `data` parts. Gradients of variables are summed over parts.
    """
    kernels = [math.prod(shape) for shape in dense(network).values()]
    own = gradients(network) - sum(kernels) + sum(kernels) // model
    images = IMAGES // data
    passed = sum(
        gathered(images * shape[-1], model)
        + reduced(images * math.prod(shape[:-1]), model)
        for shape in dense(network).values()
    )
    return reduced(own, data) + passed


WAYS: Final[Mapping[str, Callable[[Network, int], float]]] = {
    f"`data={DEVICES}`": data_only,
    f"`model={DEVICES}`, torch": whole_for_a_step,
}


def traffic_table(networks: Mapping[str, Network]) -> str:
    """Return the table of bytes that each of the devices sends in a step."""
    sent = [
        (name, layout, of(network, DEVICES))
        for name, network in networks.items()
        for layout, of in WAYS.items()
    ]
    halves = DEVICES // 2, 2
    cut = dense_cut(networks["VGG-16"], *halves)
    sent.insert(2, ("VGG-16", "`data={}, model={}`, JAX, fc cut".format(*halves), cut))
    rows = [
        (
            name,
            layout,
            _megabytes(count),
            *(f"{count / speed / 1e6:,.1f} ms" for speed in SPEEDS),
        )
        for name, layout, count in sent
    ]
    header = "network", "layout", "sent"
    at = [f"at {speed} GB/s" for speed in SPEEDS]
    return _markdown((*header, *at), rows, left=2)


# --- the page


def written(page: str) -> str:
    """Return the text of the page with its tables as they are to be."""
    networks = {title: declared(name) for title, name in NETWORKS.items()}
    tables = {"memory": memory_table(networks), "traffic": traffic_table(networks)}
    for name, table in tables.items():
        page = re.sub(
            rf"(?s)(<!-- {name}: .*?-->\n).*?(<!-- end of {name} -->)",
            lambda found, table=table: f"{found[1]}\n{table}\n\n{found[2]}",
            page,
        )
    return page


def _megabytes(count: float) -> str:
    return f"{count / 1e6:,.1f}"


def _markdown(
    header: Iterable[str], rows: Iterable[Iterable[str]], *, left: int
) -> str:
    header = list(header)
    rule = [*["---"] * left, *["--:"] * (len(header) - left)]
    lines = [header, rule, *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
