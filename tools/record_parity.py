"""Record what the original, TF-Slim on TensorFlow in graph mode, computes for programs.

Usage, with an interpreter that has tf_slim and TensorFlow:

    python tools/record_parity.py [--into FOLDER] PROGRAMS.json...

Each file holds a case of `tests/layers/parity/cases`, a program, or a list of them. For
each, FOLDER gets `<id>.json`, the case and what was recorded, and `<id>.npz`, the arrays.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, final

import numpy as np
import tensorflow as tf
import tf_slim

CASES = Path(__file__).parent.parent / "tests" / "layers" / "parity"
sys.path.insert(0, str(CASES))
values = importlib.import_module("values")

v1 = tf.compat.v1
KEYS = v1.GraphKeys
OWN_COLLECTIONS = {
    KEYS.GLOBAL_VARIABLES, KEYS.TRAINABLE_VARIABLES, KEYS.MODEL_VARIABLES,
    KEYS.REGULARIZATION_LOSSES, KEYS.UPDATE_OPS, KEYS.LOSSES,
}  # fmt: skip
Arrays = dict[str, np.ndarray]


@final
class Program:
    """A program of a case, run as calls of the original."""

    def __init__(self, case: dict[str, Any]) -> None:
        """Make placeholders of the case's inputs, and run its program in this graph."""
        self.numbers: Arrays = {
            name: values.input_value(name, spec)
            for name, spec in case["inputs"].items()
        }
        self.inputs = {
            name: v1.placeholder(value.dtype, value.shape, name)
            for name, value in self.numbers.items()
        }
        self._values: dict[str, Any] = dict(self.inputs)
        self._run(case["program"])
        self.outputs = {name: self._values[name] for name in case["fetch"]}

    @property
    def feed(self) -> dict[Any, np.ndarray]:
        """What to feed the placeholders."""
        return {self.inputs[name]: value for name, value in self.numbers.items()}

    def _run(self, nodes: list[dict[str, Any]]) -> None:
        for node in nodes:
            if "body" in node:
                with self._block(node) as opened:
                    scope = node.get("arg_scope", node.get("variable_scope"))
                    if isinstance(scope, dict) and "as" in scope:
                        self._values[scope["as"]] = opened
                    self._run(node["body"])
                continue
            function = getattr(tf, node["op"]) if "op" in node else node["call"]
            if not callable(function):
                function = _named(function) if isinstance(function, str) else (
                    self._value(function)
                )  # fmt: skip
            args, kwargs = self._value(node["args"]), self._value(node.get("kwargs"))
            self._values[node["out"]] = function(*args, **kwargs or {})

    def _block(self, node: dict[str, Any]) -> AbstractContextManager[Any]:
        if "name_scope" in node:
            return v1.name_scope(node["name_scope"])
        if "variable_scope" in node:
            opened = {**node["variable_scope"]}
            opened.pop("as", None)
            name = self._value(opened.pop("name"))
            return v1.variable_scope(name, **self._value(opened))
        scope = node["arg_scope"]
        if isinstance(scope, str):
            return tf_slim.arg_scope(self._value(scope))
        if "from" in scope:
            return tf_slim.arg_scope(
                _named(scope["from"])(**self._value(scope["kwargs"]))
            )
        operations = [_named(name) for name in scope["ops"]]
        return tf_slim.arg_scope(operations, **self._value(scope["kwargs"]))

    def _value(self, value: Any) -> Any:
        if value == "AUTO_REUSE":
            return v1.AUTO_REUSE
        if isinstance(value, str) and value.startswith("$"):
            return self._values[value[1:]]
        if isinstance(value, list):
            return [self._value(each) for each in value]
        if not isinstance(value, dict):
            return value
        for kind, make in _KINDS.items():
            if kind in value:
                args = self._value(value.get("args", []))
                kwargs = self._value(value.get("kwargs", {}))
                return make(self._value(value[kind]), args, kwargs)
        return {key: self._value(each) for key, each in value.items()}


def _named(path: str) -> Any:
    if path.startswith("nets."):
        importlib.import_module(f"tf_slim.{path.rpartition('.')[0]}")
    return functools.reduce(getattr, path.split("."), tf_slim)


def _activation(name: str, _args: Any, _kwargs: Any) -> Callable[..., Any]:
    return getattr(tf.nn, name, None) or getattr(tf, name)


