"""Run TF-Slim's own test file of arg_scope against argscope; exit 0 if all pass.

The file comes from the package index (tf_slim 1.1.0) each time; no copy of it is here.
Two things are changed: the import line, and TensorFlow, which is a stub of what the file
uses of it (its test case class).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import types
import unittest
import zipfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any

PACKAGE = "tf_slim==1.1.0"
TEST_FILE = "tf_slim/ops/arg_scope_test.py"
ORIGINAL_IMPORT = "from tf_slim.ops import arg_scope as arg_scope_lib"
OUR_IMPORT = "import argscope as arg_scope_lib"


def original_source() -> str:
    """Return the text of the test file, from the package index."""
    with tempfile.TemporaryDirectory() as folder:
        download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        subprocess.run([*download, "--dest", folder, PACKAGE], check=True)  # noqa: S603
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            return archive.read(TEST_FILE).decode()


def adapted(source: str) -> str:
    """Return the source with our import instead of the original's."""
    if source.count(ORIGINAL_IMPORT) != 1:
        raise ValueError(f"{TEST_FILE} does not have the line {ORIGINAL_IMPORT!r}")
    return source.replace(ORIGINAL_IMPORT, OUR_IMPORT)


def stub_tensorflow() -> None:
    """Put into sys.modules what the file imports of TensorFlow."""

    class TestCase(unittest.TestCase):
        def cached_session(self) -> Any:
            return nullcontext()

    test = types.SimpleNamespace(TestCase=TestCase, main=unittest.main)
    v1: Any = types.ModuleType("tensorflow.compat.v1")
    v1.test, v1.disable_v2_behavior = test, lambda: None
    for name in ("tensorflow", "tensorflow.compat"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules[v1.__name__] = sys.modules["tensorflow.compat"].v1 = v1


def main() -> int:
    """Run the tests; return 0 if all pass."""
    stub_tensorflow()
    module = types.ModuleType("original_tests_of_arg_scope")
    sys.modules[module.__name__] = module
    exec(compile(adapted(original_source()), TEST_FILE, "exec"), module.__dict__)  # noqa: S102
    suite = unittest.defaultTestLoader.loadTestsFromModule(module)
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    return 0 if result.wasSuccessful() and result.testsRun else 1


if __name__ == "__main__":
    sys.exit(main())
