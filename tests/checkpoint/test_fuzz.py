"""A damaged file is an error of this package: never another number, never a crash.

A file with a graph has no checksums: there a number is what the damaged bytes say, of the
type and shape that they say, and no value takes more memory than the file and what one
number is repeated to.

Some hundreds of damaged files; those marked slow are some thousands, and `make
fuzz-checkpoints` makes 100 000 of each kind.
"""

import gc
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from tests.checkpoint.files import (
    FILES,
    SOUND,
    contents,
    expected,
    packed,
    path_of,
    same,
)
from tests.checkpoint.graph_files import FROZEN, GRAPHS, SAVED_MODELS, WITHOUT_VALUES
from tests.checkpoint.mutation import mutated, mutated_and_signed, mutated_tar

from argscope.checkpoint import CheckpointError, load_checkpoint
from argscope.checkpoint._damage import Malformed
from argscope.checkpoint._graph_tensor import MOST_REPEATED
from argscope.checkpoint._object_graph import GRAPH, readable_names
from argscope.checkpoint._table import FOOTER

MUTATIONS = int(os.environ.get("ARGSCOPE_MUTATIONS", "2000"))

FILES_OF = [
    (folder, path.name)
    for folder in [*SOUND, "object_named"]
    for path in sorted((FILES / folder).iterdir())
]
GRAPHS_OF = {
    "frozen": [f"{name}.pb" for name in FROZEN],
    "without values": WITHOUT_VALUES,
    "saved model": SAVED_MODELS,
}
TABLES = [(f, name) for f, name in FILES_OF if ".data-" not in name]


