"""The state of a run in several files: whole at every moment, for any processes."""

import contextlib
from pathlib import Path

import keras
import numpy as np
import pytest
from tests.distribution.small import built, compiled
from tests.distribution.started import told_by

from argscope.finetune import _state
from argscope.finetune._state import Progress, load_progress, load_state, save_state
from argscope.finetune.errors import RunFolderError
from argscope.layers._model import values
from argscope.layers._model.shard_files import index_of

on_several = pytest.mark.skipif(
    keras.backend.backend() == "tensorflow", reason="it has one process"
)
on_jax = pytest.mark.skipif(
    keras.backend.backend() != "jax", reason="its devices are simulated"
)
FORMS = ["one file", "several files"]


class Killed(BaseException):
    """What no code expects."""


@pytest.fixture
def form(monkeypatch):
    """Return what lets states be written in one form or the other."""

    def choose(name):
        cut = name == "several files"
        monkeypatch.setattr(values, "are_cut_over_processes", lambda _: cut)

    return choose


@pytest.fixture
def state(tmp_path):
    return tmp_path / _state.STATE


def random_model(seed):
    """Return a model whose optimizer, too, has values of its own."""
    model, chance = compiled(seed), np.random.default_rng(seed)
    for variable in model.optimizer.variables[2:]:
        variable.assign(chance.normal(size=variable.shape))
    return model


def contents(model):
    found = _state._variables(model)
    return {name: values.value(variable).copy() for name, variable in found.items()}


def assert_same(found, expected):
    assert set(found) == set(expected)
    for name, value in expected.items():
        np.testing.assert_array_equal(found[name], value, err_msg=name)


@contextlib.contextmanager
def killed_at(moment, monkeypatch):
    """End the block when so many files were put in place or removed."""
    left = [moment]

    def counting(original):
        def step(self, *arguments, **kwargs):
            # What is removed before it is written was left behind by others.
            if original is not Path.unlink or self.exists():
                if not left[0]:
                    raise Killed
                left[0] -= 1
            return original(self, *arguments, **kwargs)

        return step

    with monkeypatch.context() as patched:
        for name in ("replace", "unlink"):
            patched.setattr(Path, name, counting(getattr(Path, name)))
        with contextlib.suppress(Killed):
            yield


@pytest.mark.parametrize("first", FORMS)
@pytest.mark.parametrize("second", FORMS)
def test_state_of_either_form_replaces_that_of_the_other(first, second, form, state):
    old, new, other = random_model(1), random_model(2), random_model(3)
    for name, model, epochs in ((first, old, 1), (second, new, 2)):
        form(name)
        save_state(state, model, Progress(epochs, {"loss": [0.5] * epochs}))
    assert load_state(state, other) == Progress(2, {"loss": [0.5, 0.5]})
    assert_same(contents(other), contents(new))
    assert sorted(path.name for path in state.parent.iterdir()) == (
        ["state.safetensors"]
        if second == "one file"
        else ["state-epoch-00002-00001-of-00001.safetensors", index_of(state).name]
    )


@pytest.mark.parametrize("first", FORMS)
@pytest.mark.parametrize("second", FORMS)
def test_state_is_whole_whenever_writing_the_next_one_is_killed(
    first, second, form, state, monkeypatch
):
    models = {1: random_model(1), 2: random_model(2), 3: random_model(3)}
    other, found = random_model(4), []
    expected = {epochs: contents(model) for epochs, model in models.items()}
    form(first)
    save_state(state, models[1], Progress(1))
    form(second)
    for moment in range(8):
        with killed_at(moment, monkeypatch):
            save_state(state, models[2], Progress(2))
        progress = load_state(state, other)
        assert_same(contents(other), expected[progress.epochs])
        found.append(progress.epochs)
    assert found == sorted(found)
    assert {*found} == {1, 2}

    save_state(state, models[3], Progress(3))
    load_state(state, other)
    assert_same(contents(other), expected[3])
    assert len(list(state.parent.iterdir())) == (1 if second == "one file" else 2)


