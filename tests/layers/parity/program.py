"""Runs the programs of the cases: lists of layer calls and scopes, as plain data."""

import functools
import json
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

import argscope
import argscope.losses
import argscope.nets
from argscope import arg_scope, layers
from argscope.layers._state.run import current_run

CASES = Path(__file__).with_name("cases")

_OPERATIONS = {"add": keras.ops.add}


@dataclass(frozen=True)
class Record:
    """A program, and what the original computed for it.

    Attributes:
        name: Of the case.
        case: The program and its inputs.
        result: What was recorded; `tools/record_parity.py` says what is what.
        arrays: Arrays by `out/y`, `grad/conv/weights` and such.
    """

    name: str
    case: dict
    result: dict
    arrays: dict


@functools.cache
def case_of(name):
    """Return the case of the record called `name`."""
    return json.loads((CASES / f"{name}.json").read_text())["case"]


def load(name):
    """Return the record called `name`."""
    record = json.loads((CASES / f"{name}.json").read_text())
    file = CASES / f"{name}.npz"
    arrays = {}
    if file.exists():
        with np.load(file) as found:
            arrays = dict(found)
    return Record(name, record["case"], record["result"], arrays)


class Network:
    """The function that a case's program describes.

    Attributes:
        collections: What the last run put into collections: name -> [(alias, tensor)].
        variables_by_collection: Paths of variables by their collections.
    """

    def __init__(self, case):
        self._case = case
        self.collections = {}
        self.variables_by_collection = {}

    def __call__(self, inputs):
        values = dict(inputs)
        self._run(self._case["program"], values)
        run = current_run()
        if run:
            self.collections = run.collections
            self.variables_by_collection = run.store.collections
        return {name: values[name] for name in self._case["fetch"]}

    def _run(self, nodes, values):
        for node in nodes:
            if "call" in node or "op" in node:
                args = [value_of(arg, values) for arg in node["args"]]
                kwargs = value_of(node.get("kwargs", {}), values)
                values[node["out"]] = _callable(node, values)(*args, **kwargs)
                continue
            with self._block(node, values) as opened:
                scope = node.get("arg_scope", node.get("variable_scope"))
                if isinstance(scope, dict) and "as" in scope:
                    values[scope["as"]] = opened
                self._run(node["body"], values)

    def _block(self, node, values):
        if "variable_scope" in node:
            opened = {**node["variable_scope"]}
            opened.pop("as", None)
            name = value_of(opened.pop("name"), values)
            return layers.variable_scope(name, **value_of(opened, values))
        if "name_scope" in node:  # names operations in a graph, which we have not
            return nullcontext()
        scope = node["arg_scope"]
        if isinstance(scope, str):
            return arg_scope(values[scope[1:]])
        if "from" in scope:
            return arg_scope(named(scope["from"])(**scope["kwargs"]))
        targets = [named(name) for name in scope["ops"]]
        return arg_scope(targets, **value_of(scope["kwargs"], values))


def _callable(node, values):
    if "op" in node:
        return _OPERATIONS[node["op"]]
    name = node["call"]
    made = isinstance(name, dict)  # such as a regularizer
    return value_of(name, values) if made else named(name)


def named(name):
    """Return what a program calls `conv2d`, `losses.log_loss` or `nets.vgg.vgg_16`."""
    package = argscope if "." in name else layers
    return functools.reduce(getattr, name.split("."), package)


def value_of(value, values):
    """Return what an argument in a program stands for."""
    if value == "AUTO_REUSE":
        return layers.AUTO_REUSE
    if isinstance(value, str) and value.startswith("$"):
        return values[value[1:]]
    if isinstance(value, list):
        return [value_of(each, values) for each in value]
    if not isinstance(value, dict):
        return value
    for kind, make in _KINDS.items():
        if kind in value:
            return make(value, values)
    return {key: value_of(each, values) for key, each in value.items()}


def _initializer(value, _values):
    name = value["init"].removesuffix("_initializer")
    make = getattr(layers, f"{name}_initializer")
    return make(*value.get("args", ()), **value.get("kwargs", {}))


def _regularizer(value, values):
    make = getattr(layers, value["reg"])
    return make(*value_of(value.get("args", []), values), **value.get("kwargs", {}))


def _partial(value, values):
    function = value_of(value["partial"], values)
    return functools.partial(function, **value_of(value.get("kwargs", {}), values))


_KINDS = {
    "fn": lambda value, _: getattr(keras.ops, value["fn"]),
    "slim": lambda value, _: named(value["slim"]),
    "const": lambda value, _: keras.ops.convert_to_tensor(value["const"]),
    "init": _initializer,
    "reg": _regularizer,
    "partial": _partial,
}
