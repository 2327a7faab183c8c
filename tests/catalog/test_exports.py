"""How a model is written for other programs: one table, which the guide repeats."""

import pytest

from argscope._base.keras_backend import BACKENDS
from argscope._catalog import exports
from argscope._catalog.exports import EXPORTS, FORMATS, not_installed, ways_to_export


def test_each_way_is_told_once():
    ways = [(each.format, each.backend) for each in EXPORTS]
    assert len(ways) == len(set(ways))


def test_every_way_is_by_a_backend_that_networks_run_on():
    assert {each.backend for each in EXPORTS} <= set(BACKENDS)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_can_be_written_without_a_fault(name):
    assert any(not way.fault for way in ways_to_export(name).values())


def test_ways_are_found_by_backend_the_best_first():
    assert list(ways_to_export("onnx")) == ["torch", "tensorflow", "jax"]
    assert ways_to_export("onnx")["torch"].packages == ("onnx", "onnxscript")
    assert ways_to_export("onxx") == {}


def test_what_is_missing_is_found_backend_included(monkeypatch):
    monkeypatch.setattr(exports, "find_spec", lambda name: name == "onnx" or None)
    way = ways_to_export("onnx")["torch"]
    assert not_installed(way) == ["torch", "onnxscript"]


def test_guide_has_the_same_table(request):
    text = (request.config.rootpath / "docs/guide/models.md").read_text()
    table = text.partition("| format | on | needs |\n|---|---|---|\n")[2]
    told = []
    for line in table.partition("\n\n")[0].splitlines():
        name, backend, needs = (cell.strip() for cell in line.strip("|").split("|"))
        packages, _, fault = needs.partition("; ")
        way = name.split("`")[1], backend, tuple(packages.split("`")[1::2]), fault
        told.append(way)
    assert sorted(told) == sorted(map(tuple, EXPORTS))
