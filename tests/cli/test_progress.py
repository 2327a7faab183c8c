"""A bar shows how far a command is, where it is in nobody's way."""

import sys

import pytest

from argscope.cli._progress import shown


@pytest.fixture
def on_terminal(monkeypatch, capsys):
    """Have standard error say that it is a terminal."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)


def worked(**options):
    for each in shown(range(3), "images", total=3, **options):
        sys.stdout.write(f"{each}\n")


@pytest.mark.usefixtures("on_terminal")
def test_terminal_shows_a_bar_and_output_stays_where_it_was(capsys):
    worked()
    told = capsys.readouterr()
    assert told.out == "0\n1\n2\n"
    assert "images" in told.err
    assert "100%" in told.err


@pytest.mark.usefixtures("on_terminal")
def test_bar_can_be_left_out(capsys):
    worked(unless=True)
    assert capsys.readouterr() == ("0\n1\n2\n", "")


def test_no_bar_is_written_into_a_file(capsys):
    worked()
    assert capsys.readouterr() == ("0\n1\n2\n", "")
