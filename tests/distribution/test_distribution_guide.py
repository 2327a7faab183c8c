"""The guide's page of several devices says what is so."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from argscope import DistributionError

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/guide/distribution.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(?:python|py)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)

ERRORS = [
    DistributionError.too_few("distribute(data=8,model=1)", 8, ["cpu:0"] * 4, ""),
    DistributionError.one_process("distribute(data=8,model=1)", 8, "data"),
    DistributionError.too_late(),
    DistributionError.already("data=2, model=1"),
    DistributionError.no_match("fc.*/kernel", ["fc1/weights"]),
    DistributionError.uneven("fc1/weights", "fc1/weights", (3, 6), 1, 4),
    DistributionError.batch(30, 4),
    DistributionError.port_in_use("10.0.0.1:29500"),
    DistributionError.not_met("10.0.0.1:29500", 1, 2, ""),
    DistributionError.not_there(1, 300),
    DistributionError.other_settings({"seed": {0: 1, 1: 2}}),
]


def errors_told():
    """Return the texts of the table of errors."""
    table = PAGE.partition("| the error says |")[2].partition("\n\n")[0]
    return re.findall(r"^\| `(.+?)` \|", table, re.MULTILINE)


@pytest.fixture(scope="module")
def tables():
    path = ROOT / "tools/distribution_table.py"
    spec = importlib.util.spec_from_file_location("distribution_table", path)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_the_tables_are_what_the_shapes_say(tables):
    assert tables.written(PAGE) == PAGE, "run: python tools/distribution_table.py"
    assert PAGE.count("| VGG-16 |") == 8


def test_a_ring_sends_nothing_to_itself_and_at_most_everything_twice(tables):
    assert tables.reduced(1000, 1) == tables.gathered(1000, 1) == 0
    assert tables.reduced(1000, 2) == 4000
    assert tables.reduced(1000, 10**6) == pytest.approx(8000, rel=1e-5)
    assert tables.gathered(1000, 4) == 3000


def test_the_errors_say_what_the_page_says():
    told = errors_told()
    assert len(told) == len(ERRORS)
    for text, error in zip(told, ERRORS, strict=True):
        assert text in str(error)


@pytest.mark.skipif(os.environ.get("KERAS_BACKEND", "jax") != "jax", reason="of JAX")
def test_the_program_of_the_page_runs_on_four_devices_and_prints_the_layout(tmp_path):
    program = tmp_path / "program.py"
    program.write_text("\n".join(BLOCKS), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, program],
        env={
            **os.environ,
            "JAX_NUM_CPU_DEVICES": "4",
            "KERAS_BACKEND": "jax",
            "PYTHONPATH": str(ROOT / "src"),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    (layout,) = re.findall(r"```text\n(Layout of .*?)```", PAGE, re.DOTALL)
    assert "\n".join(line.rstrip() for line in done.stdout.splitlines()) == (
        layout.rstrip()
    )
