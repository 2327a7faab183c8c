"""A part of the benchmark is printed when it is done; one that fails stops no other."""

import json
import sys
from pathlib import Path

import pytest
from benchmarks.networks import __main__ as program
from benchmarks.networks import bars, fresh, parts, report
from benchmarks.networks.bars import Ratio
from benchmarks.networks.parts import Part, measure_all
from benchmarks.networks.subjects import Network

TINY = Network("vgg", 32, 1 / 32, depth=1)


def found(title):
    """Return what a part finds: one phase of one process, and one bar."""
    starts = {title: {"ours": [{"build": 1.5}, {"build": 2.5}]}}
    return report.Results(starts=starts, bars=[Ratio(f"{title} / b", 1.0, 2.0)])


def fails():
    raise TypeError("Can't call numpy() on it.\nMore.")


THREE = [
    Part("first part", lambda: found("one")),
    Part("second part", fails),
    Part("third part", lambda: found("three")),
]


def test_each_part_is_printed_before_the_next_begins(capsys):
    printed = []

    def looks_back():
        printed.append(capsys.readouterr().out)
        return report.Results()

    measure_all([THREE[0], Part("looks back", looks_back)])
    assert printed[0].split("\n") == [
        "",
        "one          min s  median s",
        "-----------  -----  --------",
        "ours: build   1.50      2.00",
        "",
    ]


def test_part_that_fails_is_a_line_and_the_rest_goes_on(capsys):
    results = measure_all(THREE)
    printed = capsys.readouterr()
    line = "second part: failed, TypeError: Can't call numpy() on it."
    assert line in printed.out.splitlines()
    assert "def fails" not in printed.out
    assert "in fails" in printed.err  # the whole traceback
    assert list(results.starts) == ["one", "three"]
    failed = report.bars_as_text(results).splitlines()[-1]
    told = "second part: TypeError: Can't call numpy() on it. failed - - NO"
    assert failed.split() == told.split()


def test_long_error_is_cut():
    assert parts.in_short(ValueError("x" * 200)) == f"ValueError: {'x' * 88}..."
    assert parts.in_short(KeyError()) == "KeyError: "


@pytest.mark.parametrize(("chosen", "status"), [(THREE[:1], 0), (THREE, 1)])
def test_exit_status_and_file_tell_whether_a_part_failed(
    chosen, status, tmp_path, monkeypatch
):
    file = tmp_path / "all.json"
    arguments = ["--only", "build", "--backend", "jax", "--json", str(file)]
    monkeypatch.setattr(sys, "argv", ["benchmarks.networks", *arguments])
    monkeypatch.setattr(program, "_environment", lambda _: None)
    monkeypatch.setitem(parts.PARTS, "build", lambda _: chosen)
    assert program.main() == status
    assert len(json.loads(file.read_text())["failures"]) == status


def test_start_of_a_program_is_all_that_one_waits_for():
    phases = {
        bars.COLD: [{"build": 1.0, "first step": 5.0}],
        bars.CACHED: [{"build": 0.5, "first step": 1.5}],
        fresh.SLIM: [
            {"build": 3.0, "first step": 1.0},
            {"build": 4.0, "first step": 1},
        ],
    }
    met = bars.of_first_step("net", phases)
    assert [bar.measured for bar in met] == [1.5, 0.5]
    assert [bar.met for bar in met] == [False, True]
    assert met[0].what == "net: build and first step: ours, first run / slim"


def test_every_part_can_be_chosen():
    assert list(parts.PARTS) == list(program.NAMES_OF_PARTS)


def test_process_that_fails_says_why_in_the_first_line_of_the_error():
    start = fresh.Start("nothing", "ours", TINY, Path(sys.executable), {})
    with pytest.raises(RuntimeError) as caught:
        start.run()
    said, *rest = str(caught.value).splitlines()
    assert said == "ours: KeyError: 'nothing'"
    assert rest[0] == "Traceback (most recent call last):"


@pytest.mark.parametrize(
    "way", [fresh.OURS, pytest.param(fresh.KERAS, marks=pytest.mark.slow)]
)
def test_building_is_timed_up_to_the_last_value(way):
    assert fresh.build(way, TINY)["build"] > 0
