"""The networks by hand in torch: functions, channels last, one optimizer of torch's."""

from __future__ import annotations

import functools
from typing import Any, final

import numpy as np
import torch
from torch.nn import functional

from benchmarks.networks.subjects import (
    BATCH,
    DECAY,
    EPSILON,
    LEARNING_RATE,
    MOMENTUM,
    WEIGHT_DECAY,
    Network,
)

Tensors = dict[str, torch.Tensor]


@final
class PlainTorch:
    """A network's weights, and the loops over batches that use them."""

    elapsed: float | None = None  # the whole of a loop counts

    def __init__(self, network: Network, weights: dict[str, np.ndarray]) -> None:
        function = {"vgg": _vgg, "resnet": _resnet}[network.name]
        self._apply = functools.partial(function, network)
        self.load(weights)

    def load(self, weights: dict[str, np.ndarray]) -> None:
        """Start from these weights, without momentum."""
        self._tensors = {path: _tensor(path, value) for path, value in weights.items()}
        decayed = [t for p, t in self._tensors.items() if p.endswith("/weights")]
        rest = ("/biases", "/beta", "/gamma")
        trained = [t for p, t in self._tensors.items() if p.endswith(rest)]
        for tensor in decayed + trained:
            tensor.requires_grad_()
        # The idiom: the penalty is in the gradients only, never in the loss.
        self._optimizer = torch.optim.SGD(
            [{"params": decayed, "weight_decay": WEIGHT_DECAY}, {"params": trained}],
            lr=LEARNING_RATE,
            momentum=MOMENTUM,
        )

    def weights(self) -> dict[str, np.ndarray]:
        """Return all weights by the original's names."""
        return {path: _array(tensor) for path, tensor in self._tensors.items()}

    def train(self, pixels: np.ndarray, labels: np.ndarray) -> float:
        """Take one step for each batch; return the mean loss, read once at the end."""
        losses = []
        for at in range(0, len(labels), BATCH):
            logits = self._apply(self._tensors, _images(pixels, at), training=True)
            target = torch.from_numpy(labels[at : at + BATCH]).long()
            loss = functional.cross_entropy(logits, target)
            self._optimizer.zero_grad()
            loss.backward()
            self._optimizer.step()
            losses.append(loss.detach())
        return float(torch.stack(losses).mean())

    @torch.no_grad()
    def infer(self, pixels: np.ndarray) -> np.ndarray:
        """Return the logits of all images."""
        outputs = [
            self._apply(self._tensors, _images(pixels, at), training=False)
            for at in range(0, len(pixels), BATCH)
        ]
        return np.concatenate([batch.numpy() for batch in outputs])


def _images(pixels: np.ndarray, at: int) -> torch.Tensor:
    # A view: channels-last images are NumPy's layout already.
    return torch.from_numpy(pixels[at : at + BATCH]).permute(0, 3, 1, 2)


def _tensor(path: str, value: np.ndarray) -> torch.Tensor:
    tensor = torch.tensor(value)
    if tensor.ndim == 4:
        tensor = tensor.permute(3, 2, 0, 1)
        return tensor.contiguous(memory_format=torch.channels_last)
    return tensor.T.contiguous() if tensor.ndim == 2 else tensor


def _array(tensor: torch.Tensor) -> np.ndarray:
    axes = {4: (2, 3, 1, 0), 2: (1, 0), 1: (0,)}[tensor.ndim]
    return tensor.detach().permute(*axes).numpy().copy()


def _vgg(
    network: Network, tensors: Tensors, x: torch.Tensor, *, training: bool
) -> torch.Tensor:
    del training
    for block, (_, repeats) in enumerate(network.blocks, 1):
        for i in range(1, repeats + 1):
            name = f"conv{block}_{i}"
            weights, biases = tensors[f"{name}/weights"], tensors[f"{name}/biases"]
            x = functional.relu(functional.conv2d(x, weights, biases, padding=1))
        x = functional.max_pool2d(x, 2)
    # The features in the order of NumPy's layout, as the weights expect them.
    x = x.permute(0, 2, 3, 1).flatten(1)
    for name in ("fc6", "fc7"):
        x = functional.relu(_dense(tensors, x, name))
    return _dense(tensors, x, "fc8")


def _resnet(
    network: Network, tensors: Tensors, x: torch.Tensor, *, training: bool
) -> torch.Tensor:
    def conv(
        x: torch.Tensor,
        name: str,
        stride: int = 1,
        padding: int = 0,
        *,
        relu: bool = True,
    ) -> torch.Tensor:
        weights = tensors[f"{name}/weights"]
        x = functional.conv2d(x, weights, stride=stride, padding=padding)
        x = _batch_norm(tensors, x, f"{name}/BatchNorm", training=training)
        return functional.relu(x) if relu else x

    x = conv(x, "conv1", 2, 3)
    x = functional.max_pool2d(x, 3, 2, ceil_mode=True)  # pads as "SAME" does
    for block, (_, units) in enumerate(network.blocks, 1):
        for unit in range(1, units + 1):
            stride = 2 if unit == 1 and block > 1 else 1
            name = f"block{block}_unit{unit}"
            shortcut = (
                conv(x, f"{name}_shortcut", stride, relu=False) if unit == 1 else x
            )
            x = conv(x, f"{name}_conv1")
            x = conv(x, f"{name}_conv2", stride, 1)
            x = functional.relu(shortcut + conv(x, f"{name}_conv3", relu=False))
    return _dense(tensors, x.mean((2, 3)), "logits")


def _batch_norm(
    tensors: Tensors, x: torch.Tensor, name: str, *, training: bool
) -> torch.Tensor:
    keys = ("moving_mean", "moving_variance", "gamma", "beta")
    values: list[Any] = [tensors[f"{name}/{key}"] for key in keys]
    return functional.batch_norm(
        x, *values, training=training, momentum=1 - DECAY, eps=EPSILON
    )


def _dense(tensors: Tensors, x: torch.Tensor, name: str) -> torch.Tensor:
    return functional.linear(x, tensors[f"{name}/weights"], tensors[f"{name}/biases"])
