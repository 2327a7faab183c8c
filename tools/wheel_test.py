"""Test the wheel in `dist/` as a user gets it: `tools/wheel_test.py TESTS`.

In an environment with nothing else. Runs on any Python of the package, by itself.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

DIST = Path("dist")
ALONE = """
import importlib.metadata
import argscope

installed = {found.name for found in importlib.metadata.distributions()} - {"pip"}
assert installed - {"setuptools"} == {"argscope"}, installed
assert "site-packages" in argscope.__file__, argscope.__file__
assert importlib.metadata.version("argscope") == argscope.__version__
with argscope.trace() as seen:
    argscope.add_arg_scope(len)("four")
seen.write_html("page.html")
"""


def only(pattern: str) -> Path:
    """Return the one file in `dist/` that matches."""
    found = list(DIST.glob(pattern))
    if len(found) != 1:
        sys.exit(f"expected one {pattern} in {DIST}/, found {len(found)}: make wheel")
    return found[0].resolve()


def left_out(wheel: Path, source: Path) -> list[str]:
    """Return the files of the source that are not in the wheel, such as a style sheet."""
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    files = (path for path in source.rglob("*") if path.is_file())
    names = (path.relative_to(source).as_posix() for path in files)
    return sorted(name for name in names if name not in packed)


def run(*command: str | Path, where: Path) -> None:
    """Run a command without what would show it our sources."""
    shown = " ".join(str(part) for part in command if "\n" not in str(part))
    print(f"$ {shown}", flush=True)
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(command, cwd=where, env=clean, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(done.returncode)


def main(tests: list[str]) -> None:
    """Install the wheel, use it, and run these tests of the sdist against it."""
    wheel, sdist = only("*.whl"), only("*.tar.gz")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with tarfile.open(sdist) as archive:
            archive.extractall(folder, filter="data")
        tree = folder / sdist.name.removesuffix(".tar.gz")
        if missing := left_out(wheel, tree / "src"):
            sys.exit(f"not in {wheel.name}: {', '.join(missing)}")
        # Elsewhere than the tests, so that nothing but the wheel can be imported.
        (tree / "src").rename(folder / "not-importable")
        venv.create(folder / "venv", with_pip=True)
        python = folder / "venv" / "bin" / "python"
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run(*pip, wheel, where=folder)
        run(python, "-c", ALONE, where=folder)
        run(folder / "venv" / "bin" / "argscope", "--version", where=folder)
        # `test_pickling.py` sends scopes through cloudpickle.
        run(*pip, f"{wheel}[test]", "cloudpickle>=3", where=folder)
        run(python, "-m", "pytest", "-q", *tests, where=tree)


if __name__ == "__main__":
    main(sys.argv[1:])
