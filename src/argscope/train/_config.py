"""What can be chosen about a training run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from argscope._runs.errors import ConfigError


@dataclass(frozen=True, kw_only=True)
class TrainConfig:
    """The configuration of one run; every field is an option of `argscope train`.

    Attributes:
        epochs: Passes over the training images, >= 1.
        batch_size: Images per training step, >= 1.
        learning_rate: Step size of Adam at the start, > 0; falls to zero along a
            cosine.
        weight_decay: Weight of the L2 penalty on all weights, >= 0.
        keep_prob: Probability that dropout keeps a feature, in (0, 1].
        seed: Decides initial weights, order of images and dropout, >= 0. The same seed
            gives the same result on the same machine.
        run_dir: Folder for what the run leaves behind.
    """

    epochs: int = 20
    batch_size: int = 32
    learning_rate: float = 2e-3
    weight_decay: float = 2e-3
    keep_prob: float = 0.5
    seed: int = 0
    run_dir: Path = Path("runs/digits")

    def __post_init__(self) -> None:
        """Refuse values outside their range.

        Raises:
            ConfigError: Says which field, its value and its range.
        """
        for name in ("epochs", "batch_size"):
            self._check(name, getattr(self, name) >= 1, ">= 1")
        self._check("learning_rate", self.learning_rate > 0, "> 0")
        for name in ("weight_decay", "seed"):
            self._check(name, getattr(self, name) >= 0, ">= 0")
        self._check("keep_prob", 0 < self.keep_prob <= 1, "in (0, 1]")

    def _check(self, name: str, holds: bool, expected: str) -> None:
        if not holds:
            raise ConfigError.about(name, getattr(self, name), expected=expected)
