"""Numbers of parameters of the MobileNets, as their tables give them.

Counted as the tables do: where that is without normalization, or without its scale,
the names say so.
"""

import functools
import math

import keras
import pytest

from argscope import arg_scope, layers
from argscope.nets import mobilenet_v1, mobilenet_v2, mobilenet_v3

pytestmark = [pytest.mark.usefixtures("declared_only"), pytest.mark.slow]


def sizes_of(network, scope, **kwargs):
    """Return the number of elements of each variable by path."""
    with arg_scope(scope()):
        model = layers.Model(functools.partial(network, num_classes=1001, **kwargs))
    model.compute_output_spec(keras.KerasTensor((1, 224, 224, 3)))
    return {v.path: math.prod(v.shape) for v in model.variables_in_order}


def millions(sizes, without):
    """Return how many there are without those of a name, rounded as the tables are."""
    counted = [size for path, size in sizes.items() if without not in path]
    return round(sum(counted) / 1e6, 2)


# research/slim/nets/mobilenet_v1.md, and the tables at the top of mobilenet_v1.py.
@pytest.mark.parametrize(
    ("multiplier", "total", "weights"),
    [(1.0, 4.24, 3_185_088), (0.75, 2.59, 1_800_144), (0.5, 1.34, None),
     (0.25, 0.47, None)],
)  # fmt: skip
def test_parameters_of_v1_without_scales(multiplier, total, weights):
    found = sizes_of(
        mobilenet_v1.mobilenet_v1,
        mobilenet_v1.mobilenet_v1_arg_scope,
        depth_multiplier=multiplier,
    )
    assert millions(found, "/gamma") == total
    if weights is not None:
        convolutions = [
            size
            for path, size in found.items()
            if path.endswith("weights") and "/Logits/" not in path
        ]
        assert sum(convolutions) == weights


# research/slim/nets/mobilenet/README.md.
@pytest.mark.parametrize(
    ("multiplier", "total"),
    [(1.4, 6.06), (1.3, 5.34), (1.0, 3.47), (0.75, 2.61), (0.5, 1.95), (0.35, 1.66)],
)
def test_parameters_of_v2_without_normalization(multiplier, total):
    found = sizes_of(
        mobilenet_v2.mobilenet_v2,
        mobilenet_v2.mobilenet_v2_arg_scope,
        depth_multiplier=multiplier,
        finegrain_classification_mode=True,
    )
    assert millions(found, "/BatchNorm/") == total


# research/slim/nets/mobilenet/README.md. Its small networks have a last row of 1280
# channels, where the code beside it has 1024.
@pytest.mark.parametrize(
    ("network", "multiplier", "total"),
    [("large", 1.0, 5.4), ("large", 0.75, 4.0), ("small", 1.0, 2.9),
     ("small", 0.75, 2.4)],
)  # fmt: skip
def test_parameters_of_v3_without_normalization(network, multiplier, total):
    found = sizes_of(
        getattr(mobilenet_v3, network),
        mobilenet_v3.mobilenet_v3_arg_scope,
        depth_multiplier=multiplier,
        finegrain_classification_mode=True,
    )
    counted = millions(found, "/BatchNorm/")
    if network == "small":
        counted += 256 * (int(576 * multiplier) + 1 + 1001) / 1e6
    assert counted == pytest.approx(total, abs=0.07)


def test_multiplier_keeps_channels_divisible():
    found = sizes_of(
        mobilenet_v2.mobilenet_v2,
        mobilenet_v2.mobilenet_v2_arg_scope,
        depth_multiplier=0.3,
    )
    widths = [
        size for path, size in found.items() if path.endswith("project/BatchNorm/beta")
    ]
    assert all(width % 8 == 0 for width in widths)
    assert min(widths) == 8
