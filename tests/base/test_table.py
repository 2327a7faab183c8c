"""Tables of text, as lines and as HTML."""

from argscope._base.table import aligned, html_table, underlined

ROWS = [("net", "size"), ("vgg_16", "224")]


def test_cells_of_a_column_stand_below_each_other():
    assert aligned(ROWS) == ["net     size", "vgg_16  224"]
    assert aligned(ROWS, right=[1]) == ["net     size", "vgg_16   224"]


def test_titles_are_underlined_as_wide_as_their_columns():
    assert underlined(ROWS)[1] == "------  ----"


def test_html_is_escaped():
    assert html_table([("<a>",), ("&",)]) == (
        "<table><thead><tr><th>&lt;a&gt;</th></tr></thead>"
        "<tbody><tr><td><code>&amp;</code></td></tr></tbody></table>"
    )


def test_a_table_and_its_rows_have_the_styles_they_are_given():
    rows = [("a",), ("b",), ("c",)]
    assert html_table(rows, style="margin:0", row_styles=["color:red", ""]) == (
        '<table style="margin:0"><thead><tr><th>a</th></tr></thead>'
        '<tbody><tr style="color:red"><td><code>b</code></td></tr>'
        "<tr><td><code>c</code></td></tr></tbody></table>"
    )
