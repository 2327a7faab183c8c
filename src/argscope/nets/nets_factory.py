"""The networks by name, each with the scope it is built under.

The names are those of the original's `nets_factory`:

```python
network_fn = nets_factory.get_network_fn("resnet_v1_50", num_classes=5)
model = layers.Model(network_fn)
model.build((None, network_fn.default_image_size, network_fn.default_image_size, 3))
```
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final

from argscope._catalog.networks import NETWORKS
from argscope._core.block import arg_scope
from argscope._core.scope import ArgScope
from argscope.nets.errors import NetworkArgumentError

__all__ = ["arg_scopes_map", "get_network_fn", "networks_map"]

Network = Callable[..., Any]


# The catalog is of networks of images.
_OF_VIDEOS: Final = {"i3d": "i3d_arg_scope", "s3dg": "s3dg_arg_scope"}


def _function(module: str, name: str) -> Any:
    return getattr(import_module(f"argscope.nets.{module}"), name)


networks_map: Final[Mapping[str, Network]] = MappingProxyType(
    {
        name: _function(facts.module, facts.function or name)
        for name, facts in NETWORKS.items()
    }
    | {name: _function(name, name) for name in _OF_VIDEOS}
)
"""All networks that tell classes, by name, first those of images, then those of videos."""

arg_scopes_map: Final[Mapping[str, Callable[..., ArgScope]]] = MappingProxyType(
    {name: _function(facts.module, facts.scope) for name, facts in NETWORKS.items()}
    | {name: _function(name, scope) for name, scope in _OF_VIDEOS.items()}
)
"""What makes the scope of each network; all take `weight_decay`."""


def get_network_fn(
    name: str,
    num_classes: int | None,
    weight_decay: float = 0.0,
    is_training: bool | None = None,
    **options: Any,
) -> Network:
    """Return a network that brings its own scope.

    Args:
        name: One of `networks_map`.
        num_classes: Number of classes; None for features.
        weight_decay: Scale of the L2 penalty on weights, >= 0.
        is_training: Its mode. None follows the model's; the original's default is
            False.
        **options: Other arguments of the network, such as `depth_multiplier=1.4` or
            `output_stride=16`, with which the function computes unless it is called with
            others.

    Returns:
        A function of images or videos, and of the network's other arguments by name, that
        returns `(logits, end_points)`, the logits of shape `(batch, num_classes)`. Its
        `default_image_size` is the height and width in pixels of the images that the
        network was published for.

    Raises:
        NetworkArgumentError: There is no network of this name, or it takes no such
            option.

    Example:
        >>> import numpy as np
        >>> from argscope import layers
        >>> from argscope.nets import nets_factory
        >>> network_fn = nets_factory.get_network_fn("cifarnet", num_classes=5)
        >>> network_fn.default_image_size
        32
        >>> model = layers.Model(network_fn)
        >>> model(np.zeros((1, 32, 32, 3), "float32")).shape
        (1, 5)

    Source:
        github.com/tensorflow/models, research/slim/nets/nets_factory.py.
    """
    if name not in networks_map:
        raise NetworkArgumentError.unknown(name, networks_map)
    network = networks_map[name]
    for option in options:
        if not takes(name, option):
            raise NetworkArgumentError.no_option(name, option, networks_with(option))
    scope = arg_scopes_map[name](weight_decay=weight_decay)
    defaults: dict[str, Any] = {"is_training": is_training}
    if num_classes is not None and takes(name, "spatial_squeeze"):
        defaults["spatial_squeeze"] = True  # not the default of residual networks
    defaults |= options

    def network_fn(images: Any, **kwargs: Any) -> Any:
        with arg_scope(scope):
            return network(images, num_classes, **{**defaults, **kwargs})

    functools.update_wrapper(network_fn, network)
    # A `Model` gives its mode to a function whose signature asks for one.
    del network_fn.__wrapped__  # type: ignore[attr-defined]
    return network_fn


def takes(name: str, option: str) -> bool:
    """Return whether the network of this name has an argument of that name."""
    return option in inspect.signature(networks_map[name]).parameters


def networks_with(option: str) -> list[str]:
    """Return the names of the networks that have an argument of that name."""
    return [name for name in networks_map if takes(name, option)]
