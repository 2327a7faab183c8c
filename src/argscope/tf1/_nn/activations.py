"""Functions of each number by itself, and softmax: `tf.nn.relu` and its like."""

from __future__ import annotations

from typing import Any

from keras import ops

from argscope.tf1._graph.op import op
from argscope.tf1._nn.operands import either, like, tensor
from argscope.tf1._ops.values import Array, axes_of, is_floating


@op("Relu", "nn.relu")
def relu(features: Array, name: str | None = None) -> Array:
    """Return what is positive, and 0 for the rest."""
    return ops.relu(tensor(features))


@op("Relu6", "nn.relu6")
def relu6(features: Array, name: str | None = None) -> Array:
    """Return `min(max(features, 0), 6)`."""
    return ops.relu6(tensor(features))


@op("CRelu/Relu", "nn.crelu")
def crelu(features: Array, name: str | None = None, axis: Any = -1) -> Array:
    """Return what is positive and, after it along `axis`, the size of what is negative."""
    features = tensor(features)
    return ops.relu(ops.concatenate([features, -features], axes_of(axis)))


@op("LeakyRelu", "nn.leaky_relu")
def leaky_relu(features: Array, alpha: Array = 0.2, name: str | None = None) -> Array:
    """Return what is positive, and `alpha` times the rest."""
    features = tensor(features)
    if not is_floating(features):
        features = ops.cast(features, "float32")
    return ops.where(features > 0, features, features * like(alpha, features))


@op("Elu", "nn.elu")
def elu(features: Array, name: str | None = None) -> Array:
    """Return what is positive, and `exp(features) - 1` for the rest."""
    return ops.elu(tensor(features))


@op("Selu", "nn.selu")
def selu(features: Array, name: str | None = None) -> Array:
    """Return the scaled `elu` that keeps mean 0 and variance 1."""
    return ops.selu(tensor(features))


@op("Softplus", "nn.softplus", "math.softplus")
def softplus(features: Array, name: str | None = None) -> Array:
    """Return `log(exp(features) + 1)`."""
    return ops.softplus(tensor(features))


@op("Softsign", "nn.softsign", "math.softsign")
def softsign(features: Array, name: str | None = None) -> Array:
    """Return `features / (abs(features) + 1)`."""
    return ops.softsign(tensor(features))


@op("Sigmoid", "sigmoid", "nn.sigmoid", "math.sigmoid")
def sigmoid(x: Array, name: str | None = None) -> Array:
    """Return `1 / (1 + exp(-x))`."""
    return ops.sigmoid(tensor(x))


@op("LogSigmoid", "log_sigmoid", "math.log_sigmoid")
def log_sigmoid(x: Array, name: str | None = None) -> Array:
    """Return the logarithm of `sigmoid(x)`."""
    return ops.log_sigmoid(tensor(x))


@op("Tanh", "tanh", "nn.tanh", "math.tanh")
def tanh(x: Array, name: str | None = None) -> Array:
    """Return the hyperbolic tangent."""
    return ops.tanh(tensor(x))


@op("swish", "nn.swish")
def swish(features: Array, beta: Array = 1.0) -> Array:
    """Return `features * sigmoid(beta * features)`."""
    features = tensor(features)
    return features * ops.sigmoid(features * like(beta, features))


@op("Softmax", "nn.softmax", "math.softmax")
def softmax(
    logits: Array, axis: Any = None, name: str | None = None, dim: Any = None
) -> Array:
    """Return `exp(logits)`, divided by its sum along an axis, by default the last."""
    return ops.softmax(tensor(logits), _axis(axis, dim))


@op("LogSoftmax", "nn.log_softmax", "math.log_softmax")
def log_softmax(
    logits: Array, axis: Any = None, name: str | None = None, dim: Any = None
) -> Array:
    """Return the logarithm of `softmax(logits)`."""
    return ops.log_softmax(tensor(logits), _axis(axis, dim))


def _axis(axis: Any, dim: Any) -> Any:
    found = axes_of(either(axis=axis, dim=dim))
    return -1 if found is None else found
