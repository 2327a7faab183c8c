"""`argscope run --keep`: a run of any program, written down and repeated."""

import subprocess
import sys
import tomllib

import pytest

pytest.importorskip("tomlkit", reason="it writes TOML")

# Functions of the standard library, adopted: nobody wrote them for this.
PROGRAM = """\
import json, sys, textwrap
from concurrent.futures import ThreadPoolExecutor
from argscope import adopt, arg_scope

for function in (textwrap.fill, textwrap.indent, json.dumps):
    adopt(function)

def main(words):
    with ThreadPoolExecutor(2) as pool:
        shown = list(pool.map(textwrap.fill, [" ".join(words)] * 2))
    print(textwrap.indent(shown[0], "> "))
    with arg_scope([json.dumps], indent=1):
        print(json.dumps({"b": 1, "a": shown}))
    print(json.dumps(words))

if __name__ == "__main__":
    main(["some", "words", "that", "fill", "more", "than", "one", "line"])
    sys.exit(3)
"""


@pytest.fixture
def run(tmp_path):
    """Return what runs the program under `argscope run`, in a folder of its own."""
    (tmp_path / "work.py").write_text(PROGRAM)

    def run(*options):
        command = [sys.executable, "-m", "argscope", "run", "work.py", *options]
        return subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, check=False
        )

    return run


SET = ("--set", "fill.width=20", "--set", "textwrap:fill.initial_indent=*",
       "--set", "json:dumps.sort_keys=true")  # fmt: skip


def test_run_is_repeated_byte_by_byte_under_what_it_used(run, tmp_path):
    plain, first = run(), run(*SET, "--keep", "run.toml")
    again = run("--settings", "run.toml", "--keep", "again.toml")
    assert plain.stdout != first.stdout == again.stdout
    assert (first.returncode, again.returncode) == (3, 3)
    assert first.stderr == again.stderr == ""
    texts = [(tmp_path / name).read_text() for name in ("run.toml", "again.toml")]
    kept = [tomllib.loads(text) for text in texts]
    assert kept[0] == kept[1]
    assert kept[0]["textwrap:fill"]["width"] == 20


def test_what_the_program_decides_in_two_ways_is_decided_so_again(run, tmp_path):
    first = run("--keep", "run.toml")
    text = (tmp_path / "run.toml").read_text()
    kept = tomllib.loads(text)
    assert "indent" not in kept["json:dumps"]
    assert "json:dumps indent\n#     1 in 1 call: scope at work.py:12 in main()" in text
    assert run("--settings", "run.toml").stdout == first.stdout


def test_threads_that_open_no_scope_are_in_it(run, tmp_path):
    run(*SET, "--keep", "run.json")
    assert '"initial_indent": "*"' in (tmp_path / "run.json").read_text()


def test_what_a_program_used_until_it_failed_is_kept(tmp_path):
    (tmp_path / "fails.py").write_text(
        "from argscope import add_arg_scope\n"
        "@add_arg_scope\n"
        "def f(x, y=1): return x / y\n"
        "f(1)\n"
        "raise ValueError('no')\n"
    )
    command = [
        sys.executable,
        "-m",
        "argscope",
        "run",
        "fails.py",
        "--keep",
        "run.toml",
    ]
    run = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert "ValueError: no" in run.stderr
    kept = tomllib.loads((tmp_path / "run.toml").read_text())
    assert kept == {"__main__:f": {"x": 1, "y": 1}}


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("none/run.toml", "The folder is not there."),
        ("folder.toml", "A folder is there."),
        ("run.txt", "What run.txt is to hold is told by the end of its name, and '.txt' is "
                    "no format of scopes.\n  known:   .toml, .json, .yaml, .yml"),
    ],
)  # fmt: skip
def test_file_that_cannot_be_written_is_told_before_anything_ran(
    run, file, reason, tmp_path
):
    (tmp_path / "folder.toml").mkdir()
    refused = run("--keep", file)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.splitlines()[:-1] == [
        f"argscope: --keep {file} could not be written: {reason}"
    ][0].split("\n")
