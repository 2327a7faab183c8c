"""The network that `argscope train` trains: what arg_scope is for, on one screen."""

from __future__ import annotations

from typing import Any

from argscope import ArgScope, arg_scope, layers
from argscope.train._digits import NUM_CLASSES


def digits_arg_scope(weight_decay: float = 2e-3) -> ArgScope:
    """Return the defaults of `digits_network`.

    Args:
        weight_decay: Weight of the L2 penalty on all weights, >= 0.
    """
    with (
        arg_scope(
            [layers.conv2d, layers.fully_connected],
            initializer=layers.variance_scaling_initializer(),
            regularizer=layers.l2_regularizer(weight_decay),
        ),
        arg_scope(
            [layers.conv2d],
            padding="SAME",
            normalizer_fn=layers.batch_norm,
            normalizer_params={"decay": 0.9, "scale": True},
        ) as scope,
    ):
        return scope


def digits_network(images: Any, keep_prob: float = 0.5) -> tuple[Any, dict[str, Any]]:
    """Return the logits of ten digits, and the end points.

    Args:
        images: Shape `(batch, 8, 8, 1)`, float32 in [0, 1].
        keep_prob: Probability that dropout keeps a feature, in (0, 1].

    Returns:
        Logits of shape `(batch, 10)`, and a dict of the output of each stage. The
        network has 53 834 trained parameters.
    """
    end_points = {}
    net = layers.conv2d(images, 32, [3, 3], scope="conv1")
    net = end_points["conv2"] = layers.conv2d(net, 32, [3, 3], scope="conv2")
    net = layers.max_pool2d(net, [2, 2], scope="pool2")
    net = end_points["conv3"] = layers.conv2d(net, 64, [3, 3], scope="conv3")
    net = layers.max_pool2d(net, [2, 2], scope="pool3")
    net = layers.flatten(net, scope="flatten")
    net = layers.fully_connected(net, 96, scope="fc4")
    net = end_points["fc4"] = layers.dropout(net, keep_prob, scope="dropout4")
    logits = layers.fully_connected(
        net, NUM_CLASSES, activation_fn=None, scope="logits"
    )
    end_points["logits"] = logits
    return logits, end_points
