"""Learning curves as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

_MEASURES: Final = (("loss", "Loss"), ("accuracy", "Accuracy"))
_COLOURS: Final = {"training": "#1f6feb", "validation": "#d1570a"}


def draw_curves(history: dict[str, list[float]], path: Path, title: str) -> None:
    """Draw loss and accuracy over the epochs into a PNG file.

    Args:
        history: Values per epoch of `loss`, `val_loss`, `accuracy`, `val_accuracy`.
        path: The file to write.
        title: One line above the picture.
    """
    # The object interface: it needs no display and leaves pyplot's state alone.
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4), layout="constrained", dpi=120)
    figure.suptitle(title)
    for axes, (key, label) in zip(figure.subplots(1, 2), _MEASURES, strict=True):
        _draw(axes, history[key], history[f"val_{key}"], label)
    figure.savefig(path)


def _draw(
    axes: Any, training: list[float], validation: list[float], label: str
) -> None:
    epochs = range(1, len(training) + 1)
    for name, values in (("training", training), ("validation", validation)):
        marker = "o" if len(values) == 1 else None
        axes.plot(epochs, values, color=_COLOURS[name], marker=marker, label=name)
    axes.set_xlabel("Epoch")
    axes.set_ylabel(label)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.grid(alpha=0.3)
    axes.legend()
