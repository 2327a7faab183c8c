"""`argscope knobs` and `argscope schema`: a program is imported, or run, and told about."""

import json
import subprocess
import sys

import pytest

PROGRAM = """\
import sys
from argscope import add_arg_scope, arg_scope

@add_arg_scope
def fit(rate: float = 0.1):
    '''Fit a model.'''
    return rate

print("imported")

if __name__ == "__main__":
    @add_arg_scope
    def late(x=1): ...

    with arg_scope([fit], rate=0.5):
        print(fit(), late(), sys.argv[1:])
    sys.exit(len(sys.argv) - 1)
"""


@pytest.fixture
def argscope(tmp_path):
    """Return what runs a command beside a program: status, output, errors."""
    (tmp_path / "train.py").write_text(PROGRAM)
    (tmp_path / "fails.py").write_text(PROGRAM.replace("sys.exit", "nothing.there"))

    def call(*arguments):
        command = [sys.executable, "-m", "argscope", *arguments]
        run = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, check=False
        )
        return run.returncode, run.stdout, run.stderr

    return call


TABLE = """\
target  argument  default  type   about
------  --------  -------  -----  ------------
fit                               Fit a model.
        rate      0.1      float
"""


@pytest.mark.parametrize("program", [["train.py"], ["-m", "train"]])
def test_program_is_imported_and_not_run(argscope, program):
    assert argscope("knobs", *program) == (0, TABLE, "imported\n")


def test_only_targets_that_are_named_are_shown(argscope):
    assert argscope("knobs", "train.py", "fit")[1] == TABLE
    status, out, err = argscope("knobs", "train.py", "fitt")
    assert (status, out) == (1, "")
    assert "Did you mean 'fit'?" in err


def test_program_that_is_run_tells_who_set_what_and_what_came_late(argscope):
    status, out, err = argscope("knobs", "train.py", "--run", "--", "one")
    assert status == 1  # the program's own
    assert err == "imported\n0.5 None ['one']\n"
    assert [line.split() for line in out.splitlines()[2:]] == [
        ["fit", "Fit", "a", "model."],
        ["rate", "0.1", "float", "0.5", "at", "train.py:15"],
        ["late"],
        ["x", "1"],
    ]


def test_program_that_fails_is_told_of_up_to_there(argscope):
    status, out, err = argscope("knobs", "fails.py", "--run")
    assert status == 1
    assert err.endswith("NameError: name 'nothing' is not defined\n")
    assert "0.5 at fails.py:15" in out


def test_document_is_json(argscope):
    _, out, _ = argscope("knobs", "train.py", "--json", "--run")
    fit, late = json.loads(out)["targets"]
    assert (fit["name"], late["target"]) == ("fit", "__main__:late")
    assert fit["arguments"][0]["got"][0]["origin"] == {
        "file": fit["defined"]["file"],
        "line": 15,
        "function": "<module>",
    }


def test_program_has_to_be_named_and_be_there(argscope):
    assert argscope("knobs") == (
        2,
        "",
        "argscope: PROGRAM is missing: a script, or -m and a module.\n"
        "See: argscope knobs --help\n",
    )
    assert argscope("schema", "trian.py")[2] == (
        "argscope: There is no file 'trian.py'. Did you mean 'train.py'?\n"
    )


def test_schema_is_written_to_a_file_or_out(argscope, tmp_path):
    status, out, err = argscope("schema", "train.py", "-o", "train.schema.json")
    assert (status, out, err) == (0, "", "imported\nwrote train.schema.json\n")
    text = (tmp_path / "train.schema.json").read_text()
    assert argscope("schema", "train.py")[1] == text
    assert list(json.loads(text)["properties"]) == ["fit", "*", "presets"]


def test_schema_needs_a_folder(argscope):
    status, _, err = argscope("schema", "train.py", "-o", "none/s.json")
    assert status == 1
    assert err.startswith("argscope: --output is none/s.json, and there is no folder")
