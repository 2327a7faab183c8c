"""How the source hangs together: no cycle, and every folder in a contract."""

import ast
import tomllib
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "argscope"


def imports():
    """Return what each module imports, in functions and for type checkers too."""
    graph = grimp.build_graph(
        "argscope", exclude_type_checking_imports=False, cache_dir=None
    )
    return {
        module: graph.find_modules_directly_imported_by(module)
        for module in graph.modules
    }


def cycle_in(graph):
    """Return the modules of a cycle, in order; none if there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def test_no_import_cycle_that_a_type_checker_sees():
    assert cycle_in(imports()) == []


def test_the_check_of_cycles_finds_one():
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a"}}
    assert set(cycle_in(graph)) == {"a", "b", "c"}


def folders():
    """Return the packages of the source as dotted names, without the root."""
    found = (path.parent.relative_to(SOURCE) for path in SOURCE.rglob("__init__.py"))
    return sorted(".".join(["argscope", *path.parts]) for path in found if path.parts)


def in_contracts():
    """Return the modules that an import contract names, or that lie in a container."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = set()
    for contract in config["tool"]["importlinter"]["contracts"]:
        for line in contract.get("layers", []):
            parts = line.replace("|", ":").split(":")
            for container in contract.get("containers", [""]):
                names |= {f"{container}.{part.strip()}".lstrip(".") for part in parts}
    return names


@pytest.mark.parametrize("folder", folders())
def test_every_folder_stands_in_an_import_contract(folder):
    assert folder in in_contracts()


def taken_from_the_root(text):
    """Return the names that a module takes from the root package, subpackages apart."""
    tree = ast.parse(text)
    return [
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "argscope"
        for alias in node.names
        if not (SOURCE / alias.name).is_dir()
    ]


# Programs to be read by users, who write them so.
PROGRAMS = [SOURCE / "train" / "network.py"]
MACHINERY = sorted(path for path in SOURCE.rglob("*.py") if path not in PROGRAMS)


@pytest.mark.parametrize("path", MACHINERY, ids=lambda p: p.stem)
def test_modules_import_names_from_where_they_are_defined(path):
    assert taken_from_the_root(path.read_text(encoding="utf-8")) == []


def test_the_check_of_imports_finds_a_name_taken_from_the_root():
    assert taken_from_the_root("from argscope import layers, arg_scope") == [
        "arg_scope"
    ]


def named_files(text):
    """Return the files that the table of changes in CONTRIBUTING names."""
    rows = text.partition("| change | file |")[2].partition("\n\n")[0].splitlines()[2:]
    return [row.rpartition("| `")[2].partition("`")[0] for row in rows]


def test_the_map_leads_to_files_that_are_there():
    files = named_files((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert len(files) == 10
    assert [name for name in files if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize("folder", folders())
def test_every_folder_is_on_the_map(folder):
    tree = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    tree = tree.partition("```text")[2].partition("```")[0]
    assert f"{folder.rpartition('.')[2]}/" in tree
