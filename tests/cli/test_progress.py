"""A bar shows how far a command is, where it is in nobody's way."""

import sys

from argscope.cli._progress import shown


def worked(monkeypatch, *, terminal, **options):
    """Write three lines, while standard error says whether it is a terminal."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    for each in shown(range(3), "images", total=3, **options):
        sys.stdout.write(f"{each}\n")


def test_terminal_shows_a_bar_and_output_stays_where_it_was(monkeypatch, capsys):
    worked(monkeypatch, terminal=True)
    told = capsys.readouterr()
    assert told.out == "0\n1\n2\n"
    assert "images" in told.err
    assert "100%" in told.err


def test_bar_can_be_left_out(monkeypatch, capsys):
    worked(monkeypatch, terminal=True, unless=True)
    assert capsys.readouterr() == ("0\n1\n2\n", "")


def test_no_bar_is_written_into_a_file(monkeypatch, capsys):
    worked(monkeypatch, terminal=False)
    assert capsys.readouterr() == ("0\n1\n2\n", "")
