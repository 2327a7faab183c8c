"""Ours: what `argscope train --net` does, without a network."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import numpy as np

from argscope._runs.waiting import WaitingTime
from argscope.finetune._batches import Images, TrainingBatches
from argscope.finetune._config import FineTuneConfig
from argscope.preprocessing import PREPROCESSING
from benchmarks.pictures.ways import BATCH, SIZE, Pass, Task


def passes(task: Task, *, fast_decode: bool) -> Pass:
    """Return what makes all pictures once."""
    images = Images(
        tuple(task.files),
        np.zeros(len(task.files), int),
        1,
        PREPROCESSING[task.family],
        SIZE,
        fast_decode,
    )
    config = FineTuneConfig(net="vgg_16", data=task.files[0], batch_size=BATCH)
    threads = ThreadPoolExecutor(task.threads)

    def one() -> None:
        with closing(
            TrainingBatches(images, config, 0, threads=threads, waiting=WaitingTime())
        ) as batches:
            for index in range(len(batches)):
                batches[index]

    return one
