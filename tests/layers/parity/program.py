"""Runs the programs of the cases: lists of layer calls and scopes, as plain data."""

import functools
import json
from contextlib import nullcontext
from pathlib import Path

import keras

import argscope
from argscope import arg_scope, layers, losses, nets  # noqa: F401  # by name
from argscope.layers._run import current_run

CASES = Path(__file__).with_name("cases")


def load(name):
    """Return the case called `name` and the result recorded for it."""
    record = json.loads((CASES / f"{name}.json").read_text())
    return record["case"], record["result"]


class Network:
    """The function that a case's program describes.

    Attributes:
        collections: What the last run put into collections: name -> [(alias, tensor)].
    """

    def __init__(self, case):
        self._case = case
        self.collections = {}

    def __call__(self, inputs):
        values = dict(inputs)
        self._run(self._case["program"], values)
        self.collections = current_run().collections
        return {name: values[name] for name in self._case["fetch"]}

    def _run(self, nodes, values):
        for node in nodes:
            if "call" in node:
                args = [value_of(arg, values) for arg in node["args"]]
                kwargs = value_of(node.get("kwargs", {}), values)
                name = node["call"]
                made = isinstance(name, dict)  # such as a regularizer
                call = value_of(name, values) if made else named(name)
                values[node["out"]] = call(*args, **kwargs)
                continue
            with self._block(node, values) as opened:
                if (
                    isinstance(node.get("arg_scope"), dict)
                    and "as" in node["arg_scope"]
                ):
                    values[node["arg_scope"]["as"]] = opened
                self._run(node["body"], values)

    def _block(self, node, values):
        if "variable_scope" in node:
            opened = node["variable_scope"]
            return layers.variable_scope(
                opened["name"], opened.get("default_name"), reuse=opened.get("reuse")
            )
        if "name_scope" in node:  # names operations in a graph, which we have not
            return nullcontext()
        scope = node["arg_scope"]
        if isinstance(scope, str):
            return arg_scope(values[scope[1:]])
        if "from" in scope:
            return arg_scope(named(scope["from"])(**scope.get("kwargs", {})))
        targets = [named(name) for name in scope["ops"]]
        return arg_scope(targets, **value_of(scope["kwargs"], values))


def named(name):
    """Return what a program calls `conv2d`, `losses.log_loss` or `nets.vgg.vgg_16`."""
    package = argscope if "." in name else layers
    return functools.reduce(getattr, name.split("."), package)


def value_of(value, values):
    """Return what an argument in a program stands for."""
    if isinstance(value, str) and value.startswith("$"):
        return values[value[1:]]
    if isinstance(value, list):
        return [value_of(each, values) for each in value]
    if not isinstance(value, dict):
        return value
    if "fn" in value:
        return getattr(keras.ops, value["fn"])
    if "slim" in value:
        return named(value["slim"])
    if "reg" in value or "init" in value:
        name = value.get("reg") or value["init"].removesuffix("_initializer")
        make = getattr(layers, name if "reg" in value else f"{name}_initializer")
        return make(*value["args"], **value.get("kwargs", {}))
    return {key: value_of(each, values) for key, each in value.items()}
