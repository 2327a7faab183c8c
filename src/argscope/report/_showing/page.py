"""A record as one self-contained web page.

The page needs no network and no other file. All that comes from the program is escaped,
and a content security policy lets the browser run only the script that is packaged here.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import Final

from argscope.report._facts import Record
from argscope.report._showing import wording as words
from argscope.report._showing.html import text
from argscope.report._showing.numbering import Numbers, hue, scope_numbers
from argscope.report._showing.page_calls import calls_section, functions_section
from argscope.report._showing.page_network import network_section
from argscope.report._showing.page_scopes import scopes_section
from argscope.report._showing.page_source import source_section

_HOW: Final = """\
<section id=how aria-label="How to read this page">
<p><code>with arg_scope([f], a=1):</code> gives the function <code>f</code> another default
for its argument <code>a</code>, for all calls in that block of code. Scopes nest; the
inner one wins, and what a call says itself wins over all of them.
<p>On this page <b>every scope has a colour and a number</b>, and an argument wears those of
the scope that set it:
<ul class=legend><li data-s=0><b>padding</b>='SAME'<s>'VALID'</s></li></ul>
was set by a scope, and <s>'VALID'</s>, which it would have been otherwise, had no effect.
<ul class=legend><li data-by=call><b>stride</b>=2</li></ul> was written at the call.
<p>Point at a scope and everything it set lights up. Point at an argument, and the scope it
comes from does; a click keeps it so.
</section>"""


def page(record: Record) -> str:
    """Return the page for a record."""
    numbers = scope_numbers(record)
    style, script = _asset("page.css"), _asset("page.js")
    sections = [
        scopes_section(record, numbers),
        "" if record.network is None else network_section(record, numbers),
        source_section(record, numbers),
        calls_section(record, numbers),
        functions_section(record),
    ]
    return "\n".join(
        [
            "<!doctype html>",
            "<html lang=en><meta charset=utf-8>",
            '<meta name=viewport content="width=device-width, initial-scale=1">',
            f'<meta http-equiv=Content-Security-Policy content="{_policy(script)}">',
            f"<title>{text(record.title)} - argscope explain</title>",
            f"<style>{style}\n{_colours(len(numbers))}</style>",
            _header(record, numbers),
            "<main>",
            _failure(record),
            _HOW,
            *(section for section in sections if section),
            "</main>",
            "<output id=why aria-live=polite></output>",
            f"<script>{script}</script></html>",
            "",
        ]
    )


def _header(record: Record, numbers: Numbers) -> str:
    links = ["scopes", *(["network"] if record.network else []), "source", "calls"]
    menu = "".join(f'<a href="#{link}">{link.capitalize()}</a>' for link in links)
    return (
        f"<header><h1>{text(record.title)}</h1><p>{text(words.summary(record, numbers))}</p>"
        f"<nav>{menu}"
        '<input id=search type=search placeholder="Search calls ( / )" '
        'aria-label="Search calls, arguments and values">'
        '<button id=theme type=button title="Dark or light">Dark / light</button>'
        "</nav></header>"
    )


def _failure(record: Record) -> str:
    if record.failure is None:
        return ""
    return (
        "<section id=failure role=alert><h2>Stopped by an error</h2>"
        f"<pre>{text(record.failure)}</pre></section>"
    )


def _asset(name: str) -> str:
    return (files("argscope.report._showing") / name).read_text(encoding="utf-8")


def _policy(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    )


def _colours(count: int) -> str:
    """Return, for each scope, its hue, and how it and all that it set light up."""
    rules = ["[data-s='0']{--h:205}"]
    for number in range(1, count + 1):
        mine = f"[data-s='{number}']"
        rules.append(f"{mine}{{--h:{hue(number)}}}")
        rules.append(f"[data-on='{number}'] {mine}{{--on:1}}")
    return "\n".join(rules)
