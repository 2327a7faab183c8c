"""Whether labels are of images or of positions in images, as the outputs are."""

from __future__ import annotations

from typing import Any, Final

from argscope.layers.errors import LabelsError

# Keras's losses that compare labels with logits along the last axis. Others may have
# their own idea of what is compared.
_CROSS_ENTROPIES: Final = {
    "categoricalcrossentropy",
    "categoricalfocalcrossentropy",
    "sparsecategoricalcrossentropy",
}


def check_labels(model: str, loss: Any, labels: Any, outputs: Any) -> None:
    """Refuse one label an image for outputs that have height and width.

    Keras compares them all the same: it lets the axes of size 1 meet the batch.

    Args:
        model: The model's name.
        loss: What it was compiled with.
        labels: Class numbers, shape `(batch,)` or `(batch, 1)`, or one-hot,
            `(batch, classes)`, are refused.
        outputs: Of shape `(batch, height, width, classes)`.

    Raises:
        LabelsError: They do not go together.
    """
    given, found = (getattr(each, "shape", None) for each in (labels, outputs))
    if given is None or found is None or not _is_cross_entropy(loss):
        return
    if len(found) == 4 and len(given) in (1, 2):
        raise LabelsError.about(model, tuple(given), tuple(found))


def _is_cross_entropy(loss: Any) -> bool:
    """Return whether a loss, by its name, as a function or as an object, is one."""
    name = loss if isinstance(loss, str) else getattr(loss, "__name__", None)
    name = name or type(loss).__name__
    return name.replace("_", "").lower() in _CROSS_ENTROPIES
