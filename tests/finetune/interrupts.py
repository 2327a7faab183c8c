"""Ctrl-C, pressed at a chosen moment of a run."""

import itertools
import signal
from contextlib import contextmanager

import pytest

from argscope.finetune import _batches


@contextmanager
def interrupted(kind, epoch, at=-1):
    """Have Ctrl-C pressed where a batch of this kind is read in an epoch."""
    read = getattr(_batches, kind).__getitem__
    epochs = itertools.count(1)

    def read_and_interrupt(batches, index):
        # Not the first two of several: Keras reads those also to look at their shape.
        if index == range(len(batches))[at] and next(epochs) == epoch:
            signal.raise_signal(signal.SIGINT)
        return read(batches, index)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(getattr(_batches, kind), "__getitem__", read_and_interrupt)
        yield
