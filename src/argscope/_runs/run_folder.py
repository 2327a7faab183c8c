"""What a training run leaves behind, one folder a run."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any, final

import keras

from argscope._base.version import __version__
from argscope._base.whole_file import write_whole
from argscope._runs.curves import draw_curves
from argscope._runs.file_names import CONFIG, RESULT, WEIGHTS
from argscope._runs.whole_weights import write_weights
from argscope.layers._model import values
from argscope.report import Record, Used, page


@final
class RunFolder:
    """Writes the files of a run.

    | file | content |
    |---|---|
    | `config.json` | the configuration, the seed, versions and backend |
    | `used.json` | settings: the values that the arguments of the network got |
    | `explain.html` | a page that shows where each of them came from |
    | `metrics.csv` | one row per epoch |
    | `curves.png` | loss and accuracy over the epochs |
    | `model.weights.h5` | the trained weights, by variable path |
    | `result.json` | the accuracy on the test images, seconds |
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)

    def write_config(self, config: dict[str, Any]) -> None:
        """Write what the run is going to do, before it does it.

        What an earlier one came to is no result of this one: it is deleted.
        """
        (self.path / RESULT).unlink(missing_ok=True)
        facts = {
            **config,
            "backend": keras.backend.backend(),
            "versions": {"argscope": __version__, "keras": keras.__version__},
        }
        self._write_json(CONFIG, facts)

    def write_explanation(self, record: Record) -> None:
        """Write the network's arguments, for people and as settings for another run."""
        path = self.path / "explain.html"
        path.write_text(page(record), encoding="utf-8")
        Used(record.used).to_file(self.path / "used.json")

    def write_history(self, history: dict[str, list[float]], title: str) -> None:
        """Write the metrics of all epochs, as numbers and as a picture."""
        with (self.path / "metrics.csv").open(
            "w", newline="", encoding="utf-8"
        ) as file:
            rows = csv.writer(file)
            rows.writerow(["epoch", *history])
            for epoch, values in enumerate(
                zip(*history.values(), strict=True), start=1
            ):
                rows.writerow([epoch, *(f"{value:.6g}" for value in values)])
        draw_curves(history, self.path / "curves.png", title)

    def write_result(self, model: keras.Model, result: dict[str, Any]) -> None:
        """Write the weights, then what they achieve: the mark of a finished run.

        All processes of a run call this, and the first one writes.
        """
        write_weights(self.path / WEIGHTS, model)
        if values.processes().is_first:
            self._write_json(RESULT, result)

    def _write_json(self, name: str, data: dict[str, Any]) -> None:
        text = json.dumps(data, indent=2) + "\n"
        write_whole(
            self.path / name, lambda new: new.write_text(text, encoding="utf-8")
        )
