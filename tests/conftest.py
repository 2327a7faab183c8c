"""Every test starts without an active scope, and has to end without one."""

from collections.abc import Iterator

import pytest

from argscope import current_arg_scope


@pytest.fixture(autouse=True)
def no_scope_survives() -> Iterator[None]:
    assert current_arg_scope() == {}
    yield
    assert current_arg_scope() == {}
