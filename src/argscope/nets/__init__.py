"""TF-Slim's networks on Keras 3, with its names, variables and numbers."""

import argscope.layers  # noqa: F401  # before Keras: it chooses the backend
from argscope.nets import resnet_utils, resnet_v1, resnet_v2

__all__ = ["resnet_utils", "resnet_v1", "resnet_v2"]
