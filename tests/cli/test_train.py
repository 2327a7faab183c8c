"""The command line: what it prints, and what it says of mistakes."""

import builtins
import subprocess
import sys

import pytest

from argscope import __version__, cli


def test_version_is_printed(capsys):
    with pytest.raises(SystemExit) as exit_:
        cli.main(["--version"])
    assert exit_.value.code == 0
    assert capsys.readouterr().out == f"argscope {__version__}\n"


@pytest.fixture(autouse=True)
def cache_home(monkeypatch, tmp_path_factory):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


def test_train_ends_with_the_accuracy_and_the_seconds(tmp_path, capsys):
    status = cli.main(
        ["train", "--epochs", "1", "--batch-size", "256", "--run-dir", str(tmp_path)]
    )
    last = capsys.readouterr().out.splitlines()[-1]
    assert status == 0
    assert last.startswith("test accuracy 0.")
    assert last.endswith(" s")


def test_value_out_of_range_is_one_line_and_a_failure(capsys):
    assert cli.main(["train", "--epochs", "0"]) == 1
    assert capsys.readouterr().err == "argscope: epochs must be >= 1, got 0.\n"


def test_folder_that_cannot_be_written_is_named(tmp_path, capsys):
    (tmp_path / "file").touch()
    assert cli.main(["train", "--run-dir", str(tmp_path / "file")]) == 1
    assert str(tmp_path / "file") in capsys.readouterr().err


def test_missing_package_is_named_with_the_command_that_installs_it(
    monkeypatch, capsys
):
    whole = builtins.__import__

    def without_rich(name, *rest):
        if name.startswith("argscope.train._loop"):
            raise ModuleNotFoundError("No module named 'rich'", name="rich")
        return whole(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_rich)
    assert cli.main(["train"]) == 1
    assert capsys.readouterr().err == (
        "argscope: No module named 'rich'.\n"
        "Install what this command needs: pip install 'argscope[layers,train]'\n"
    )


def test_interrupt_is_one_line_and_a_failure(monkeypatch, capsys):
    def interrupted(_config):
        raise KeyboardInterrupt

    monkeypatch.setattr("argscope.train.train", interrupted)
    assert cli.main(["train"]) == 1
    assert capsys.readouterr().err == "argscope: stopped\n"


def test_help_answers_without_importing_keras():
    code = (
        "import sys, argscope.cli as c\n"
        "try: c.main(['train', '--help'])\n"
        "except SystemExit: pass\n"
        "sys.exit('keras' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True
    )
    assert run.returncode == 0
    assert "--learning-rate FLOAT" in run.stdout
