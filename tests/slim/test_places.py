"""What old programs import by TF-Slim's places is what is imported by ours."""

import sys

import pytest

import argscope.layers
import argscope.nets
from argscope import slim

# The names were tf_slim's and tensorflow.contrib.slim's; only the package is another.
LINES = (
    "from argscope.slim import nets",
    "import argscope.slim.nets",
    "import argscope.slim.nets as nets",
    "import argscope.slim.layers",
    "import argscope.slim.nets.inception_v3",
    "from argscope.slim.nets import resnet_v1, resnet_v2, vgg",
    "from argscope.slim.nets import resnet_utils",
    "from argscope.slim.nets.inception_v3 import inception_v3_base",
    "from argscope.slim.layers import conv2d, utils",
    "from argscope.slim.layers.utils import collect_named_outputs",
    "from argscope.nets import inception, inception_utils, nets_factory",
    "from argscope.nets.mobilenet import mobilenet_v2, mobilenet_v3",
    "from argscope.nets.nasnet import nasnet, pnasnet",
    "from argscope.slim.losses import softmax_cross_entropy",
    "from argscope.slim.learning import create_train_op",
)


@pytest.mark.parametrize("line", LINES)
def test_line_works(line):
    exec(line, {})  # noqa: S102  # lines of this file


def public_modules_of(package):
    below = f"{package.__name__}."
    names = [each.removeprefix(below) for each in sys.modules if each.startswith(below)]
    return [name for name in names if not name.startswith("_") and "._" not in name]


@pytest.mark.parametrize(
    ("place", "package"),
    [("nets", argscope.nets), ("layers", argscope.layers)],
    ids=["nets", "layers"],
)
def test_modules_at_both_places_are_the_same(place, package):
    names = public_modules_of(package)
    assert names
    for name in names:
        ours = sys.modules[f"{package.__name__}.{name}"]
        assert sys.modules[f"argscope.slim.{place}.{name}"] is ours


@pytest.mark.parametrize("place", ["nets", "layers"])
def test_public_names_at_both_places_are_the_same(place):
    ours, old = getattr(argscope, place), getattr(slim, place)
    assert old.__all__ == ours.__all__
    assert all(getattr(old, name) is getattr(ours, name) for name in ours.__all__)


def test_variable_scope_stands_where_contrib_had_it():
    assert slim.variable_scope.variable_scope is slim.variable_scope
    assert slim.variable_scope.get_variable_scope is slim.get_variable_scope
    assert slim.variable_scope.AUTO_REUSE is slim.AUTO_REUSE
