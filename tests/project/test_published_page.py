"""The docs' page of published weights lists what the catalog knows."""

from tests.project.files import ROOT

from argscope.cli._nets import weights_table

PAGE = ROOT / "docs" / "guide" / "published.md"


def table_of(text):
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    return [tuple(cell.strip() for cell in row.strip("|").split("|")) for row in rows]


def shown(row):
    network, *facts, url = row
    return (f"`{network}`", *facts, f"[{url.rpartition('/')[2]}]({url})")


def test_the_page_lists_every_file():
    _, *rows = weights_table()
    _, *listed = table_of(PAGE.read_text(encoding="utf-8"))
    assert listed == [shown(row) for row in rows]
