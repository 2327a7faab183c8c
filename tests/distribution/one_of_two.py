"""One of two processes, which train together until something happens to one of them.

    python one_of_two.py PROCESS PORT [NAME OF WHAT HAPPENS]

The other arguments of the meeting are as short as a test needs them.
"""

import os
import signal
import sys
import threading
import time

import jax
import jax.numpy as jnp
from jax.experimental import multihost_utils

import argscope
from argscope._base.stopping import Stopped
from argscope._distribution import ending_together

SILENCE = 4.0
ending_together.Times.grace = 1.0


def step():
    """Compute something that needs both processes."""
    multihost_utils.process_allgather(jnp.ones(3))


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


def fails_with_ours():
    steps(3)
    raise argscope.ArgScopeError("What was given is wrong.")


def leaves():
    steps(3)
    sys.exit(3)


def interrupted():
    steps(3)
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    forever()


def stopped():
    steps(3)
    raise Stopped(signal.SIGTERM, "after a step")


def finishes():
    steps(3)


def finishes_late():
    steps(3)
    time.sleep(2)


def main():
    process, port, *what = sys.argv[1:]
    happens = globals()[what[0] if what else "forever"]
    with argscope.distribute(
        data=2,
        coordinator=f"127.0.0.1:{port}",
        processes=2,
        process=int(process),
        join_within=20,
        silence=SILENCE,
    ):
        assert jax.process_count() == 2
        happens()


if __name__ == "__main__":
    main()
