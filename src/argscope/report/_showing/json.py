"""A record as plain data; `docs/reference/explain.schema.json` describes the form."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, Final

from argscope._base.origin import Origin
from argscope._core.strength import FORCED
from argscope.report._facts import (
    Argument,
    Call,
    Default,
    LayerFacts,
    Network,
    Node,
    OpenedScope,
    Record,
    Setting,
    Shape,
)

VERSION: Final = 1
"""Raised when a reader of an older document would misread a newer one."""


def as_dict(record: Record) -> dict[str, Any]:
    """Return the document for a record."""
    return {
        "version": VERSION,
        "title": record.title,
        "calls": [_call(call) for call in record.calls],
        "scopes": [_scope(scope) for scope in record.scopes],
        "unused": [
            {
                "argument": unused.argument,
                "targets": list(unused.keys),
                "value": unused.value,
                "origin": place_as_dict(unused.origin),
            }
            for unused in record.unused
        ],
        "network": None if record.network is None else _network(record.network),
        "failure": record.failure,
    }


def explanation_as_dict(key: str, arguments: Iterable[Argument]) -> dict[str, Any]:
    """Return the document that explains the arguments of the target with this key."""
    return {
        "version": VERSION,
        "target": key,
        "arguments": [_argument(argument) for argument in arguments],
    }


def _call(call: Call) -> dict[str, Any]:
    return {
        "index": call.index,
        "parent": call.parent,
        "scope": call.scope,
        "target": call.key,
        "site": place_as_dict(call.site),
        "arguments": [_argument(argument) for argument in call.arguments],
        "result": call.result,
        "error": call.error,
        "thread": call.thread,
        "layer": None if call.layer is None else _layer(call.layer),
    }


def _argument(argument: Argument) -> dict[str, Any]:
    return {
        "name": argument.name,
        **_setting(argument.setting),
        "by_position": argument.by_position,
        "shadowed": [_setting(setting) for setting in argument.shadowed],
    }


def _setting(setting: Setting) -> dict[str, Any]:
    return {
        "value": setting.value,
        "by": str(setting.by),
        "origin": place_as_dict(setting.origin),
        "set_for": setting.key or None,
        "forced": setting.strength is FORCED,
        "strength": str(setting.strength),
    }


def _scope(scope: OpenedScope) -> dict[str, Any]:
    return {
        "index": scope.index,
        "parent": scope.parent,
        "call": scope.call,
        "opened": place_as_dict(scope.opened),
        "replaces": scope.replaces,
        "before": scope.before,
        "defaults": [_default(default) for default in scope.defaults],
    }


def _default(default: Default) -> dict[str, Any]:
    return {
        "target": default.key,
        "argument": default.argument,
        "value": default.value,
        "origin": place_as_dict(default.origin),
        "forced": default.strength is FORCED,
        "strength": str(default.strength),
        "uses": default.uses,
    }


def _layer(layer: LayerFacts) -> dict[str, Any]:
    return {
        "path": layer.path,
        "output_shape": _shape(layer.output_shape),
        "variables": [
            {"path": path, "shape": list(shape)} for path, shape in layer.variables
        ],
        "parameters": layer.parameters,
        "trainable": layer.trainable,
        "multiply_adds": layer.multiply_adds,
    }


def _network(network: Network) -> dict[str, Any]:
    return {
        "parameters": network.parameters,
        "multiply_adds": network.multiply_adds,
        "has_edges": network.has_edges,
        "nodes": [_node(node) for node in network.nodes],
    }


def _node(node: Node) -> dict[str, Any]:
    return {
        "index": node.index,
        "name": node.name,
        "path": node.path,
        "call": node.call,
        "inputs": list(node.inputs),
        "output_shape": _shape(node.output_shape),
        "parameters": node.parameters,
        "multiply_adds": node.multiply_adds,
    }


def _shape(shape: Shape | None) -> list[int | None] | None:
    return None if shape is None else list(shape)


def place_as_dict(origin: Origin) -> dict[str, Any] | None:
    """Return a place as data; None for what no line of a program set."""
    if not origin.line:
        return None
    return {
        "file": os.fsdecode(origin.filename),
        "line": origin.line,
        "function": origin.function,
    }
