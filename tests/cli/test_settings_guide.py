"""The sessions of the guide "Settings" are what one sees, one after the other."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("tomlkit", reason="it writes TOML")

GUIDE = Path("docs/guide/settings.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(text|py|toml)\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)


def sessions():
    """Yield each command of the guide, and what it shows."""
    for kind, block in BLOCKS:
        if kind == "text":
            yield from re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)


def test_sessions_are_what_one_sees(tmp_path):
    for kind, block in BLOCKS:
        if kind != "text" and block.startswith("# "):
            first, _, text = block.partition("\n")
            (tmp_path / first.removeprefix("# ")).write_text(text)
    found = list(sessions())
    assert len(found) == 15
    for command, shown in found:
        assert (command, seen(command, tmp_path)) == (command, shown)


def seen(command, folder):
    program = f"{sys.executable} -m argscope"
    done = subprocess.run(  # noqa: S602  # the guide shows lines for a shell
        re.sub(r"^argscope\b", program, command),
        shell=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout
