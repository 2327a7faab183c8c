"""The reference lists what the namespace has."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_is_what_the_code_says():
    spec = importlib.util.spec_from_file_location(
        "tf1_table", ROOT / "tools/tf1_table.py"
    )
    table = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(table)
    written = (ROOT / "docs/reference/tf1.md").read_text(encoding="utf-8")
    assert table.page() == written, "run: python tools/tf1_table.py"
