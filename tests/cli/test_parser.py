"""What all commands share in how they are typed."""

from pathlib import Path

import pytest

from argscope.cli import errors


def test_unknown_command_is_refused_with_the_one_that_was_meant(called):
    assert called("trian") == (
        2,
        "",
        "argscope: argument COMMAND: there is no 'trian'. Did you mean 'train'? Known "
        "are: nets, train, predict, export, run, explain, knobs, schema, diff, checkpoint.\n"
        "See: argscope --help\n",
    )


@pytest.mark.parametrize("command", [[], ["checkpoint"]])
def test_without_a_command_the_help_is_shown_as_an_error(command, called):
    _, told, _ = called(*command, "--help")
    assert called(*command) == (2, "", told)


def test_unknown_option_is_refused(called):
    assert called("nets", "--all") == (
        2,
        "",
        "argscope: unrecognized arguments: --all.\nSee: argscope --help\n",
    )


COMMANDS = [
    "nets",
    "train",
    "predict",
    "export",
    "run",
    "explain",
    "knobs",
    "schema",
    "diff",
    "checkpoint",
]


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help_fits_a_terminal(command, called):
    status, out, _ = called(*filter(None, [command]), "--help")
    assert status == 0
    assert [line for line in out.splitlines() if len(line) >= 80] == []


def test_help_of_all_tells_every_command_in_one_line(called):
    _, out, _ = called("--help")
    lines = out.partition("  COMMAND\n")[2].splitlines()
    assert [line.split()[0] for line in lines if line[4] != " "] == COMMANDS
    assert min(len(line.split()) for line in lines if line[4] != " ") > 4


ERRORS = [
    (errors.OptionError.cannot_write("--keep", "a.txt", "No."),
     "--keep a.txt could not be written: No."),
    (errors.OptionError.missing("--net", meaning="name of the network"),
     "--net is missing: name of the network."),
    (errors.OptionError.misplaced("--net", here="on the digits", there="elsewhere"),
     "--net is not an option on the digits; elsewhere it would be."),
    (errors.OptionError.nothing_there([Path("none/a.png")]),
     "There is no file or folder none/a.png."),
    (errors.OptionError.in_a_file("--output", Path("a/b"), Path("a")),
     "--output is a/b, and a is a file, not a folder. Give another."),
    (errors.OptionError.no_folder("--html", Path("a/b.html")),
     "--html is a/b.html, and there is no folder a to write it to."),
    (errors.OptionError.a_folder("--html", Path("photos")),
     "--html is photos, which is a folder, not a file. Give the name of a file."),
    (errors.OptionError.not_a_run(Path("1.png")),
     "There is no network to look at images: 1.png is a file, not the folder of a run. "
     "Give that first, or a published network with --net and --checkpoint."),
    (errors.OptionError.two_networks(Path("run"), "lenet"),
     "There are two networks to look at images: the run in run, and lenet with "
     "--checkpoint. Leave one of them out."),
    (errors.OptionError.out_of_range("--top", 0, expected=">= 1"),
     "--top must be >= 1, got 0."),
    (errors.RunError.no_file("none/at/all.py"),
     "There is no program none/at/all.py."),
    (errors.RunError.no_main("data"),
     "data is no program: there is no __main__.py in it. Give a file of it."),
    (errors.RunError.no_module("none"),
     "There is no module none to run. For a file leave -m out."),
    (errors.RunError.not_one([]),
     "Give the program to run, or -m and a module."),
]  # fmt: skip


@pytest.mark.parametrize(("error", "text"), ERRORS)
def test_error_says_exactly(error, text):
    assert str(error) == text
    assert isinstance(error, ValueError | LookupError)


def test_every_constructor_of_an_error_has_a_case():
    constructors = [
        name
        for error in (errors.OptionError, errors.RunError)
        for name, value in vars(error).items()
        if isinstance(value, classmethod)
    ]
    assert errors.__all__ == ["OptionError", "RunError"]
    assert len(ERRORS) == len(constructors)
