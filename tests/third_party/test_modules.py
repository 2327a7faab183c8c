"""Every public name of real modules, read through a view."""

import collections
import functools
import json
import pickle
import types

import numpy
import pytest
from tests.third_party.modules import MODULES, loaded, public, snapshot
from tests.third_party.protocols import (
    CALLABLES,
    CLASSES,
    EXCEPTED,
    differences,
    outcome,
)

from argscope import add_arg_scope, arg_scope, has_arg_scope


@pytest.mark.parametrize("name", MODULES)
def test_what_a_view_hands_out_behaves_as_the_original(name):
    module = loaded(name)
    view = add_arg_scope(module)
    found = {}
    for attribute, value in public(module):
        seen = getattr(view, attribute)
        if seen is value or isinstance(value, types.ModuleType):
            continue
        different = differences(seen, value)
        if different:
            found[attribute] = different
    assert found == {}


@pytest.mark.parametrize("name", MODULES)
def test_views_change_nothing_in_the_original(name):
    module = loaded(name)
    pickles, before = pickled(module), snapshot(module)
    view = add_arg_scope(module)
    for attribute, _ in public(module):
        seen = getattr(view, attribute)
        if has_arg_scope(seen):
            arg_scope([seen])
    assert snapshot(module) == before
    assert pickled(module) == pickles


def pickled(module):
    return {
        name: outcome(lambda value=value: pickle.dumps(value))
        for name, value in public(module)
        if callable(value)
    }


def test_the_table_notices_a_plain_wrapper():
    @functools.wraps(json.dumps)
    def wrapper(*args, **kwargs):
        return json.dumps(*args, **kwargs)

    assert {"repr", "equality", "hash", "pickle"} <= {*differences(wrapper, json.dumps)}


def test_the_table_finds_nothing_in_the_original_itself():
    assert differences(json.dumps, json.dumps) == []
    assert differences(json.JSONDecoder, json.JSONDecoder) == []


def test_the_snapshot_notices_a_renamed_class():
    module = types.ModuleType("lent")
    module.cls = type("Renamed", (), {})
    before = snapshot(module)
    module.cls.__qualname__ = "Other"
    assert snapshot(module) != before


@pytest.mark.parametrize("name", EXCEPTED)
def test_every_exception_is_one(name):
    applies, _ = EXCEPTED[name]
    protocol = (CALLABLES | CLASSES)[name]
    values = [json.dumps, json.JSONDecoder, collections.ChainMap, numpy.concatenate]
    assert any(
        outcome(lambda v=value: protocol(add_arg_scope(v)))
        != outcome(lambda v=value: protocol(v))
        for value in values
        if applies(value)
    )
