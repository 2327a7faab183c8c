"""What `make wheel-test` says of a wheel that is not whole."""

import runpy
import zipfile

from tests.project.files import ROOT

left_out = runpy.run_path(str(ROOT / "tools" / "wheel_test.py"))["left_out"]


def test_a_file_of_the_source_that_is_not_in_the_wheel_is_named(tmp_path):
    source = tmp_path / "src"
    (source / "package").mkdir(parents=True)
    for name in ["__init__.py", "page.css", "py.typed"]:
        (source / "package" / name).touch()
    wheel = tmp_path / "package.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("package/__init__.py", "")
        archive.writestr("package-1.dist-info/METADATA", "")
    assert left_out(wheel, source) == ["package/page.css", "package/py.typed"]
