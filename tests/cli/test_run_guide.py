"""The sessions of the guide "Run a program with settings" are what one sees."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

GUIDE = Path("docs/guide/run.md").read_text(encoding="utf-8")
SESSIONS = re.findall(
    r"^\$ argscope (run .*)\n((?:(?!\$|```).*\n)*)", GUIDE, re.MULTILINE
)


def files():
    """Return the files of the guide: blocks whose first line is a comment with a name."""
    return re.findall(
        r"^```(?:py|toml)\n# (\S+)\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL
    )


def test_there_are_sessions_and_files():
    assert len(SESSIONS) == 10
    assert [name for name, _ in files()] == [
        "train.py",
        "small.toml",
        "plain.py",
        "outside.py",
    ]


@pytest.mark.parametrize(("command", "shown"), SESSIONS)
def test_a_session_is_what_one_sees(command, shown, tmp_path):
    for name, text in files():
        (tmp_path / name).write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "argscope", *shlex.split(command)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    seen = re.sub(r"^  File .*\n(?:    .*\n)*", "", done.stdout, flags=re.MULTILINE)
    assert seen == shown.replace("  ...\n", "")
