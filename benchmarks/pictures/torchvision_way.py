"""torchvision: its transforms on Pillow's images, in the processes of a DataLoader.

One thread is the program's own, without other processes, as with `num_workers=0`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from torchvision.transforms import v2

from benchmarks.pictures.ways import BATCH, SIZE, Pass, Task

_TO_NUMBERS = [v2.PILToTensor(), v2.ToDtype(torch.float32, scale=True)]

TRANSFORMS = {
    "inception": [
        v2.RandomResizedCrop(SIZE, scale=(0.05, 1.0), ratio=(3 / 4, 4 / 3)),
        v2.RandomHorizontalFlip(),
        v2.ColorJitter(32 / 255, (0.5, 1.5), (0.5, 1.5), 0.2),
        *_TO_NUMBERS,
        v2.Normalize([0.5] * 3, [0.5] * 3),
    ],
    "vgg": [
        v2.RandomShortestSize(list(range(256, 513))),
        v2.RandomCrop(SIZE),
        v2.RandomHorizontalFlip(),
        *_TO_NUMBERS,
        v2.Normalize([0.485, 0.458, 0.408], [1 / 255] * 3),
    ],
}


class _Photos(torch.utils.data.Dataset[Any]):
    def __init__(self, files: Sequence[Path], family: str) -> None:
        self._files = files
        self._transform = v2.Compose(TRANSFORMS[family])

    def __len__(self) -> int:
        return len(self._files)

    def __getitem__(self, row: int) -> Any:
        with Image.open(self._files[row]) as image:
            return self._transform(image.convert("RGB"))


def passes(task: Task) -> Pass:
    """Return what makes all pictures once."""
    torch.set_num_threads(1)
    workers = task.threads if task.threads > 1 else 0
    loader = torch.utils.data.DataLoader(
        _Photos(task.files, task.family),
        batch_size=BATCH,
        shuffle=True,
        num_workers=workers,
        persistent_workers=workers > 0,
    )

    def one() -> None:
        for _ in loader:
            pass

    return one
