"""Aliases, collections and shared variables: programs, and what they see in TF-Slim."""

import json
from pathlib import Path
from types import SimpleNamespace

import keras
import numpy as np
import pytest
from tests.layers.state import alias_programs, variable_programs

from argscope import arg_scope, layers, losses

IMAGES = np.ones((2, 8, 8, 4), "float32")
PROGRAMS = alias_programs.PROGRAMS | variable_programs.PROGRAMS
LIBRARY = SimpleNamespace(
    **{name: getattr(layers, name) for name in layers.__all__ if name != "relu"},
    arg_scope=arg_scope,
    relu=keras.ops.relu,
    losses=losses,
    name_of=lambda variable: variable.path,
)
RECORDED = json.loads((Path(__file__).parent / "state.json").read_text())


@pytest.mark.parametrize("name", RECORDED)
def test_programs_see_what_they_see_in_the_original(name):
    seen = []

    def network(images):
        told = PROGRAMS[name](LIBRARY, images)
        seen.append(json.loads(json.dumps(told)))  # lists for tuples
        return images

    model = layers.Model(network, seed=1)
    for training in (False, True):
        model(IMAGES, training=training)
    # While the model is built and afterwards, in both modes.
    assert len(seen) > 2
    assert all(told == RECORDED[name] for told in seen), (seen, RECORDED[name])


def test_every_program_is_recorded():
    assert sorted(RECORDED) == sorted(PROGRAMS)
