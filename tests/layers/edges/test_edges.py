"""Values and gradients at ties, zeros, infinities and constants, as the original's.

`recorded.json` is what `tools/record_edges.py` found. What is another here is in
`different.py`, and in the guide.
"""

import json
import re
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import ops
from tests.layers.arrays import symbol_of
from tests.layers.edges.case import Library, direction
from tests.layers.edges.different import DIFFERENT
from tests.layers.edges.table import CASES
from tests.layers.parity.gradients import training_pass

from argscope import has_arg_scope, layers, losses, slim

ROOT = Path(__file__).parents[3]
GUIDE = ROOT / "docs" / "guide" / "differences.md"
RECORDED = json.loads(Path(__file__).with_name("recorded.json").read_text("utf-8"))
OURS = Library(slim, losses, ops, layers.initializers.ones_initializer)
NOT_COMPARED = {
    "LossError",
    "dense_to_sparse",  # chooses, and computes nothing
    "model_variable",
    "npairs_loss_multilabel",  # takes sparse tensors in the original
    # Sums with fixed weights, which have no kinks; see `tests/layers/test_resizing.py`.
    "resize_area",
    "resize_bicubic",
    "resize_bilinear",
    "resize_images",
    "resize_nearest_neighbor",
    "variable",
}
HERE = {
    name: reason
    for name, (reason, backends) in DIFFERENT.items()
    if keras.backend.backend() in backends
}


def scope_of(name):
    return re.sub(r"\W+", "_", name)


def network(tensors):
    """Compute all cases, so that what is compiled is compiled once."""
    outputs = {}
    for name, case in CASES.items():
        with layers.variable_scope(scope_of(name)):
            inputs = [tensors[f"{name}:{i}"] for i in range(len(case.inputs))]
            outputs[name] = case.function(OURS, *inputs)
    return outputs


def along_directions(outputs):
    return sum(
        ops.sum(ops.cast(output, "float32") * ops.convert_to_tensor(along))
        for output in outputs.values()
        for along in [direction(output.shape)]
    )


@pytest.fixture(scope="module")
def found():
    inputs = {f"{n}:{i}": x for n, c in CASES.items() for i, x in enumerate(c.inputs)}
    model = layers.Model(network)
    model.build(keras.tree.map_structure(symbol_of, inputs))
    return training_pass(model, inputs, along_directions)


def wrong(found, name):
    """Return which numbers of a case are not those of the original."""
    recorded = RECORDED[name]
    pairs = {"value": (found.outputs[name], recorded["value"])}
    for i, gradient in recorded["by_input"].items():
        pairs[f"gradient by input {i}"] = found.by_input[f"{name}:{i}"], gradient
    for path, gradient in recorded["by_variable"].items():
        own = found.by_variable[f"{scope_of(name)}/{path}"]
        pairs[f"gradient by {path}"] = own, gradient
    return [what for what, pair in pairs.items() if not agree(*pair)]


def agree(own, recorded):
    # JAX has zeros where the original and torch have no gradient at all.
    own = np.zeros(()) if own is None else np.asarray(own, "float64").ravel()
    recorded = np.zeros(()) if recorded is None else np.asarray(recorded, "float64")
    scale = np.abs(recorded[np.isfinite(recorded)]).max(initial=1.0)
    return np.allclose(own, recorded, rtol=1e-4, atol=1e-5 * scale, equal_nan=True)


@pytest.mark.parametrize("name", sorted({*CASES} - {*HERE}))
def test_value_and_gradients_are_the_originals(found, name):
    assert wrong(found, name) == []


@pytest.mark.parametrize("name", HERE)
def test_what_is_different_is_so_still_and_in_the_guide(found, name):
    assert wrong(found, name)
    assert HERE[name] in GUIDE.read_text("utf-8")


def test_every_case_is_recorded():
    assert [*RECORDED] == [*CASES]
    assert {*DIFFERENT} <= {*CASES}


def test_every_layer_and_loss_has_a_case():
    by_layer = {
        id(value): name
        for name, value in sorted(vars(layers).items(), reverse=True)  # no alias
        if name in layers.__all__ and callable(value) and has_arg_scope(value)
    }
    of_losses = {
        name for name in losses.__all__ if not name.startswith(("get_", "add_"))
    }
    names = ({*by_layer.values()} | of_losses) - NOT_COMPARED
    assert {name for name in names if not any(name in case for case in CASES)} == set()