def _initializer(name: str, args: Any, kwargs: Any) -> Any:
    name = f"{name.removesuffix('_initializer')}_initializer"
    make = getattr(tf_slim, name, None) or getattr(v1, name)
    return make(*args, **kwargs)


_KINDS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "fn": _activation,
    "slim": lambda name, _args, _kwargs: _named(name),
    "const": lambda value, _args, _kwargs: tf.constant(value),
    "init": _initializer,
    "reg": lambda name, args, kwargs: _named(name)(*args, **kwargs),
    "partial": lambda function, _args, kwargs: functools.partial(function, **kwargs),
}


@final
class Recording:
    """Measures a program in one session, from the same values of variables each time."""

    def __init__(self, case: dict[str, Any], program: Program) -> None:
        self._case = case
        self._program = program
        self._variables = {v.op.name: v for v in v1.global_variables()}
        self._session = v1.Session()
        self._session.run(v1.global_variables_initializer())
        self._initial: Arrays = self._session.run(self._variables)
        self._documented = {
            name: value
            for name, variable in self._variables.items()
            if (value := values.variable_value(name, variable.shape)) is not None
        }
        self.arrays: Arrays = {}
        self.result: dict[str, Any] = {}

    def record(self) -> None:
        """Fill `result` and `arrays`."""
        self._record_what_was_built()
        if self._case.get("build_only"):
            return
        if self._case.get("stats_only"):
            self._record_statistics()
            return
        outputs = {
            f"{name}/{part}" if part else name: tensor
            for name, output in self._program.outputs.items()
            for part, tensor in _tensors(output)
        }
        # Gradients add operations, so everything is in the graph before it first runs.
        gradients = self._gradients()
        updates = v1.get_collection(KEYS.UPDATE_OPS)
        self._record("out", self._run(outputs))
        self._record_losses()
        self._record_changes("after_forward", list(outputs.values()), 1)
        if updates:
            self._record_changes("after_update", updates, 1)
            self._record_changes("after_update2", updates, 2)
        for kind, tensors in gradients.items():
            self._record(kind, self._run(tensors))

    def _run(self, fetches: Any, times: int = 1, *, assign: bool = True) -> Any:
        if assign:
            for name, variable in self._variables.items():
                value = self._documented.get(name, self._initial[name])
                variable.load(value, self._session)
        for _ in range(times):
            found = self._session.run(fetches, self._program.feed)
        return found

    def _record(self, kind: str, arrays: Arrays) -> None:
        self.arrays |= {f"{kind}/{name}": array for name, array in arrays.items()}

    def _record_what_was_built(self) -> None:
        graph = v1.get_default_graph()
        others = [
            name
            for name in sorted(graph.get_all_collection_keys(), key=str)
            if isinstance(name, str)
            and name not in OWN_COLLECTIONS
            and not name.startswith("__")
        ]
        members = {
            name: [m for m in graph.get_collection(name) if hasattr(m, "shape")]
            for name in others
        }
        members = {name: each for name, each in members.items() if each}
        trainable = [v.op.name for v in v1.trainable_variables()]
        of_layers = [v.op.name for v in tf_slim.get_model_variables()]
        self.result |= {
            "variables": [
                {
                    "name": name,
                    "shape": variable.shape.as_list(),
                    "dtype": variable.dtype.base_dtype.name,
                    "trainable": name in trainable,
                    "model": name in of_layers,
                    "initial": _statistics(self._initial[name]),
                    "collections": [
                        collection
                        for collection, found in members.items()
                        if any(found_one is variable for found_one in found)
                    ],
                }
                for name, variable in self._variables.items()
            ],
            "collections": {
                name: [
                    {
                        "aliases": list(getattr(m, "aliases", [])),
                        "op": m.op.name,
                        "shape": m.shape.as_list(),
                    }
                    for m in found
                ]
                for name, found in members.items()
            },
            "update_ops": len(v1.get_collection(KEYS.UPDATE_OPS)),
            "output_static_shape": {
                name: None if _is_sparse(output) else output.shape.as_list()
                for name, output in self._program.outputs.items()
            },
            "output_op": {
                name: output.op.name for name, output in self._program.outputs.items()
            },
            "trainable_variables": trainable,
            "model_variables": of_layers,
        }

    def _record_statistics(self) -> None:
        self.result["after_forward"] = []
        self.result["output_stats"] = {
            name: {
                **_statistics(found),
                "shape": list(found.shape),
                "unique": [float(each) for each in np.unique(found)],
            }
            for name, found in self._run(self._program.outputs).items()
        }

    def _record_losses(self) -> None:
        for key, name in (
            (KEYS.REGULARIZATION_LOSSES, "regularization_losses"),
            (KEYS.LOSSES, "losses"),
        ):
            if losses := v1.get_collection(key):
                self.result[name] = [
                    {"op": loss.op.name, "value": _rounded(value)}
                    for loss, value in zip(losses, self._run(losses), strict=True)
                ]

    def _record_changes(self, kind: str, fetches: list[Any], times: int) -> None:
        self._run(fetches, times)
        found: Arrays = self._session.run(self._variables)
        changed = {
            name: value
            for name, value in found.items()
            if not np.array_equal(
                value, self._documented.get(name, self._initial[name])
            )
        }
        self._record(kind, changed)
        if times == 1:
            self.result[kind] = list(changed)

    def _gradients(self) -> dict[str, dict[str, Any]]:
        if self._case.get("grad") is False:
            return {}
        of = self._case.get("grad_of") or list(self._program.outputs)
        energy = sum(
            tf.reduce_sum(output**2)
            for name, output in self._program.outputs.items()
            if name in of and output.dtype.is_floating
        )
        trained = {v.op.name: v for v in v1.trainable_variables()}
        fed = {n: x for n, x in self._program.inputs.items() if x.dtype.is_floating}
        found = v1.gradients(energy, [*trained.values(), *fed.values()])
        names = [*(f"grad/{n}" for n in trained), *(f"grad_input/{n}" for n in fed)]
        self.result["no_grad"] = [
            name for name, each in zip(names, found, strict=True) if each is None
        ]
        by_kind: dict[str, dict[str, Any]] = {"grad": {}, "grad_input": {}}
        for name, each in zip(names, found, strict=True):
            if each is not None:
                kind, _, path = name.partition("/")
                by_kind[kind][path] = tf.convert_to_tensor(each)
        return by_kind


