"""The mistakes have one set of targets, in `subjects`."""

from weakref import WeakValueDictionary

import pytest
from tests.mistakes import subjects

from argscope._core import target as _target


@pytest.fixture(autouse=True)
def only_the_subjects(monkeypatch):
    mine = f"{subjects.__name__}:"
    own = {t.key: t for t in _target.all_targets() if t.key.startswith(mine)}
    monkeypatch.setattr(_target, "_TARGETS", WeakValueDictionary(own))
