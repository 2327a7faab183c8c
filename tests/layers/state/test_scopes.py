"""Scopes and names: random programs, and what they did in the original."""

import contextlib
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from tests.layers.state import scope_programs

from argscope import layers, losses
from argscope.layers._state.run import current_run

ROWS = np.ones((2, 3), "float32")
LIBRARY = SimpleNamespace(**vars(layers), mean_squared_error=losses.mean_squared_error)
RECORDED = json.loads((Path(__file__).parent / "scopes.json").read_text())


def outcome(program):
    """Return what the program told, and the names that it left."""
    found = {}

    def network(rows):
        run = scope_programs.Run(LIBRARY, rows)
        run.run(program)
        collections = current_run().collections
        found["told"] = run.told
        found["losses"] = [name for name, _ in collections.get("losses", ())]
        found["outputs"] = [name for name, _ in collections.get("out", ())]
        return rows

    model = layers.Model(network, seed=1)
    model.build(ROWS.shape)
    return {**found, "variables": [v.path for v in model.variables_in_order]}


@pytest.mark.parametrize("number", range(0, len(RECORDED), 10))
def test_names_of_ten_random_programs_are_those_of_the_original(number):
    for case in RECORDED[number : number + 10]:
        assert {"program": case["program"], **outcome(case["program"])} == case


def paths(network):
    model = layers.Model(network)
    model.build(ROWS.shape)
    return [variable.path for variable in model.variables_in_order]


def bias(x, scope=None):
    return layers.bias_add(x, scope=scope)


def test_name_given_with_its_path_is_taken_in_the_scope():
    def network(x):
        x = bias(x, scope="a/BiasAdd")
        with layers.variable_scope("a"):
            return bias(bias(x))

    assert paths(network) == [
        f"a/{name}/biases" for name in ("BiasAdd", "BiasAdd_1", "BiasAdd_2")
    ]


def test_closing_a_scope_frees_the_default_names_in_it():
    def network(x):
        for _ in range(2):
            with layers.variable_scope("a"):
                x = bias(x)
        return x

    with pytest.raises(layers.VariableError, match="a/BiasAdd/biases already exists"):
        paths(network)


def test_closing_a_scope_that_was_opened_again_frees_what_was_named_in_it():
    def network(x):
        with layers.variable_scope("a") as a:
            x = bias(x)
            with layers.variable_scope(a):
                x = bias(x)
            return bias(x, scope="BiasAdd_2")

    assert paths(network) == [
        f"a/{name}/biases" for name in ("BiasAdd", "BiasAdd_1", "BiasAdd_2")
    ]


def test_a_failed_scope_is_closed_like_any_other():
    def network(x):
        for _ in range(2):
            with (
                contextlib.suppress(ZeroDivisionError),
                layers.variable_scope("a"),
                layers.variable_scope(None, "inner") as scope,
            ):
                names.append(scope.name)
                raise ZeroDivisionError
        return x

    names = []
    assert paths(network) == []
    assert set(names) == {"a/inner"}


def test_a_slash_at_the_end_names_outputs_from_the_top():
    # Recorded with the original: opening `a/` in `b`.
    def network(x):
        with layers.variable_scope("b"), layers.variable_scope("a/") as scope:
            x = bias(layers.flatten(x, outputs_collections="out"))
            names.append((scope.name, scope.original_name_scope))
        names.extend(current_run().collections["out"])
        return x

    names = []
    assert paths(network) == ["b/a//BiasAdd/biases"]
    assert names[0] == ("b/a/", "a/")
    assert names[1][0] == "a/Flatten"
