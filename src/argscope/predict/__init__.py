"""What is in images, said by networks with published weights or with one's own.

The command `argscope predict`. Needs `argscope[layers,checkpoint,train]`.

```python
network = load_published("mobilenet_v1", "retrained_graph.pb")
for answer in network.answers([Path("cat.jpg")]):
    print(answer.file, answer.predictions[0].label)
```
"""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

from argscope.predict._answers import Answer, Prediction
from argscope.predict._labels import read_labels
from argscope.predict.errors import ImageFileError, PredictError

if TYPE_CHECKING:
    from argscope.checkpoint import CheckpointReader
    from argscope.predict._classifier import Classifier

__all__ = [
    "Answer",
    "ImageFileError",
    "PredictError",
    "Prediction",
    "load_published",
    "read_labels",
]


def load_published(
    net: str,
    checkpoint: str | PathLike[str] | CheckpointReader,
    *,
    labels: Sequence[str] | None = None,
    image_size: int | None = None,
    preprocessing: str | None = None,
    prefer_ema: bool = False,
    fast_decode: bool = False,
    **options: Any,
) -> Classifier:
    """Return a network with the weights of a checkpoint, ready to look at images.

    It has as many classes as the checkpoint and, if the network takes a
    `depth_multiplier` and none is given, the width that fits the checkpoint best. It has no
    auxiliary logits.

    Args:
        net: Name of the network, one of `argscope.nets.NETS`.
        checkpoint: As for `argscope.checkpoint.load_checkpoint`.
        labels: What the classes are called; default: ImageNet's names for 1000 classes,
            or for 1001, the first of which is the background; else `class 0`, `class 1`.
        image_size: Height and width in pixels of what the network gets, >= 1; default:
            what it was published with.
        preprocessing: Family of `argscope.preprocessing`; default: the network's.
        prefer_ema: Whether to take the averages over training where there are some.
        fast_decode: Whether to decode JPEGs at 1/2, 1/4 or 1/8 of their size where that is
            enough for the preprocessing: faster for large photos, with slightly other
            numbers.
        **options: Other arguments of the network, such as `depth_multiplier=0.5`.

    Raises:
        NetworkArgumentError: There is no network of this name, or it takes no such
            option.
        argscope.nets.ImageSizeError: It takes no images of that size.
        CheckpointError: The checkpoint cannot be read, or it is another network's.
        PredictError: It lacks a part of the network, or something that was chosen does
            not go together with the network.
    """
    import argscope.layers  # noqa: F401  # before Keras: it chooses the backend
    from argscope.predict._published import published

    return published(
        net,
        checkpoint,
        labels=labels,
        image_size=image_size,
        preprocessing=preprocessing,
        prefer_ema=prefer_ema,
        fast_decode=fast_decode,
        options=options,
    )
