"""Options for settings in command lines of one's own: argparse, click, none at all."""

import argparse
import sys
import threading

import pytest

import argscope
from argscope import ArgScope, SettingsOptionError, add_arg_scope, arg_scope
from argscope._options import errors

pytestmark = pytest.mark.usefixtures("only_own_targets", "no_processes")


@add_arg_scope
def conv(x, padding="VALID", stride=1):
    return x, padding, stride


def parsed(*typed):
    parser = argscope.add_settings_options(argparse.ArgumentParser(prog="train"))
    parser.add_argument("--epochs", type=int, default=1)
    return parser.parse_args(typed)


def by_argparse(*typed):
    return argscope.settings_of(parsed(*typed))


def by_argv(*typed):
    return argscope.from_argv([*typed])


@pytest.fixture(params=[by_argparse, by_argv])
def settings(request):
    """Return a function that reads the settings that were typed, in each way."""
    return request.param


@pytest.fixture
def small(tmp_path, monkeypatch):
    """Write a file of settings into the folder that one is in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.toml").write_text(
        "[conv]\nstride = 2\npadding = 'SAME'\n[presets.tiny.conv]\nstride = 3\n"
        "[presets.odd.conv]\nstride = 5\n"
    )


def in_thread(function, *args):
    results = []
    thread = threading.Thread(target=lambda: results.append(function(*args)))
    thread.start()
    thread.join()
    return results[0]


GIVEN = [
    ([], (0, "X", 1)),
    (["--set", "conv.padding=SAME"], (0, "SAME", 1)),
    (["--set=conv.padding=SAME"], (0, "SAME", 1)),
    (["--set", "conv.padding=SAME", "--set", "conv.padding=FULL"], (0, "FULL", 1)),
    (["--settings", "small.toml"], (0, "SAME", 2)),
    (["--settings", "small.toml", "--preset", "tiny"], (0, "SAME", 3)),
    (["--preset", "tiny", "--preset", "odd", "--settings=small.toml"], (0, "SAME", 5)),
    (["--set", "conv.stride=7", "--settings", "small.toml"], (0, "SAME", 7)),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "expected"), GIVEN)
def test_settings_win_over_scopes_in_all_threads(typed, expected, settings, small):
    with settings(*typed), arg_scope([conv], padding="X"):
        assert conv(0) == expected
        plain = "VALID" if expected[1] == "X" else expected[1]
        assert in_thread(conv, 0) == (0, plain, expected[2])
    assert conv(0) == in_thread(conv, 0) == (0, "VALID", 1)


def test_calls_win_over_settings_unless_they_are_forced(settings, capsys):
    with settings("--set", "conv.stride=7"):
        assert conv(0, stride=2) == (0, "VALID", 2)
    assert "conv.stride (command line):  given by the only call, at " in (
        capsys.readouterr().err
    )
    with settings("--force", "--set", "conv.stride=7"):
        assert conv(0, stride=2) == (0, "VALID", 7)
    assert capsys.readouterr().err == ""


def test_what_is_entered_is_the_scope(settings):
    with settings("--set", "conv.stride=7") as scope:
        assert scope == ArgScope.from_assignments(["conv.stride=7"]).pinned()
        assert str(scope.origin(conv, "stride")) == "command line"
        conv(0)


def test_without_options_nothing_is_entered(settings):
    with settings() as scope:
        assert scope == argscope.current_arg_scope() == ArgScope()


def test_after_an_error_the_report_waits_for_the_traceback(
    settings, capsys, monkeypatch
):
    waiting = []
    monkeypatch.setattr("atexit.register", waiting.append)
    with pytest.raises(KeyError), settings("--set", "gone.x=1"):
        raise KeyError
    assert capsys.readouterr().err == ""
    waiting.pop()()
    assert capsys.readouterr().err == (
        "argscope: a setting had no effect:\n"
        "  gone.x (command line):  there is no such target\n"
    )


WRONG = [
    (["--set", "conv.stride"],
     "'conv.stride' has no `=`. Write target.argument=value, such as optimizer.lr=3e-4."),
    (["--settings", "gone.toml"], "gone.toml: No such file or directory."),
    (["--preset", "tiny"],
     "--preset tiny is a table [presets.tiny] of a file, and there is no file. Give it "
     "with --settings."),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "message"), WRONG)
def test_what_is_wrong_is_an_error_of_the_parser(typed, message, settings, capsys):
    with pytest.raises(SystemExit) as stop:
        settings(*typed)
    assert stop.value.code == 2
    assert capsys.readouterr().err.endswith(f": error: {message}\n")


def test_own_options_are_parsed_as_ever():
    assert parsed("--set", "conv.stride=7", "--epochs", "3").epochs == 3


def test_a_group_of_options_takes_them_too():
    parser = argparse.ArgumentParser()
    argscope.add_settings_options(parser.add_argument_group("defaults"))
    assert "defaults:" in parser.format_help()
    with argscope.settings_of(parser.parse_args(["--set", "conv.stride=7"])):
        assert conv(0) == (0, "VALID", 7)


TAKEN = [
    ("--epochs 3 --set conv.stride=7 data", "--epochs 3 data"),
    ("--set=conv.stride=7 -- --set x", "-- --set x"),
    ("--force --set conv.stride=7 --forced", "--forced"),
    ("--force=yes --set conv.stride=7", "--force=yes"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "rest"), TAKEN)
def test_only_the_options_are_taken_out_of_sys_argv(typed, rest, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["train.py", *typed.split()])
    with argscope.from_argv():
        assert conv(0) == (0, "VALID", 7)
        assert sys.argv == ["train.py", *rest.split()]


def test_an_option_without_its_value_is_told(capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["in/train.py", "--settings"])
    with pytest.raises(SystemExit):
        argscope.from_argv()
    assert capsys.readouterr().err == "train.py: error: --settings expects FILE.\n"


# click


@pytest.fixture
def click():
    """Return click, where it is installed."""
    pytest.importorskip("click")
    import click.testing

    return click


def test_a_command_of_click_runs_under_settings(click, small):
    @argscope.add_settings_options
    @click.command()
    @click.option("--epochs", default=1)
    def train(epochs):
        click.echo(f"{epochs} {conv(0)}")

    def out(*typed):
        return click.testing.CliRunner().invoke(train, typed)

    assert out("--epochs", "3").output == "3 (0, 'VALID', 1)\n"
    for typed, _ in GIVEN:
        with by_argv(*typed):
            expected = f"1 {conv(0)}\n"
        assert out(*typed).output == expected
    assert conv(0) == (0, "VALID", 1)


def test_subcommands_of_click_run_under_settings(click):
    @argscope.add_settings_options
    @click.group()
    def main(): ...

    @main.command()
    def train():
        click.echo(conv(0, padding="SAME"))

    def out(*typed):
        return click.testing.CliRunner().invoke(main, typed).output

    assert out("--set", "conv.stride=7", "train") == "(0, 'SAME', 7)\n"
    assert out("--force", "--set", "conv.padding=X", "train") == "(0, 'X', 1)\n"
    assert out("train") == "(0, 'SAME', 1)\n"


def test_what_is_wrong_is_an_error_of_click(click):
    command = argscope.add_settings_options(click.Command("train", callback=int))
    done = click.testing.CliRunner().invoke(command, ["--set", "conv"])
    assert done.exit_code == 2
    assert done.output.endswith(
        "Error: 'conv' has no `=`. Write target.argument=value, such as "
        "optimizer.lr=3e-4.\n"
    )


# Errors


def not_added():
    argscope.settings_of(argparse.Namespace())


def no_parser():
    argscope.add_settings_options("--set")


MESSAGES = [
    (lambda: argscope._options.given.Given(presets=("tiny",)).scope(), WRONG[2][1]),
    (not_added,
     "settings_of() got Namespace without settings. Give what parse_args() returns, of a "
     "parser that add_settings_options() was called with first."),
    (no_parser,
     "add_settings_options() got str. Give an argparse.ArgumentParser or a command of "
     "click. Other programs enter from_argv(), which takes the options out of sys.argv."),
]  # fmt: skip


@pytest.mark.parametrize(("mistake", "message"), MESSAGES)
def test_error_says_exactly(mistake, message):
    with pytest.raises(SettingsOptionError) as caught:
        mistake()
    assert str(caught.value) == message
    assert isinstance(caught.value, ValueError)


def test_every_constructor_of_the_error_has_a_case():
    made = [v for v in vars(SettingsOptionError).values() if isinstance(v, classmethod)]
    assert errors.__all__ == ["SettingsOptionError"]
    assert len(MESSAGES) == len(made)