def in_two_parts(files):
    """Ask a test for `seeds`, of all of which each of `files` has its share."""
    share = MUTATIONS // len(files)
    some, most = range(share // 4), range(share // 4, share)
    slow = pytest.param(most, marks=pytest.mark.slow, id="most")
    return pytest.mark.parametrize("seeds", [pytest.param(some, id="some"), slow])


def undamaged(path):
    reader = load_checkpoint(path)
    return {name: reader[name] for name in reader}


def outcomes(path):
    """Return what comes of each variable: its values, or the error; None: of all."""
    try:
        reader = load_checkpoint(path)
    except CheckpointError as error:
        return {None: error}
    found = {}
    for name in reader:
        try:
            found[name] = reader[name]
        except CheckpointError as error:
            found[name] = error
        else:
            assert found[name].shape == reader.shapes[name]
            assert found[name].dtype == reader.dtypes[name]
    return found


@pytest.fixture(params=FILES_OF, ids="/".join)
def damageable(request, tmp_path):
    folder, name = request.param
    shutil.copytree(FILES / folder, tmp_path, dirs_exist_ok=True)
    return folder, tmp_path / "model.ckpt", tmp_path / name


@in_two_parts(FILES_OF)
def test_no_damage_makes_another_number(damageable, seeds):
    folder, path, file = damageable
    right, data = undamaged(path_of(folder)), file.read_bytes()
    for seed in seeds:
        file.write_bytes(mutated(data, seed))
        found = outcomes(path)
        if found.keys() != {None}:
            assert found.keys() == right.keys(), seed
        for name, value in found.items():
            assert isinstance(value, CheckpointError) or same(value, right[name]), seed


@in_two_parts(TABLES)
@pytest.mark.parametrize("table", TABLES, ids="/".join)
def test_bytes_with_a_right_checksum_and_wrong_contents_crash_nothing(
    tmp_path, table, seeds
):
    folder, name = table
    shutil.copytree(FILES / folder, tmp_path, dirs_exist_ok=True)
    for seed in seeds:
        (tmp_path / name).write_bytes(mutated_and_signed(FILES / folder / name, seed))
        outcomes(tmp_path / "model.ckpt")


def test_damage_with_a_right_checksum_reaches_the_parsers(tmp_path):
    path = tmp_path / "model.ckpt"
    damages = set()
    for seed in range(200):
        path.write_bytes(mutated_and_signed(path_of("v1"), seed))
        errors = [e for e in outcomes(path).values() if isinstance(e, CheckpointError)]
        damages |= {error.facts.get("damage") for error in errors}
    assert not any("checksum" in str(damage) for damage in damages)
    assert len(damages) > 10


@pytest.mark.parametrize("name", GRAPHS_OF["frozen"])
@in_two_parts(GRAPHS_OF["frozen"])
def test_damage_to_a_frozen_graph_crashes_nothing(tmp_path, name, seeds):
    damaged_graphs(tmp_path, name, seeds)


@pytest.mark.parametrize("name", GRAPHS_OF["without values"])
@in_two_parts(GRAPHS_OF["without values"])
def test_damage_to_a_graph_without_values_crashes_nothing(tmp_path, name, seeds):
    damaged_graphs(tmp_path, name, seeds)


@pytest.mark.parametrize("name", GRAPHS_OF["saved model"])
@in_two_parts(GRAPHS_OF["saved model"])
def test_damage_to_a_saved_model_crashes_nothing(tmp_path, name, seeds):
    damaged_graphs(tmp_path, name, seeds)


def damaged_graphs(folder, name, seeds):
    data, path = (GRAPHS / name).read_bytes(), folder / "graph.pb"
    for seed in seeds:
        damaged = mutated(data, seed)
        path.write_bytes(damaged)
        most = len(damaged) + MOST_REPEATED
        for value in outcomes(path).values():
            assert isinstance(value, CheckpointError) or value.nbytes <= most, seed


@pytest.mark.parametrize("name", ["frozen", "frozen_resources"])
def test_damage_to_the_values_of_a_frozen_graph_stays_where_it_is(tmp_path, name):
    data, path = (GRAPHS / f"{name}.pb").read_bytes(), tmp_path / "graph.pb"
    right = undamaged(GRAPHS / f"{name}.pb")
    for changed in [each for each, value in right.items() if value.ndim]:
        wrong = right[changed].copy()
        wrong.view("u1").reshape(-1)[5] ^= 16
        path.write_bytes(data.replace(right[changed].tobytes(), wrong.tobytes(), 1))
        found = outcomes(path)
        assert same(found.pop(changed), wrong)
        assert all(same(value, right[each]) for each, value in found.items())
        assert len(found) == len(right) - 1


def test_damage_to_graphs_reaches_the_values(tmp_path):
    path, data = tmp_path / "graph.pb", (GRAPHS / "frozen.pb").read_bytes()
    found = []
    for seed in range(200):
        path.write_bytes(mutated(data, seed))
        found.append(outcomes(path))
    whole = [each for each in found if None not in each]
    assert 20 < len(whole) < 180
    assert (
        len({str(each[None]).split(": ", 1)[1] for each in found if None in each}) > 9
    )


def test_every_bit_of_a_table_counts(tmp_path):
    shutil.copytree(FILES / "partitioned", tmp_path, dirs_exist_ok=True)
    index = tmp_path / "model.ckpt.index"
    data = index.read_bytes()
    covered = 8 * (len(data) - FOOTER)  # a footer has bytes of padding
    for bit in range(0, covered, 7):  # 7: each place in a byte has its turn
        damaged = bytearray(data)
        damaged[bit // 8] ^= 1 << bit % 8
        index.write_bytes(damaged)
        with pytest.raises(CheckpointError):
            undamaged(tmp_path / "model.ckpt")


ARCHIVES = ["m.tar", "m.tar.gz", "m.zip"]


@pytest.fixture
def archive(request, tmp_path, monkeypatch):
    """An archive, in a folder where nothing else may appear, with one for what is unpacked."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    path = tmp_path / "in" / request.param
    path.parent.mkdir()
    files = {"README": b"read", f"{'long/' * 60}x": b"", "größe": b""}
    yield packed(path, files | contents("sharded", "net/"))
    gc.collect()
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["in", path.name, "temporary"]


def check_archive(archive, data, seed):
    archive.write_bytes(data)
    right, found = expected("sharded"), outcomes(archive)
    if found.keys() != {None}:
        assert found.keys() == right.keys(), seed
    for name, value in found.items():
        assert isinstance(value, CheckpointError) or same(value, right[name]), seed
    assert list(archive.parent.iterdir()) == [archive], seed


@in_two_parts(ARCHIVES)
@pytest.mark.parametrize("archive", ARCHIVES, indirect=True)
def test_no_damage_to_an_archive_makes_another_number(archive, seeds):
    data = archive.read_bytes()
    for seed in seeds:
        check_archive(archive, mutated(data, seed), seed)


@in_two_parts(["m.tar"])
@pytest.mark.parametrize("archive", ["m.tar"], indirect=True)
def test_headers_of_a_tar_with_right_checksums_crash_nothing(archive, seeds):
    data = archive.read_bytes()
    for seed in seeds:
        check_archive(archive, mutated_tar(data, seed), seed)


STATE = (
    'model_checkpoint_path: "C:\\\\runs\\\\model.ckpt-1000"\n'
    'all_model_checkpoint_paths: "/old/m\\303\\266del.ckpt-900"\n'
    'all_model_checkpoint_paths: "model.ckpt-1000"\n'
)


@in_two_parts(["state"])
def test_damaged_state_file_names_a_checkpoint_that_is_there_or_none(tmp_path, seeds):
    prefixes = [tmp_path / name for name in ("model.ckpt-1000", "mödel.ckpt-900")]
    for prefix in prefixes:
        for name, data in contents("sharded").items():
            Path(f"{prefix}{name.removeprefix('model.ckpt')}").write_bytes(data)
    state = tmp_path / "checkpoint"
    for seed in seeds:
        state.write_bytes(mutated(STATE.encode(), seed))
        try:
            found = load_checkpoint([tmp_path, state][seed % 2]).path
        except CheckpointError:
            continue
        assert found in prefixes, seed


@in_two_parts(["graph"])
def test_damaged_graph_of_objects_names_every_variable_once_or_is_none(seeds):
    reader = load_checkpoint(path_of("object_named"))
    keys = [GRAPH, *(key for key in expected("object_named"))]
    data = reader[GRAPH].item()
    for seed in seeds:
        graph = np.array(mutated(data, seed), object)
        try:
            names = readable_names(keys, lambda _, graph=graph: graph)
        except Malformed:
            continue
        assert sorted(names.values()) == sorted(keys[1:]), seed
        assert names.keys().isdisjoint({GRAPH, ""}), seed


def test_damage_to_headers_reaches_the_files(tmp_path):
    data = packed(tmp_path / "m.tar", contents("sharded")).read_bytes()
    told = set()
    for seed in range(200):
        (tmp_path / "m.tar").write_bytes(mutated_tar(data, seed))
        error = outcomes(tmp_path / "m.tar").get(None)
        told.add(error and type(error).__name__ + str(error.facts.get("damage"))[:20])
    assert len(told) > 5


def test_both_parts_together_have_every_seed():
    some, most = (part.values[0] for part in in_two_parts(TABLES).args[1])
    assert [*some, *most] == [*range(MUTATIONS // len(TABLES))]
    assert len(some) > 0


def test_the_check_of_values_knows_a_wrong_one():
    right = expected("v2")["conv/weights"]
    assert not same(np.nextafter(right, 9, dtype="f4"), right)
