"""These tests have an environment of their own: `make test-third-party`."""

from importlib.util import find_spec

import pytest

# pandas is in no other environment.
collect_ignore_glob = [] if find_spec("pandas") else ["test_*.py"]


@pytest.fixture(autouse=True)
def warnings_of_others_are_theirs(recwarn: pytest.WarningsRecorder) -> None:
    """Reading every name of a library, the deprecated ones too, warns."""
