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
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from argscope import ArgScope, arg_scope
from argscope.nets import (
    alexnet,
    cifarnet,
    inception_resnet_v2,
    inception_v1,
    inception_v2,
    inception_v3,
    inception_v4,
    lenet,
    mobilenet_v1,
    mobilenet_v2,
    mobilenet_v3,
    overfeat,
    resnet_utils,
    resnet_v1,
    resnet_v2,
    vgg,
)
from argscope.nets.errors import NetworkArgumentError

__all__ = ["arg_scopes_map", "get_network_fn", "networks_map"]

Network = Callable[..., Any]

# Each scope with the networks that are built under it.
_NETWORKS: Final[tuple[tuple[Callable[..., ArgScope], tuple[Network, ...]], ...]] = (
    (alexnet.alexnet_v2_arg_scope, (alexnet.alexnet_v2,)),
    (cifarnet.cifarnet_arg_scope, (cifarnet.cifarnet,)),
    (
        inception_resnet_v2.inception_resnet_v2_arg_scope,
        (inception_resnet_v2.inception_resnet_v2,),
    ),
    (inception_v1.inception_v1_arg_scope, (inception_v1.inception_v1,)),
    (inception_v2.inception_v2_arg_scope, (inception_v2.inception_v2,)),
    (inception_v3.inception_v3_arg_scope, (inception_v3.inception_v3,)),
    (inception_v4.inception_v4_arg_scope, (inception_v4.inception_v4,)),
    (lenet.lenet_arg_scope, (lenet.lenet,)),
    (mobilenet_v1.mobilenet_v1_arg_scope, (mobilenet_v1.mobilenet_v1,)),
    (mobilenet_v2.mobilenet_v2_arg_scope, (mobilenet_v2.mobilenet_v2,)),
    (
        mobilenet_v3.mobilenet_v3_arg_scope,
        (mobilenet_v3.mobilenet_v3_large, mobilenet_v3.mobilenet_v3_small),
    ),
    (overfeat.overfeat_arg_scope, (overfeat.overfeat,)),
    (
        resnet_utils.resnet_arg_scope,
        (
            resnet_v1.resnet_v1_50,
            resnet_v1.resnet_v1_101,
            resnet_v1.resnet_v1_152,
            resnet_v1.resnet_v1_200,
            resnet_v2.resnet_v2_50,
            resnet_v2.resnet_v2_101,
            resnet_v2.resnet_v2_152,
            resnet_v2.resnet_v2_200,
        ),
    ),
    (vgg.vgg_arg_scope, (vgg.vgg_a, vgg.vgg_16, vgg.vgg_19)),
)

networks_map: Final[Mapping[str, Network]] = MappingProxyType(
    {net.__name__: net for _, nets in _NETWORKS for net in nets}
)
"""All networks by name."""

arg_scopes_map: Final[Mapping[str, Callable[..., ArgScope]]] = MappingProxyType(
    {net.__name__: scope for scope, nets in _NETWORKS for net in nets}
)
"""What makes the scope of each network; all take `weight_decay`."""


def get_network_fn(
    name: str,
    num_classes: int | None,
    weight_decay: float = 0.0,
    is_training: bool | None = None,
) -> Network:
    """Return a network that brings its own scope.

    Args:
        name: One of `networks_map`.
        num_classes: Number of classes; None for features.
        weight_decay: Scale of the L2 penalty on weights, >= 0.
        is_training: Its mode. None follows the model's; the original's default is
            False.

    Returns:
        A function of images, and of the network's other arguments by name, that
        returns `(logits, end_points)`, the logits of shape `(batch, num_classes)`. Its `default_image_size` is the height and width
        in pixels of the images that the network was published for.

    Raises:
        NetworkArgumentError: There is no network of this name.

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
    scope = arg_scopes_map[name](weight_decay=weight_decay)
    defaults: dict[str, Any] = {"is_training": is_training}
    if num_classes is not None and name.startswith("resnet_"):
        defaults["spatial_squeeze"] = True  # the others do it by default

    def network_fn(images: Any, **kwargs: Any) -> Any:
        with arg_scope(scope):
            return network(images, num_classes, **{**defaults, **kwargs})

    functools.update_wrapper(network_fn, network)
    # A `Model` gives its mode to a function whose signature asks for one.
    del network_fn.__wrapped__  # type: ignore[attr-defined]
    return network_fn
