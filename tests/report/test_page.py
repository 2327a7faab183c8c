"""The page: self-contained, escaped, small, and alive in a browser."""

import re
import shutil
import tempfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from argscope import add_arg_scope, arg_scope, explain, layers, trace
from argscope.nets.resnet_utils import resnet_arg_scope
from argscope.nets.resnet_v1 import resnet_v1_200
from argscope.report import Node, page, run_network
from argscope.report._showing.lanes import layout

CHROMIUM = shutil.which("chromium")
OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOSTILE = [
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=document.title='owned'>",
    "' onmouseover='document.title=1' \" autofocus onfocus=\"document.title=1",
    "\u202egnp.exe",
    "]]><!--",
    "\x00\x1b[31m",
]


@add_arg_scope
def conv(inputs, size=3, padding="VALID"):
    return inputs


class Says:
    """A value whose description is any text."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text


def hostile_record():
    @add_arg_scope
    def odd(value, **named):
        return value

    with trace() as t:
        for text in HOSTILE:
            odd(Says(text), **{text: text})
            with arg_scope([odd], **{text: Says(text)}):
                odd(text)
        odd("x" * 10_000_000)
        odd(Says("y " * 5_000_000))
    return t.record("".join(HOSTILE))


def test_the_page_names_no_other_file_and_no_other_host():
    with trace() as t, arg_scope(conv, size=5):
        conv("x")
    text = page(t.record())
    assert not re.search(r"""\b(src|href)=["']?[^"'#]""", text.split("<script>")[0])
    assert not re.search(r"url\(|@import|https?:", text.split("</style>")[0])
    assert not re.search(r"import\(|fetch\(|https?:", text.split("<script>")[1])


def test_hostile_text_is_escaped():
    text = page(hostile_record())
    own_script = text.split("<script>")[1]
    assert text.count("<script") == own_script.count("</script") == 1
    assert "<img" not in text
    assert "\u202e" not in text
    assert "\x1b" not in text
    assert len(text) < 200_000


def test_a_hostile_source_line_is_escaped_and_cut(tmp_path):
    path = tmp_path / "</script><b>.py"
    line = f"f('</script>\u202e', {'9' * 3_000_000!r})"
    code = compile(f"{line}\n", str(path), "exec")
    path.parent.mkdir(exist_ok=True, parents=True)
    with trace() as t:
        exec(code, {"f": lambda *args: conv("x")})  # noqa: S102  # any file name
    text = page(t.record())
    assert text.count("</script") == 1
    assert len(text) < 100_000


def test_a_file_that_is_gone_or_no_python_leaves_the_source_out():
    with trace() as t:
        exec(compile("f('x')", "<gone>", "exec"), {"f": conv})  # noqa: S102
    assert "<section id=source" not in page(t.record())


def test_unused_defaults_are_marked():
    with trace() as t, arg_scope(conv, size=5, padding="SAME"):
        conv("x", 1)
    text = page(t.record())
    assert "class=unused data-d='1:size'" in text
    assert "class=unused data-d='1:padding'" not in text


def test_a_scope_is_a_block_around_its_lines():
    with trace() as t, arg_scope(conv, size=5, padding="SAME"):
        conv("x")
    text = page(t.record())
    _, block = text.split("<div class=block data-s=1>")
    assert "conv" in block.split("</div>")[0]


def test_notebooks_show_traces_and_explanations_escaped():
    @add_arg_scope
    def odd(value="</table><script>"):
        return value

    with trace() as t, arg_scope([odd], value="<b>"):
        odd()
        shown = explain(odd)._repr_html_() + t._repr_html_()
    assert "<script" not in shown
    assert "&lt;b&gt;" in shown


@given(st.lists(st.lists(st.integers(0, 30), max_size=3), min_size=1, max_size=30))
@settings(max_examples=200, deadline=None)
def test_no_edge_of_the_graph_runs_through_another_node(choices):
    nodes = tuple(
        Node(i, "n", "", None, tuple({c % i for c in own}) if i else (), None, 0, 0)
        for i, own in enumerate(choices)
    )
    drawn = layout(nodes)
    for edge in drawn.edges:
        between = range(edge.start + 1, edge.end)
        assert edge.lane not in {drawn.lanes[row] for row in between}


@pytest.fixture(scope="module")
def resnet():
    """The record of a network of 200 layers: with its normalizers some 480 calls."""
    with arg_scope(resnet_arg_scope()):
        return run_network(resnet_v1_200, [(64, 64, 3)], title="ResNet-200")


def test_the_page_of_a_network_of_200_layers_is_below_a_megabyte(resnet):
    assert len(resnet.calls) > 450
    assert len(page(resnet).encode()) < 1_000_000


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("needs Debian's chromium: apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as p, tempfile.TemporaryDirectory() as folder:
        context = p.chromium.launch_persistent_context(
            folder, executable_path=CHROMIUM, args=OPTIONS, headless=True
        )
        context.set_default_timeout(30_000)
        yield context
        context.close()


@pytest.fixture
def show(browser, tmp_path):
    """Open a record in the browser; fail if the page reports an error."""
    opened, errors = [], []

    def shown(record):
        path = tmp_path / "page.html"
        path.write_text(page(record), encoding="utf-8")
        tab = browser.new_page()
        opened.append(tab)
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.on("request", lambda r: r.url.startswith("file:") or errors.append(r.url))
        tab.goto(path.as_uri())
        return tab

    yield shown
    for tab in opened:
        tab.close()
    assert errors == []


def nested_record():
    with trace() as t, arg_scope(conv, size=5, padding="SAME"):
        conv("first")
        with arg_scope(conv, size=7):
            conv("second")
    return t.record("nested")


def test_hostile_text_runs_nothing(show):
    tab = show(hostile_record())
    tab.mouse.move(300, 300)
    assert tab.title() != "owned"
    assert tab.locator("img").count() == 0
    assert tab.locator("script").count() == 1


def test_pointing_at_a_scope_lights_up_all_that_it_set(show):
    tab = show(nested_record())
    tab.hover("#s1 th >> nth=0")
    assert tab.evaluate("document.documentElement.dataset.on") == "1"
    lit = "getComputedStyle(document.querySelector('#c0 li[data-s=\"{}\"]')).opacity"
    assert tab.evaluate(lit.format(1)) == "1"
    other = "getComputedStyle(document.querySelector('#c1 li[data-s=\"2\"]')).opacity"
    assert float(tab.evaluate(other)) < 0.5


def test_pointing_at_an_argument_lights_up_its_origin(show):
    tab = show(nested_record())
    tab.hover("#c1 li[data-s='2']")
    assert tab.locator("tr.lit th").inner_text() == "size"
    said = tab.locator("#why").inner_text()
    assert said.startswith("size=7 was set by scope 2 at ")
    assert said.endswith(
        "instead of 5 of scope 1, then 3 of the function's own default"
    )


def test_search_and_keys_work(show):
    tab = show(nested_record())
    tab.keyboard.press("/")
    tab.keyboard.type("second")
    assert tab.locator(".row:visible").count() == 1
    tab.keyboard.press("Escape")
    assert tab.locator(".row:visible").count() == 2
    tab.keyboard.press("j")
    tab.keyboard.press("j")
    assert tab.evaluate("document.activeElement.id") == "c1"
    tab.keyboard.press("ArrowRight")
    assert tab.evaluate("document.activeElement.tagName") == "LI"


def test_own_defaults_unfold(show):
    with trace() as t:
        conv("x")
    tab = show(t.record())
    tab.click("#c0 button")
    assert tab.locator("#c0").inner_text().endswith("size=3\npadding='VALID'")


def test_a_large_page_fits_on_a_phone(show, resnet):
    tab = show(resnet)
    tab.set_viewport_size({"width": 360, "height": 800})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360


def test_calls_that_a_layer_made_unfold_and_are_found(show):
    def network(inputs):
        return layers.conv2d(inputs, 4, 3, normalizer_fn=layers.batch_norm)

    tab = show(run_network(network, [(8, 8, 3)], title="network"))
    assert tab.locator(".row:visible").count() == 1
    tab.keyboard.press("j")
    tab.keyboard.press("j")
    assert tab.evaluate("document.activeElement.id") == "c0"
    tab.click("#c0 summary")
    assert tab.locator(".row:visible").count() == 2
    tab.click("#c0 summary")
    tab.keyboard.press("/")
    tab.keyboard.type("batch_norm() tests")
    assert tab.locator("#c1").is_visible()
