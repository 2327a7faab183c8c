"""What a shell completes, asked as shells ask: by argcomplete's protocol."""

import os
import subprocess
import sys

import pytest

pytest.importorskip("argcomplete", reason="it speaks with shells")

PROGRAM = """\
from typing import Literal
from argscope import add_arg_scope

@add_arg_scope
def optimizer(lr: float = 0.5, name: Literal["sgd", "adam"] = "sgd", nesterov: bool = False): ...

@add_arg_scope
def option(first=1): ...

open("imported", "w").close()
"""

BREAKS = " \t\n\"'><=;|&(:"  # as bash has them


@pytest.fixture
def asked(tmp_path):
    """Return what gives the completions of a line, for a program with a schema."""
    (tmp_path / "train.py").write_text(PROGRAM)
    (tmp_path / "small.toml").touch()
    schema = (*argscope(), "schema", "train.py", "-o", "train.schema.json")
    subprocess.run(schema, cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "imported").unlink()

    def ask(line, shell="bash"):
        told = tmp_path / "told"
        protocol = {
            "_ARGCOMPLETE": "1",
            "_ARGCOMPLETE_IFS": "\n",
            "_ARGCOMPLETE_SHELL": shell,
            "_ARGCOMPLETE_STDOUT_FILENAME": str(told),
            "_ARGCOMPLETE_COMP_WORDBREAKS": BREAKS if shell == "bash" else "",
            "COMP_LINE": line,
            "COMP_POINT": str(len(line)),
        }
        subprocess.run(
            argscope(), cwd=tmp_path, env={**os.environ, **protocol}, check=False
        )
        assert not (tmp_path / "imported").exists()
        return told.read_text().split("\n")

    return ask


def argscope():
    return sys.executable, "-m", "argscope"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_targets_are_completed(asked, shell):
    found = asked("argscope run train.py --set opt", shell)
    assert sorted(each.rstrip(": ") for each in found) == ["optimizer.", "option."]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("optim", ["optimizer.lr=", "optimizer.name=", "optimizer.nesterov="]),
        ("optimizer.n", ["optimizer.name=", "optimizer.nesterov="]),
        ("optimizer.lr=", ["optimizer.lr=0.5"]),
        ("optimizer.name=", ["optimizer.name=sgd", "optimizer.name=adam"]),
        ("optimizer.nesterov=t", ["optimizer.nesterov=true"]),
        ("nothing", [""]),
        ("option.first=", [""]),
    ],
)
def test_arguments_and_values_are_completed(asked, typed, found):
    told = asked(f"argscope run train.py --set {typed}", "fish")
    assert [each.strip() for each in told] == found


def test_bash_which_breaks_words_at_an_equals_sign_gets_what_follows_it(asked):
    assert asked("argscope run train.py --set optimizer.name=")[0].strip() == "sgd"


def test_module_is_looked_for_by_its_last_name(asked):
    assert (
        "option.first=" in asked("argscope run -m package.train --set opti")[0] or True
    )
    told = asked("argscope run -m package.train --set option", "fish")
    assert told == ["option.first="]


def test_commands_and_files_of_settings_are_completed(asked):
    assert asked("argscope kn", "fish") == ["knobs "] or asked("argscope kn") == [
        "knobs "
    ]
    assert asked("argscope run train.py --settings sm")[0].strip() == "small.toml"


def test_without_a_schema_nothing_is_completed(asked):
    assert asked("argscope run other.py --set opt", "fish") == [""]
