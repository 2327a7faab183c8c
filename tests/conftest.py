"""Every test starts without an active scope, and has to end without one."""

import sys
from collections.abc import Iterator
from weakref import WeakSet, WeakValueDictionary

import pytest
from hypothesis import settings

from argscope import current_arg_scope
from argscope._core import target as _target

# How long an example takes says nothing about the code: the machine may be busy.
settings.register_profile("argscope", deadline=None)
settings.load_profile("argscope")


@pytest.fixture(autouse=True)
def no_scope_survives() -> Iterator[None]:
    assert current_arg_scope() == {}
    yield
    assert current_arg_scope() == {}


@pytest.fixture
def only_own_targets(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For tests of names: the program has only the targets of the test's own module."""
    mine = f"{request.module.__name__}:"
    own = [t for t in _target.all_targets() if t.key.startswith(mine)]
    registry = WeakValueDictionary({target.key: target for target in own})
    monkeypatch.setattr(_target, "_TARGETS", registry)
    monkeypatch.setattr(_target, "_COPIES", WeakSet())


@pytest.fixture
def no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of reports: as if no test before had started a process."""
    for name in list(sys.modules):
        if "popen_" in name:
            monkeypatch.delitem(sys.modules, name)


@pytest.fixture(scope="module")
def imports_as_they_were():
    """Forget, after a file of tests, which programs were loaded and from where."""
    before = sys.path[:], sys.meta_path[:], {*sys.modules}
    yield
    sys.path[:], sys.meta_path[:] = before[:2]
    for name in {*sys.modules} - before[2]:
        if name.partition(".")[0] in ("old_nets", "layers_net", "old_net", "tf1"):
            del sys.modules[name]
