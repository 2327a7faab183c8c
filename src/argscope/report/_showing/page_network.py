"""The network on the page: the graph of its layers, and where the parameters are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from argscope._base.paths import is_in
from argscope.report._facts import By, Network, Node, Record
from argscope.report._showing import wording as words
from argscope.report._showing.html import text
from argscope.report._showing.lanes import Layout, layout
from argscope.report._showing.numbering import Numbers
from argscope.report._showing.totals import Total, totals

ROW: Final = 28
LANE: Final = 14
_WIDEST: Final = 12
_SMALLEST: Final = 0.004
_DEEPEST: Final = 3

Amount = Callable[[Total], int]


def network_section(record: Record, numbers: Numbers) -> str:
    """Return the section."""
    network = record.network
    if network is None:
        return ""
    sums = totals(network)
    unknown = (
        ""
        if network.has_edges
        else (
            "<p class=note>How the layers are connected is not known: the network computes "
            "with something else than keras.ops.</p>"
        )
    )
    return (
        f"<section id=network><h2>Network</h2>"
        f"<p>{text(words.network_summary(network))}.</p>{unknown}"
        f"{_picture('Where the parameters are', sums, lambda t: t.parameters)}"
        f"{_picture('Where the multiply-adds are', sums, lambda t: t.multiply_adds or 0)}"
        f"{_graph(record, network, numbers)}{_totals(sums)}</section>"
    )


def _graph(record: Record, network: Network, numbers: Numbers) -> str:
    most = max((node.parameters for node in network.nodes), default=0)
    hardest = max((node.multiply_adds or 0 for node in network.nodes), default=0)
    rows = "".join(
        _row(node, most, hardest, _scopes_of(record, node, numbers))
        for node in network.nodes
    )
    return (
        f'<div class=graph role=table aria-label=Layers style="--g:{_width(network)}px">'
        "<div class='nrow head' role=row>"
        "<span></span><b>layer</b><b>variable scope</b><b>output</b><b class=num>parameters</b>"
        "<b class=num>multiply-adds</b></div>"
        f"<div class=nrows>{_drawing(network)}{rows}</div></div>"
    )


def _row(node: Node, most: int, hardest: int, scopes: list[int]) -> str:
    dots = "".join(
        f"<a class=dot data-s={n} href='#s{n}' title='scope {n}'></a>" for n in scopes
    )
    name = text(node.name)
    if node.call is not None:
        name = f'<a href="#c{node.call}">{name}</a>'
    return (
        f"<div class=nrow role=row id=n{node.index}><span></span>"
        f"<span>{name}{dots}</span>{_path_cell(node.path)}"
        f"<code>{text(words.shape(node.output_shape))}</code>"
        f"{_bar(node.parameters, most)}{_bar(node.multiply_adds, hardest)}</div>"
    )


def _path_cell(path: str) -> str:
    """Return a path that is cut at its front if it is long: its end tells it apart."""
    if not path:
        return "<span>-</span>"
    return f"<span class=path title='{text(path)}'><bdi>{text(path)}</bdi></span>"


def _scopes_of(record: Record, node: Node, numbers: Numbers) -> list[int]:
    if node.call is None:
        return []
    settings = (a.setting for a in record.calls[node.call].arguments)
    own = dict.fromkeys(numbers[s.origin] for s in settings if s.by is By.SCOPE)
    return list(own)[:6]


def _bar(amount: int | None, most: int) -> str:
    share = round(100 * (amount or 0) / most, 1) if most else 0
    return f'<span class=num style="--w:{share}%">{words.amount(amount)}</span>'


def _drawing(network: Network) -> str:
    if not network.has_edges:
        return ""
    drawn = layout(network.nodes)
    width = _width(network)
    height = len(network.nodes) * ROW
    paths = "".join(
        f'<path d="{_path(*_at(e.start, e.lane), *_at(e.end, e.into))}"/>'
        for e in drawn.edges
    )
    dots = "".join(_dot(node, drawn) for node in network.nodes)
    return (
        f'<svg width={width} height={height} viewBox="0 0 {width} {height}" '
        f"aria-hidden=true>{paths}{dots}</svg>"
    )


def _width(network: Network) -> int:
    """Return the width of the drawing in pixels."""
    lanes = layout(network.nodes).width if network.has_edges else 0
    return min(lanes, _WIDEST) * LANE + LANE


def _at(row: int, lane: int) -> tuple[int, int]:
    return LANE + min(lane, _WIDEST - 1) * LANE, row * ROW + ROW // 2


def _path(x: int, y: int, into_x: int, into_y: int) -> str:
    if x == into_x:
        return f"M{x} {y}V{into_y}"
    bend = into_y - ROW
    bend = max(y, bend)
    return f"M{x} {y}V{bend}C{x} {into_y} {into_x} {bend} {into_x} {into_y}"


def _dot(node: Node, drawn: Layout) -> str:
    x, y = _at(node.index, drawn.lanes[node.index])
    if node.call is None:
        return f'<rect x={x - 4} y={y - 4} width=8 height=8 transform="rotate(45 {x} {y})"/>'
    kind = " class=full" if node.parameters else ""
    return f"<circle cx={x} cy={y} r=5{kind} />"


def _picture(title: str, sums: tuple[Total, ...], amount: Amount) -> str:
    whole = sum(amount(total) for total in sums if total.depth == 0)
    if not whole:
        return ""
    boxes = _boxes(sums, *_first_split(sums), whole=whole, amount=amount)
    return f"<h3>{title}</h3><div class=icicle>{boxes}</div>"


def _first_split(sums: tuple[Total, ...]) -> tuple[str, int]:
    """Return the scope, and the depth in it, where a network first has several parts."""
    inside, depth = "", 0
    while True:
        here = _parts(sums, inside, depth)
        if len(here) != 1 or here[0].layers == 1:
            return inside, depth
        inside, depth = here[0].path, depth + 1


def _parts(sums: tuple[Total, ...], inside: str, depth: int) -> list[Total]:
    """Return the scopes at one depth that are inside another one."""
    return [
        total for total in sums if total.depth == depth and is_in(total.path, inside)
    ]


def _boxes(
    sums: tuple[Total, ...],
    inside: str,
    depth: int,
    *,
    whole: int,
    amount: Amount,
    levels: int = _DEEPEST,
) -> str:
    """Return one box for each scope in another, as wide as its share."""
    parts, rest = [], 0
    for index, total in enumerate(_parts(sums, inside, depth)):
        share = amount(total) / whole
        if share < _SMALLEST:
            rest += amount(total)
            continue
        inner = ""
        if levels > 1:
            inner = _boxes(
                sums,
                total.path,
                depth + 1,
                whole=whole,
                amount=amount,
                levels=levels - 1,
            )
        name = text(total.path.rpartition("/")[2])
        facts = f"{text(total.path)}: {words.amount(amount(total))}, {share:.1%}"
        colour = f";--i:{index}" if levels == _DEEPEST else ""
        parts.append(
            f'<div style="flex:{amount(total)}{colour}" title="{facts}"><span>{name} '
            f"<small>{share:.0%}</small></span>"
            + (f"<div class=in>{inner}</div>" if inner else "")
            + "</div>"
        )
    if rest and parts:
        parts.append(
            f'<div style="flex:{rest}" title="others: {words.amount(rest)}"></div>'
        )
    return "".join(parts)


def _totals(sums: tuple[Total, ...]) -> str:
    rows = "".join(
        f'<tr><th style="--d:{min(total.depth, 8)}">{text(total.path)}</th>'
        f"<td class=num>{total.layers}</td><td class=num>{words.amount(total.parameters)}</td>"
        f"<td class=num>{words.amount(total.multiply_adds)}</td></tr>"
        for total in sums
        if total.layers > 1 or total.depth == 0
    )
    return (
        "<details id=totals><summary>Totals per variable scope</summary><table>"
        "<thead><tr><th>scope</th><th class=num>layers</th><th class=num>parameters</th>"
        f"<th class=num>multiply-adds</th></tr></thead><tbody>{rows}</tbody></table></details>"
    )
