"""One of two processes, which train together until something happens to one of them.

python one_that_ends.py PROCESS PORT NAME_OF_WHAT_HAPPENS [ARGUMENT=NUMBER ...]
"""

import os
import signal
import sys
import threading
import time

import keras

import argscope


def step():
    """Compute something that needs both processes."""
    if keras.backend.backend() == "torch":
        import torch

        torch.distributed.all_reduce(torch.ones(3))
    else:
        from jax import numpy
        from jax.experimental import multihost_utils

        multihost_utils.process_allgather(numpy.ones(3))


def steps(count):
    for _ in range(count):
        step()
        time.sleep(0.05)


def forever():
    while True:
        steps(1)


def killed():
    steps(3)
    os.kill(os.getpid(), signal.SIGKILL)


def fails():
    steps(3)
    raise KeyError("no such picture: 17.jpg")


def interrupted():
    steps(3)
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    forever()


def finishes():
    steps(3)


def finishes_late():
    steps(3)
    time.sleep(2)


def main():
    process, port, what, *words = sys.argv[1:]
    settings = {"data": 2, "join_within": 200}
    settings |= {name: int(value) for name, value in (w.split("=") for w in words)}
    with argscope.distribute(
        coordinator=f"127.0.0.1:{port}", processes=2, process=int(process), **settings
    ):
        WHAT_HAPPENS[what]()


WHAT_HAPPENS = {
    happens.__name__: happens
    for happens in (
        fails,
        finishes,
        finishes_late,
        forever,
        interrupted,
        killed,
    )
}

if __name__ == "__main__":
    main()
