"""These tests have an environment of their own: `make test-published`."""

from importlib.util import find_spec

# scikit-image is in no other environment.
collect_ignore_glob = [] if find_spec("skimage") else ["test_*.py"]
