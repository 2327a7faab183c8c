"""The networks by hand in JAX: pure functions, a dict of arrays, one jitted step."""

from __future__ import annotations

import functools
from typing import Any, final

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from benchmarks.networks.subjects import (
    BATCH,
    DECAY,
    EPSILON,
    LEARNING_RATE,
    MOMENTUM,
    WEIGHT_DECAY,
    Network,
)

Arrays = dict[str, Any]


@final
class PlainJax:
    """A network's weights, and the loops over batches that use them."""

    elapsed: float | None = None  # the whole of a loop counts

    def __init__(self, network: Network, weights: dict[str, np.ndarray]) -> None:
        function = {"vgg": _vgg, "resnet": _resnet}[network.name]
        self._apply = functools.partial(function, network)
        self.load(weights)
        self._step = jax.jit(self._train_step, donate_argnums=(0, 1, 2))
        self._infer = jax.jit(self._logits)

    def load(self, weights: dict[str, np.ndarray]) -> None:
        """Start from these weights, without momentum."""
        arrays = {path: jnp.array(value) for path, value in weights.items()}
        self._moving = {p: a for p, a in arrays.items() if "/moving_" in p}
        self._params = {p: a for p, a in arrays.items() if p not in self._moving}
        self._momenta = jax.tree.map(jnp.zeros_like, self._params)

    def weights(self) -> dict[str, np.ndarray]:
        """Return all weights by the original's names."""
        return {p: np.array(a) for p, a in (self._params | self._moving).items()}

    def train(self, pixels: np.ndarray, labels: np.ndarray) -> float:
        """Take one step for each batch; return the mean loss, read once at the end."""
        losses = []
        for at in range(0, len(labels), BATCH):
            batch = pixels[at : at + BATCH], labels[at : at + BATCH]
            self._params, self._momenta, self._moving, loss = self._step(
                self._params, self._momenta, self._moving, *batch
            )
            losses.append(loss)
        return float(np.mean([float(loss) for loss in losses]))

    def infer(self, pixels: np.ndarray) -> np.ndarray:
        """Return the logits of all images."""
        outputs = [
            self._infer(self._params, self._moving, pixels[at : at + BATCH])
            for at in range(0, len(pixels), BATCH)
        ]
        return np.concatenate([np.asarray(batch) for batch in outputs])

    def _logits(self, params: Arrays, moving: Arrays, x: Any) -> Any:
        return self._apply(params, moving, x, None)

    def _train_step(
        self, params: Arrays, momenta: Arrays, moving: Arrays, x: Any, labels: Any
    ) -> tuple[Arrays, Arrays, Arrays, Any]:
        def loss_of(params: Arrays) -> tuple[Any, Arrays]:
            updates: Arrays = {}
            logits = self._apply(params, moving, x, updates)
            return _loss(params, logits, labels), updates

        (loss, updates), gradients = jax.value_and_grad(loss_of, has_aux=True)(params)
        momenta = jax.tree.map(
            lambda m, g: MOMENTUM * m - LEARNING_RATE * g, momenta, gradients
        )
        params = jax.tree.map(jnp.add, params, momenta)
        return params, momenta, moving | updates, loss


def _loss(params: Arrays, logits: Any, labels: Any) -> Any:
    log_probabilities = jax.nn.log_softmax(logits)
    error = -jnp.take_along_axis(log_probabilities, labels[:, None], axis=1).mean()
    squares = [jnp.sum(jnp.square(w)) for p, w in params.items() if "/weights" in p]
    return error + WEIGHT_DECAY / 2 * sum(squares)


def _vgg(
    network: Network, params: Arrays, _moving: Arrays, x: Any, _updates: Arrays | None
) -> Any:
    for block, (_, repeats) in enumerate(network.blocks, 1):
        for i in range(1, repeats + 1):
            name = f"conv{block}_{i}"
            x = _conv(x, params[f"{name}/weights"], 1, "SAME")
            x = jax.nn.relu(x + params[f"{name}/biases"])
        x = _max_pool(x, 2, 2, "VALID")
    x = x.reshape(len(x), -1)
    for name in ("fc6", "fc7"):
        x = jax.nn.relu(_dense(params, x, name))
    return _dense(params, x, "fc8")


def _resnet(
    network: Network, params: Arrays, moving: Arrays, x: Any, updates: Arrays | None
) -> Any:
    def conv(
        x: Any, name: str, stride: int = 1, padding: Any = "SAME", *, relu: bool = True
    ) -> Any:
        x = _conv(x, params[f"{name}/weights"], stride, padding)
        x = _batch_norm(params, moving, updates, x, f"{name}/BatchNorm")
        return jax.nn.relu(x) if relu else x

    x = conv(x, "conv1", 2, [(3, 3), (3, 3)])
    x = _max_pool(x, 3, 2, "SAME")
    for block, (_, units) in enumerate(network.blocks, 1):
        for unit in range(1, units + 1):
            stride = 2 if unit == 1 and block > 1 else 1
            name = f"block{block}_unit{unit}"
            shortcut = (
                conv(x, f"{name}_shortcut", stride, relu=False) if unit == 1 else x
            )
            x = conv(x, f"{name}_conv1")
            x = conv(x, f"{name}_conv2", stride, [(1, 1), (1, 1)])
            x = jax.nn.relu(shortcut + conv(x, f"{name}_conv3", relu=False))
    return _dense(params, x.mean((1, 2)), "logits")


def _batch_norm(
    params: Arrays, moving: Arrays, updates: Arrays | None, x: Any, name: str
) -> Any:
    mean, variance = moving[f"{name}/moving_mean"], moving[f"{name}/moving_variance"]
    if updates is not None:
        mean, variance = x.mean((0, 1, 2)), x.var((0, 1, 2))
        count = x.size // x.shape[-1]
        new = {"moving_mean": mean, "moving_variance": variance * count / (count - 1)}
        for key, value in new.items():
            path = f"{name}/{key}"
            updates[path] = DECAY * moving[path] + (1 - DECAY) * value
    factor = lax.rsqrt(variance + EPSILON) * params[f"{name}/gamma"]
    return (x - mean) * factor + params[f"{name}/beta"]


def _conv(x: Any, kernel: Any, stride: int, padding: Any) -> Any:
    return lax.conv_general_dilated(
        x, kernel, (stride, stride), padding, dimension_numbers=("NHWC", "HWIO", "NHWC")
    )


def _max_pool(x: Any, window: int, stride: int, padding: str) -> Any:
    shape, strides = (1, window, window, 1), (1, stride, stride, 1)
    return lax.reduce_window(x, -jnp.inf, lax.max, shape, strides, padding)


def _dense(params: Arrays, x: Any, name: str) -> Any:
    return x @ params[f"{name}/weights"] + params[f"{name}/biases"]
