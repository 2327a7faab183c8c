"""One small program, written for each library, and how to start it with a setting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

NOTHING: Final = "nothing to set"
ALONE: Final = "with argscope, alone"
RUN_NOTHING: Final = "argscope run, nothing to set"
NO_SETTINGS: Final = "argscope run"
SET: Final = "argscope run --set"
FROM_FILE: Final = "argscope run --settings"

_TRAIN: Final = """\
from argscope import add_arg_scope

@add_arg_scope
def train(lr=0.1, steps=10):
    return lr * steps

train()
"""

FILES: Final[Mapping[str, str]] = {
    "nothing.py": "def train(lr=0.1, steps=10):\n    return lr * steps\n\ntrain()\n",
    "ours.py": _TRAIN,
    "ours.toml": "[train]\nlr = 0.5\n",
    "with_gin.py": """\
import sys
import gin

@gin.configurable
def train(lr=0.1, steps=10):
    return lr * steps

gin.parse_config_files_and_bindings([], sys.argv[1:])
train()
""",
    "with_hydra.py": """\
import hydra
from hydra.core.config_store import ConfigStore

ConfigStore.instance().store(name="train", node={"lr": 0.1, "steps": 10})

@hydra.main(version_base=None, config_name="train")
def train(config):
    return config.lr * config.steps

train()
""",
    "with_tyro.py": """\
import tyro

def train(lr: float = 0.1, steps: int = 10) -> float:
    return lr * steps

tyro.cli(train)
""",
}


@dataclass(frozen=True)
class Start:
    """A way to start the program.

    Attributes:
        name: What the table calls it.
        arguments: What follows the interpreter.
        package: The package that it needs; None for none but argscope.
    """

    name: str
    arguments: tuple[str, ...]
    package: str | None = None


# What the script `argscope` of an environment does.
_ARGSCOPE: Final = ("-c", "import sys; from argscope.cli import program; program()")
_RUN: Final = (*_ARGSCOPE, "run", "ours.py")
_NO_FILES: Final = (
    "hydra.run.dir=.",
    "hydra.output_subdir=null",
    "hydra/job_logging=none",
)

STARTS: Final = (
    Start(NOTHING, ("nothing.py",)),
    Start(ALONE, ("ours.py",)),
    Start(RUN_NOTHING, (*_ARGSCOPE, "run", "nothing.py")),
    Start(NO_SETTINGS, _RUN),
    Start(SET, (*_RUN, "--set", "train.lr=0.5")),
    Start(FROM_FILE, (*_RUN, "--settings", "ours.toml")),
    Start("gin", ("with_gin.py", "train.lr=0.5"), "gin-config"),
    Start("Hydra", ("with_hydra.py", "lr=0.5", *_NO_FILES), "hydra-core"),
    Start("tyro", ("with_tyro.py", "--lr", "0.5"), "tyro"),
)
