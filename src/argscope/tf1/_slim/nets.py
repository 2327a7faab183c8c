"""`slim.nets`: the networks of this package. Each call of one is recorded as a whole."""

from __future__ import annotations

import inspect
from types import ModuleType
from typing import Any, Final

from argscope._core.scoped import add_arg_scope
from argscope.nets import (
    alexnet,
    inception,
    inception_v1,
    inception_v2,
    inception_v3,
    overfeat,
    resnet_v1,
    resnet_v2,
    vgg,
)
from argscope.nets.resnet_utils import Block, resnet_arg_scope
from argscope.tf1._graph.op import SYMBOLS
from argscope.tf1._slim import residual
from argscope.tf1._slim.recorder import recorded

_PLACES: Final = ("contrib.slim.nets", "contrib.slim.python.slim.nets")


def _published(module: ModuleType) -> dict[str, Any]:
    """Return what a module has, as programs of TensorFlow 1 call it."""
    return {
        name: recorded(value) if _takes_tensors(value) else value
        for name, value in vars(module).items()
        if name in module.__all__
    }


def _takes_tensors(value: Any) -> bool:
    return inspect.isfunction(value) and "inputs" in inspect.signature(value).parameters


def _residual(module: ModuleType, version: str) -> dict[str, Any]:
    """Return what a module of residual networks has, with units that take tensors."""
    found = _published(module)
    unit: Any = recorded(module.bottleneck)
    bottleneck = add_arg_scope(unit)
    bottleneck.of_values = module.bottleneck
    make_block = found[f"{version}_block"]

    def block(scope: str, base_depth: int, num_units: int, stride: int) -> Block:
        """Return a block of `num_units` bottlenecks."""
        made: Block = make_block(scope, base_depth, num_units, stride)
        return made._replace(unit_fn=bottleneck)

    return {**found, "bottleneck": bottleneck, f"{version}_block": block}


_MODULES: Final = {
    **{
        module.__name__.rpartition(".")[2]: _published(module)
        for module in (alexnet, inception, inception_v1, inception_v2, inception_v3)
    },
    "overfeat": _published(overfeat),
    "resnet_utils": {
        "Block": Block,
        "conv2d_same": residual.conv2d_same,
        "resnet_arg_scope": resnet_arg_scope,
        "stack_blocks_dense": residual.stack_blocks_dense,
        "subsample": residual.subsample,
    },
    "resnet_v1": _residual(resnet_v1, "resnet_v1"),
    "resnet_v2": _residual(resnet_v2, "resnet_v2"),
    "vgg": _published(vgg),
}
for _module, _values in _MODULES.items():
    for _place in _PLACES:
        SYMBOLS.update({f"{_place}.{_module}.{n}": v for n, v in _values.items()})
