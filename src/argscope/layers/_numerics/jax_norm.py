"""Batch normalization on JAX of a batch that is cut over devices, with two messages.

The compiler of JAX would do it with four: a mean, a variance, and the gradient of each.
Between processes a message takes as long as a small convolution. Here the devices tell
each other mean and variance of their own images together, and in the backward pass the
two sums that a gradient needs.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import jax
import keras
from jax import Array
from jax import numpy as jnp


class _Kept(NamedTuple):
    """What the backward pass needs of the forward pass."""

    normalized: Array
    inverse: Array


def normalize(
    inputs: Array, axis: int, groups: int, epsilon: float | Array
) -> tuple[Array, Array, Array]:
    """Return `inputs` normalized over all axes but one, their mean and their variance.

    The gradient flows through the statistics to `inputs`; those that are returned are
    for moving averages.

    Args:
        inputs: Images of the whole batch, cut evenly over `groups` devices.
        axis: That of the channels.
        groups: Number of devices.
        epsilon: Added to the variance.

    Source:
        Chan, Golub & LeVeque 1979, "Updating formulae and a pairwise algorithm for
        computing sample variances": the variance of a whole from those of its parts.
        Ioffe & Szegedy 2015, arXiv:1502.03167, section 3: the gradient.
    """
    images = jnp.moveaxis(inputs, axis, -1)
    normalized, mean, variance = _normalize(images, groups, epsilon)
    return jnp.moveaxis(normalized, -1, axis), mean, variance


@partial(jax.custom_vjp, nondiff_argnums=(1,))
def _normalize(
    images: Array, groups: int, epsilon: float | Array
) -> tuple[Array, Array, Array]:
    normalized, mean, variance, _ = _forward(images, groups, epsilon)
    return normalized, mean, variance


def _forward(
    images: Array, groups: int, epsilon: float | Array
) -> tuple[Array, Array, Array, Array]:
    own = _grouped(images, groups)
    means = own.mean(1)
    variances = jnp.square(own - means[:, None]).mean(1)
    means, variances = jnp.split(_told_to_all(means, variances), 2, axis=-1)
    mean = means.mean(0)
    variance = (variances + jnp.square(means - mean)).mean(0)
    inverse = jax.lax.rsqrt(variance + epsilon)
    return (images - mean) * inverse, mean, variance, inverse


def _forward_and_keep(
    images: Array, groups: int, epsilon: float | Array
) -> tuple[tuple[Array, Array, Array], _Kept]:
    normalized, mean, variance, inverse = _forward(images, groups, epsilon)
    return (normalized, mean, variance), _Kept(normalized, inverse)


def _backward(groups: int, kept: _Kept, gradients: Any) -> tuple[Array, None]:
    gradient, normalized = gradients[0], kept.normalized
    own = [_grouped(each, groups).mean(1) for each in (gradient, gradient * normalized)]
    # Joined before they are summed over devices: two sums would be two messages.
    of_mean, of_deviation = jnp.split(jnp.concatenate(own, axis=-1).mean(0), 2)
    return (gradient - of_mean - normalized * of_deviation) * kept.inverse, None


_normalize.defvjp(_forward_and_keep, _backward)


def _grouped(images: Array, groups: int) -> Array:
    """Return the values of each device's images, shape `(groups, values, channels)`."""
    return images.reshape(groups, -1, images.shape[-1])


def _told_to_all(*rows: Array) -> Array:
    """Return arrays, of which each device has a row, side by side on all devices."""
    joined = jnp.concatenate(rows, axis=-1)
    mesh = keras.distribution.distribution().device_mesh.backend_mesh
    return jax.lax.with_sharding_constraint(joined, jax.NamedSharding(mesh, jax.P()))
