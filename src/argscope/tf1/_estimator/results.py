"""What estimators give: metrics, which are logged and written, and predictions.

Source:
    tensorflow_estimator/python/estimator/estimator.py of 1.15.
"""

from __future__ import annotations

from collections.abc import Iterator
from logging import INFO
from pathlib import Path
from typing import Any

import numpy as np

from argscope.tf1._host.events import FileWriterCache
from argscope.tf1._host.logs import log
from argscope.tf1._host.protos import message


def summarize(metrics: dict[str, Any], folder: Path) -> None:
    """Log metrics, and write those that are numbers as summaries."""
    pairs = sorted(metrics.items())
    shown = ", ".join(f"{key} = {value!s}" for key, value in pairs)
    step = int(metrics.get("global_step", 0))
    log(INFO, "Saving dict for global step %d: %s", step, shown)
    summary = message("Summary")()
    for key, value in metrics.items():
        if key != "global_step" and np.ndim(value) == 0:
            summary.value.add(tag=key, simple_value=float(value))
    writer = FileWriterCache.get(folder)
    writer.add_summary(summary, step)
    writer.flush()


def chosen(predictions: Any, keys: Any) -> Any:
    """Return of a dictionary of predictions those that are wanted.

    Raises:
        ValueError: There is no dictionary, or there are none of them in it.
    """
    if not keys:
        return predictions
    if not isinstance(predictions, dict):
        raise ValueError(  # noqa: TRY004  # as TensorFlow
            "predict_keys argument is not valid in case of non-dict predictions."
        )
    found = {key: value for key, value in predictions.items() if key in keys}
    if not found:
        raise ValueError(
            f"Expected to run at least one output from {sorted(predictions)}, provided "
            f"{keys}."
        )
    return found


def examples(batch: Any) -> Iterator[Any]:
    """Yield the predictions for each example of a batch."""
    if not isinstance(batch, dict):
        yield from batch
        return
    for index in range(len(next(iter(batch.values())))):
        yield {key: value[index] for key, value in batch.items()}