def _is_sparse(output: Any) -> bool:
    return isinstance(output, tf.SparseTensor)


def _tensors(output: Any) -> list[tuple[str, Any]]:
    if _is_sparse(output):
        parts = ("indices", "values", "dense_shape")
        return [(part, getattr(output, part)) for part in parts]
    return [("", output)]


def _statistics(array: np.ndarray) -> dict[str, float]:
    kinds = ("min", "max", "mean", "std") if np.size(array) else ()
    return {kind: _rounded(getattr(np.asarray(array), kind)()) for kind in kinds}


def _rounded(value: Any) -> float:
    return float(f"{float(value):.9g}")


def record(case: dict[str, Any]) -> tuple[dict[str, Any], Arrays]:
    """Return the result of one case and its arrays."""
    with tf.Graph().as_default():
        v1.set_random_seed(1)
        try:
            program = Program(case)
        except Exception as error:  # noqa: BLE001  # whatever the original raises
            return {"raises": type(error).__name__, "message": str(error)}, {}
        recording = Recording(case, program)
        recording.record()
        return recording.result, recording.arrays


def main() -> int:
    """Record the cases of all files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("programs", nargs="+", type=Path)
    parser.add_argument("--into", type=Path, default=Path())
    options = parser.parse_args()
    v1.disable_eager_execution()
    # The original defines this gradient and forgets to register it.
    gdn = tf_slim.layers.GDN
    tf.RegisterGradient("GDNLowerBound")(gdn._lower_bound_grad)
    for path in options.programs:
        found = json.loads(path.read_text())
        for each in found if isinstance(found, list) else [found]:
            case = each.get("case", each)
            try:
                result, arrays = record(case)
            except tf.errors.OpError as error:  # builds, and does not run
                print(case["id"], "NOT RECORDED:", str(error).splitlines()[0])
                continue
            text = json.dumps({"case": case, "result": result}, separators=(",", ":"))
            (options.into / f"{case['id']}.json").write_text(text)
            if arrays:
                np.savez_compressed(options.into / f"{case['id']}.npz", **arrays)
            print(case["id"], result.get("message", "recorded"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
