"""The whole text of errors about files that hold a graph."""

import re
import shutil

import numpy as np
import pytest
from tests.checkpoint.graph_files import GRAPHS
from tests.checkpoint.messages import (
    constant,
    graph,
    identity,
    node,
    number,
    tensor,
    text,
)

from argscope.checkpoint import errors, load_checkpoint, load_variable


def test_a_saved_model_without_its_variables(tmp_path):
    path = tmp_path / "saved_model.pb"
    shutil.copy(GRAPHS / "saved_model" / path.name, path)
    with pytest.raises(errors.NoValuesError) as caught:
        load_variable(path, "net/fc/biases")
    assert str(caught.value) == (
        f"{path} is a graph without the values of its variables, such as "
        "'net/fc/biases'. Give the checkpoint that was saved with it, "
        f"{str(tmp_path / 'variables' / 'variables')!r}."
    )


@pytest.mark.parametrize("name", ["frozen.pb", "training.meta"])
def test_a_graph_that_is_cut_off(tmp_path, name):
    path = tmp_path / name
    path.write_bytes((GRAPHS / name).read_bytes()[:-9])
    with pytest.raises(errors.DamagedCheckpointError) as caught:
        load_checkpoint(path)
    assert re.fullmatch(
        rf"{re.escape(str(path))} is damaged: graph: field \d+ ends behind its message. "
        r"Copy or download the file again.",
        str(caught.value),
    )


WEIGHTS = constant("w", np.ones(3, "f4"), (3,))


@pytest.mark.parametrize(
    ("nodes", "place", "damage"),
    [
        ([WEIGHTS, WEIGHTS], "graph", "it has a name twice"),
        (
            [WEIGHTS, node("v", "VariableV2")],
            "graph",
            "node 'v' lacks the attribute 'dtype'",
        ),
        (
            [WEIGHTS, node("c", "Const")],
            "graph",
            "node 'c' lacks the attribute 'value'",
        ),
        (
            [constant("w", np.ones(3, "f4"), (2,))],
            "variable 'w'",
            "it has 3 values instead of 2",
        ),
        (
            [node("w", "Const", value=text(8, tensor(1, (2,), text(4, b"abc"))))],
            "variable 'w'",
            "float32[2] takes 8 bytes, not 3",
        ),
        (
            [
                node("w", "Const", value=text(8, tensor(10, (2,), text(4, b"ab")))),
                identity("w/read", "w"),
            ],
            "variable 'w'",
            "a truth value is neither 0 nor 1",
        ),
    ],
)
def test_a_damaged_graph(tmp_path, nodes, place, damage):
    path = tmp_path / "graph.pb"
    path.write_bytes(graph(*nodes))
    with pytest.raises(errors.DamagedCheckpointError) as caught:
        load_variable(path, "w")
    assert str(caught.value) == (
        f"{path} is damaged: {place}: {damage}. Copy or download the file again."
    )


@pytest.mark.parametrize(
    ("dtype", "stored", "shape", "what"),
    [
        (7, text(4, b"\1a"), (1,), "strings in one piece of bytes cannot be read"),
        (
            1,
            text(5, bytes(4)),
            (1 << 40,),
            "one value stands for 1099511627776, and at most 256 MiB of repeated "
            "values are read",
        ),
    ],
)
def test_a_constant_that_is_not_read(tmp_path, dtype, stored, shape, what):
    path = tmp_path / "graph.pb"
    value = text(8, tensor(dtype, shape, stored))
    path.write_bytes(graph(node("w", "Const", value=value), identity("w/read", "w")))
    with pytest.raises(errors.UnsupportedCheckpointError) as caught:
        load_variable(path, "w")
    assert str(caught.value) == f"{path}: variable 'w': {what}."


@pytest.mark.parametrize(
    "shape",
    [number(24) + number(1), text(2, number(8) + number(2**64 - 1))],
    ids=["of any rank", "of any size"],
)
def test_a_variable_of_any_shape(tmp_path, shape):
    path = tmp_path / "graph.pb"
    facts = {"dtype": number(48) + number(1), "shape": text(7, shape)}
    path.write_bytes(graph(node("v", "VariableV2", **facts)))
    with pytest.raises(errors.UnsupportedCheckpointError) as caught:
        load_checkpoint(path)
    assert str(caught.value) == (
        f"{path}: graph: the shape of the variable 'v' is left open."
    )