def test_of_both_forms_that_with_more_epochs_counts(form, state, tmp_path):
    aside, model = tmp_path / "aside", random_model(1)
    for epochs, name in ((4, "one file"), (5, "several files"), (6, "one file")):
        form(name)
        save_state(state, model, Progress(epochs))
        if aside.exists():
            aside.rename(state)  # as if it had not been removed
        assert load_progress(state).epochs == epochs
        if name == "one file":
            aside.write_bytes(state.read_bytes())


@pytest.mark.parametrize("name", FORMS)
def test_measures_keep_their_order(name, form, state):
    form(name)
    save_state(state, random_model(1), Progress(1, {"loss": [1.0], "accuracy": [0.5]}))
    assert list(load_progress(state).history) == ["loss", "accuracy"]


def refused(state, break_it, form):
    form("several files")
    save_state(state, random_model(1), Progress(1))
    break_it(state.parent)
    with pytest.raises(RunFolderError) as caught:
        load_state(state, random_model(1))
    return str(caught.value).replace(f"{state.parent}/", "")


SHARD = "state-epoch-00001-00001-of-00001.safetensors"


def test_state_with_a_damaged_file_is_named(form, state):
    def damage(folder):
        (folder / SHARD).write_bytes((folder / SHARD).read_bytes()[:-100])

    told = refused(state, damage, form)
    assert told.startswith(
        "state.safetensors.index.json cannot be continued from: it is damaged ("
    )


def test_state_without_one_of_its_files_is_named(form, state):
    told = refused(state, lambda folder: (folder / SHARD).unlink(), form)
    assert told == (
        f"state.safetensors.index.json cannot be continued from: {SHARD} is missing "
        "beside state.safetensors.index.json, which says that tensors are in it. Where "
        "several processes write, all of them need the same folder. Delete it to start "
        "the run again."
    )


def test_state_of_another_network_is_refused(form, state):
    form("several files")
    save_state(state, random_model(1), Progress(1))
    other = built(1)
    other.compile("sgd")
    with pytest.raises(RunFolderError, match="it is another network's"):
        load_state(state, other)


@pytest.fixture
def given(state):
    """Write a state in one file; return what it holds."""
    model = random_model(1)
    save_state(state, model, Progress(3, {"loss": [3.0, 2.0, 1.0]}))
    np.savez(state.with_name("given.npz"), **contents(model))
    return contents(model)


@on_several
def test_run_goes_on_in_two_processes_and_then_in_one(given, state):
    told = told_by("tests.distribution.state_program", "two", state.parent, processes=2)
    expected = {"epochs": 3, "equal": True, "again": 5, "equal again": True}
    assert told == [expected | {"equal weights": True}] * 2
    assert sorted(path.name for path in state.parent.iterdir()) == [
        "all.weights.h5",
        "given.npz",
        "state-epoch-00005-00001-of-00002.safetensors",
        "state-epoch-00005-00002-of-00002.safetensors",
        "state.safetensors.index.json",
    ]
    model = random_model(4)
    progress = load_state(state, model)
    assert progress == Progress(5, {"loss": [3.0, 2.0, 1.0, 0.25, 0.25]})
    assert_same(contents(model), given)

    weights = random_model(5)
    weights.seed_generator.state.assign(given["randomness"])
    weights.load_weights(state.with_name("all.weights.h5"))
    assert_same(contents(weights), given)


@on_jax
def test_run_goes_on_on_four_devices(given, state, form):
    form("several files")
    model = random_model(4)
    load_state(state, model)
    save_state(state, model, Progress(4))
    (told,) = told_by(
        "tests.distribution.state_program", "four", state.parent, devices=4
    )
    assert told == {mesh: [4, True] for mesh in ("4x1", "2x2", "1x4")}
