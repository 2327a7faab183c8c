"""The programs of the page about gin, Hydra and tyro do the same, and the sweep finds."""

import os
import subprocess
import sys

import pytest

CHANGED = ("optimizer.lr=0.3", "train.epochs=5")
RUN = ("-m", "argscope", "run", "train.py")
PROGRAMS = {
    "train": ("argscope", RUN, (*RUN, "--set", CHANGED[0], "--set", CHANGED[1])),
    "gin": ("gin", ("train_gin.py",), ("train_gin.py", *CHANGED)),
    "hydra": ("hydra", ("train_hydra.py",), ("train_hydra.py", *CHANGED)),
    "tyro": (
        "tyro",
        ("train_tyro.py",),
        ("train_tyro.py", "--optimizer.lr", "0.3", "--train.epochs", "5"),
    ),
}


@pytest.fixture
def shown(request, tmp_path):
    """Return what runs an example, from its folder, and gives its output."""

    def run(library, *arguments):
        pytest.importorskip(library, reason="a program of the guide is written with it")
        if library == "hydra":
            arguments = (*arguments, f"hydra.run.dir={tmp_path}")
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=request.config.rootpath / "examples" / "settings",
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    return run


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_of_the_guide_do_the_same(shown, name):
    library, plain, changed = PROGRAMS[name]
    assert shown(library, *plain) == "slope 1.9994\n"
    assert shown(library, *changed) == "slope 1.9990\n"


def test_a_sweep_over_scoped_arguments_finds_good_ones(shown):
    told = shown("optuna", "sweep.py").splitlines()[-1]
    assert float(told.split()[1]) < 1e-4
