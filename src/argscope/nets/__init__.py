"""TF-Slim's networks on Keras 3, with its names, variables and numbers.

Each network is a function of images that returns its output and a dict of end points,
and is built under the arg scope of its module:

```python
with arg_scope(nets.resnet_v1.resnet_arg_scope()):
    model = layers.Model(functools.partial(nets.resnet_v1.resnet_v1_50, num_classes=10))
```
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import argscope.layers  # noqa: F401  # before Keras: it chooses the backend
from argscope.nets import (
    alexnet,
    cifarnet,
    inception,
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

__all__ = [
    "NETS",
    "NetworkArgumentError",
    "alexnet",
    "cifarnet",
    "inception",
    "inception_resnet_v2",
    "inception_v1",
    "inception_v2",
    "inception_v3",
    "inception_v4",
    "lenet",
    "mobilenet_v1",
    "mobilenet_v2",
    "mobilenet_v3",
    "overfeat",
    "resnet_utils",
    "resnet_v1",
    "resnet_v2",
    "vgg",
]

NETS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {
        network.__name__: network
        for network in (
            alexnet.alexnet_v2,
            cifarnet.cifarnet,
            inception_resnet_v2.inception_resnet_v2,
            inception_v1.inception_v1,
            inception_v2.inception_v2,
            inception_v3.inception_v3,
            inception_v4.inception_v4,
            lenet.lenet,
            mobilenet_v1.mobilenet_v1,
            mobilenet_v2.mobilenet_v2,
            mobilenet_v3.mobilenet_v3_large,
            mobilenet_v3.mobilenet_v3_small,
            overfeat.overfeat,
            resnet_v1.resnet_v1_50,
            resnet_v1.resnet_v1_101,
            resnet_v1.resnet_v1_152,
            resnet_v1.resnet_v1_200,
            resnet_v2.resnet_v2_50,
            resnet_v2.resnet_v2_101,
            resnet_v2.resnet_v2_152,
            resnet_v2.resnet_v2_200,
            vgg.vgg_a,
            vgg.vgg_16,
            vgg.vgg_19,
        )
    }
)
"""All networks by name."""
