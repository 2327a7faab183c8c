"""The ends of a network of cells: its first convolution, and its classes."""

from __future__ import annotations

from typing import NamedTuple

from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor
from argscope.nets._network import EndPoints
from argscope.nets.nasnet._operations import Values
from argscope.nets.nasnet.nasnet_utils import global_avg_pool


class Stem(NamedTuple):
    """The first convolution, of windows of 3 x 3."""

    scope: str
    normalizer_scope: str
    filters: int
    stride: int = 1
    padding: str = "SAME"
    end_point: str | None = None

    def compute(self, images: Tensor) -> Tensor:
        """Return its output."""
        net = layers.conv2d(
            images,
            self.filters,
            3,
            stride=self.stride,
            padding=self.padding,
            scope=self.scope,
        )
        return layers.batch_norm(net, scope=self.normalizer_scope)


def auxiliary_logits(
    net: Tensor, num_classes: int, values: Values, *, scope: str
) -> Tensor:
    """Return logits of features halfway, of at least 5 x 5 positions."""
    with layers.variable_scope(scope), layers.variable_scope("aux_logits"):
        net = values.activated(net)
        net = layers.avg_pool2d(net, [5, 5], stride=3, padding="VALID")
        net = layers.conv2d(net, 128, [1, 1], scope="proj")
        net = values.activated(layers.batch_norm(net, scope="aux_bn0"))
        net = layers.conv2d(net, 768, net.shape[1:3], padding="VALID")
        net = values.activated(layers.batch_norm(net, scope="aux_bn1"))
        return layers.fully_connected(layers.flatten(net), num_classes)


def classify(
    net: Tensor,
    num_classes: int | None,
    values: Values,
    *,
    dropout_keep_prob: float,
    final_endpoint: str | None,
) -> EndPoints:
    """Return `global_pool`, `Logits` and `Predictions`, up to the one asked for.

    Without classes there is only `global_pool`.
    """
    with layers.variable_scope("final_layer"):
        net = global_avg_pool(values.activated(net))
        end_points = {"global_pool": net}
        if not num_classes or final_endpoint == "global_pool":
            return end_points
        net = layers.dropout(net, dropout_keep_prob, scope="dropout")
        logits = layers.fully_connected(net, num_classes)
        end_points["Logits"] = logits
        if final_endpoint != "Logits":
            end_points["Predictions"] = ops.softmax(logits)
        return end_points
