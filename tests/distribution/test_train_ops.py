"""Steps that a program makes by itself are the same on four devices as on one: JAX."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

if os.environ.get("KERAS_BACKEND", "jax") != "jax":
    pytest.skip("several devices of one process", allow_module_level=True)

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("train_ops.py")


@pytest.fixture(scope="module")
def found():
    """Losses of each program, by the number of devices."""
    done = subprocess.run(
        [sys.executable, PROGRAM],
        env={**os.environ, "KERAS_BACKEND": "jax", "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    "program", ["by_train_op", "by_optimize_loss", "by_old_function"]
)
def test_four_devices_make_the_steps_of_one(found, program):
    one, four = (found[devices][program] for devices in ("1", "4"))
    assert len(one) == 3
    assert one[2] < one[0]
    assert four == pytest.approx(one, rel=1e-5)
