"""Which epoch was the best, and whether a run that waits for a better one is over."""

from __future__ import annotations

import math


def best_epoch(history: dict[str, list[float]]) -> int:
    """Return the epoch, from 1, with the highest accuracy on the validation images.

    Of several, that with the lowest loss on them; of several of those, the first.
    """
    scores = [
        (-accuracy, math.inf if math.isnan(loss) else loss)
        for accuracy, loss in zip(
            history["val_accuracy"], history["val_loss"], strict=True
        )
    ]
    return scores.index(min(scores)) + 1


def is_over(history: dict[str, list[float]], patience: int | None) -> bool:
    """Return whether `patience` epochs were no better than the best; None has no end."""
    if patience is None or not history:
        return False
    return len(history["val_accuracy"]) - best_epoch(history) >= patience
