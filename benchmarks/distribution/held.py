"""Which share of VGG-16 is on one of two devices: what JAX has put there.

    python -m benchmarks.distribution.held

is the process with two simulated devices; it prints the bytes as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final, NamedTuple

_ROOT: Final = Path(__file__).resolve().parents[2]
DEVICES: Final = 2
CLASSES: Final = 1000
SIZE: Final = 224


class Held(NamedTuple):
    """Bytes of a network's variables.

    Attributes:
        here: On one device.
        whole: All of them.
    """

    here: int
    whole: int

    @property
    def share(self) -> float:
        """Which part of the whole is on one device."""
        return self.here / self.whole


def measure() -> Held:
    """Return what a process of its own finds.

    Raises:
        subprocess.CalledProcessError: It failed.
    """
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-m", __name__],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        cwd=_ROOT,
        env={
            **os.environ,
            "KERAS_BACKEND": "jax",
            "JAX_NUM_CPU_DEVICES": str(DEVICES),
        },
    )
    return Held(**json.loads(done.stdout.splitlines()[-1]))


def of_variables(variables: list[Any]) -> Held:
    """Return what the first of JAX's devices holds of variables."""
    import jax

    first = jax.devices()[0]
    shards = [shard for v in variables for shard in v.value.addressable_shards]
    return Held(
        sum(shard.data.nbytes for shard in shards if shard.device == first),
        sum(variable.value.nbytes for variable in variables),
    )


def _vgg_16() -> Held:
    import argscope
    from argscope import layers, nets

    with argscope.distribute(model=DEVICES, layout="auto"):
        network = nets.nets_factory.get_network_fn("vgg_16", CLASSES)
        model = layers.Model(network, seed=0)
        model.build((None, SIZE, SIZE, 3))
        return of_variables(model.variables_in_order)


if __name__ == "__main__":
    print(json.dumps(_vgg_16()._asdict()))
