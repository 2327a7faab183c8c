"""Random programs: records replay, and text, page and JSON state the same facts."""

import ast
import inspect
import os
import re
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from argscope import DEFAULT, ArgScope, add_arg_scope, arg_scope, trace
from argscope.report import as_dict, page, plain_text

EXAMPLES = int(os.environ.get("ARGSCOPE_EXAMPLES", "100"))


@add_arg_scope
def f(a, b=1, /, c=2, *rest, d=3):
    return a, b, c, rest, d


@add_arg_scope
def g(c=4, **named):
    return c, sorted(named.items())


TARGETS = {"f()": f, "g()": g}


def open_from_one_line(target, values):
    return arg_scope(target, **values)


def open_from_another_line(target, values):
    return arg_scope(target, **values)


def line_after(function):
    return inspect.getsourcelines(function)[1] + 1


OPENERS = (open_from_one_line, open_from_another_line)
LINES = {line_after(opener) for opener in OPENERS}

small = st.integers(10, 99)
defaults = {
    "f()": st.dictionaries(
        st.sampled_from("bcd"), small | st.just(DEFAULT), max_size=3
    ),
    "g()": st.dictionaries(st.sampled_from("cxy"), small, max_size=3),
}
calls = {
    "f()": st.tuples(
        st.lists(small, min_size=1, max_size=5), st.dictionaries(st.just("d"), small)
    ),
    "g()": st.tuples(
        st.lists(small, max_size=1), st.dictionaries(st.sampled_from("xy"), small)
    ),
}
steps = st.sampled_from(sorted(TARGETS)).flatmap(
    lambda name: st.tuples(
        st.just(name),
        st.integers(0, 1),
        defaults[name],
        st.sampled_from([None, ArgScope.pinned, ArgScope.forced]),
        st.lists(calls[name], max_size=2),
    )
)
programs = st.recursive(
    st.lists(steps, max_size=2),
    lambda inner: st.lists(st.tuples(steps, inner), max_size=3),
    max_leaves=6,
)


def run(program, results):
    """Run a program; append each call's result."""
    for step in program:
        own, inner = step if len(step) == 2 else (step, [])
        name, opener, values, stronger, own_calls = own
        block = OPENERS[opener](TARGETS[name], values)
        if stronger:
            with block as scope:
                pass
            block = arg_scope(stronger(scope))
        with block:
            for args, kwargs in own_calls:
                results.append(TARGETS[name](*args, **kwargs))
            run(inner, results)


def recorded(program):
    results = []
    with trace() as t:
        run(program, results)
    return t.record("title"), results


def replayed(call):
    """Call a target with the recorded arguments and nothing else."""
    values = {a.name: ast.literal_eval(a.setting.value) for a in call.arguments}
    extra = [value for name, value in values.items() if name.startswith("*")]
    named = {name: v for name, v in values.items() if not name.startswith("*")}
    positional = ["a", "b", "c"] if extra else ["a", "b"]
    args = [named.pop(name) for name in positional if call.name == "f()"]
    return TARGETS[call.name](*args, *extra, **named)


@given(programs)
@settings(max_examples=EXAMPLES, deadline=None)
def test_each_recorded_call_replays_with_its_recorded_arguments(program):
    record, results = recorded(program)
    assert [replayed(call) for call in record.calls] == results


@given(programs)
@settings(max_examples=EXAMPLES, deadline=None)
def test_what_scopes_set_has_the_line_that_set_it(program):
    record, _ = recorded(program)
    found = {
        (setting.origin.filename, setting.origin.line)
        for call in record.calls
        for argument in call.arguments
        for setting in (argument.setting, *argument.shadowed)
        if setting.by == "scope"
    }
    assert {name for name, _ in found} <= {__file__}
    assert {line for _, line in found} <= LINES


def test_each_line_sets_its_own_values():
    with trace() as t, open_from_one_line(g, {"c": 11}):
        g()
        with open_from_another_line(g, {"c": 12}):
            g()
    first, second = (call.arguments[0].setting for call in t.calls)
    assert (first.value, first.origin.line) == ("11", line_after(OPENERS[0]))
    assert (second.value, second.origin.line) == ("12", line_after(OPENERS[1]))


Fact = tuple[int, str, str, str, str]
"""Number of the call, argument, value, who set it, and what it shadowed."""


def scope_and_strength(number, strength):
    return f"scope {number}" + ("" if strength == "plain" else f", {strength}")


def facts_of_document(document):
    numbers = {}
    places = [d["origin"] for scope in document["scopes"] for d in scope["defaults"]]
    for call in document["calls"]:
        for argument in call["arguments"]:
            settings = (argument, *argument["shadowed"])
            places += [s["origin"] for s in settings if s["by"] == "scope"]
    for origin in places:
        numbers.setdefault(tuple(origin.values()), len(numbers) + 1)

    def owner(setting):
        if setting["by"] == "scope":
            number = numbers[tuple(setting["origin"].values())]
            assert setting["forced"] == (setting["strength"] == "forced")
            return scope_and_strength(number, setting["strength"])
        return {"call": "the call", "default": "own default"}[setting["by"]]

    return {
        (
            call["index"] + 1,
            a["name"],
            a["value"],
            owner(a),
            ", ".join(f"{s['value']} ({owner(s)})" for s in a["shadowed"]) or "-",
        )
        for call in document["calls"]
        for a in call["arguments"]
    }


def facts_of_text(text):
    facts, number = set(), 0
    for line in text.splitlines():
        call = re.fullmatch(r" +(\d+)\. .*", line)
        cells = re.split(r"  +", line.strip())
        if call:
            number = int(call[1])
        elif number and line.strip().startswith("own defaults: "):
            for item in line.strip().removeprefix("own defaults: ").split(", "):
                name, value = item.split("=")
                facts.add((number, name, value, "own default", "-"))
        elif number and len(cells) == 4 and cells[0] not in {"argument", "--------"}:
            facts.add((number, *cells))
    return {fact for fact in facts if not set(fact[1]) <= {"-"}}


class Page(HTMLParser):
    """Reads the calls and the functions' own defaults from the page."""

    def __init__(self, text):
        super().__init__()
        self.calls, self.functions = {}, {}
        self.into, self.chip, self.tag = None, None, ""
        self.links, self.own = {}, {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tag = tag
        if tag == "div" and re.fullmatch(r"c\d+", attrs.get("id", "")):
            number = int(attrs["id"][1:]) + 1
            self.into = self.calls.setdefault(number, [])
            self.number = number
        elif tag == "article":
            is_function = attrs.get("class") == "fn"
            self.into = (
                self.functions.setdefault(attrs["id"], []) if is_function else None
            )
        elif tag == "section":
            self.into = None
        elif tag == "button" and "data-fn" in attrs:
            self.links[self.number] = f"f{attrs['data-fn']}"
        elif tag == "li" and self.into is not None:
            self.chip = {"by": owner_of(attrs), "name": "", "value": "", "lost": []}
            self.into.append(self.chip)
        elif tag == "s" and self.chip:
            self.chip["lost"].append([owner_of(attrs), ""])

    def handle_endtag(self, tag):
        self.tag = ""
        if tag == "li":
            self.chip = None

    def handle_data(self, data):
        if self.chip is None:
            return
        if self.tag == "b":
            self.chip["name"] += data
        elif not self.tag:
            self.chip["value"] += data.removeprefix("=")
        elif self.tag == "s":
            self.chip["lost"][-1][1] += data


def owner_of(attrs):
    if "data-s" in attrs:
        return scope_and_strength(attrs["data-s"], attrs.get("data-strength", "plain"))
    return {"own": "own default", "call": "the call"}[attrs.get("data-by", "own")]


def facts_of_page(text):
    parsed = Page(text)
    facts = set()
    for number, chips in parsed.calls.items():
        for chip in chips:
            lost = ", ".join(f"{value} ({by})" for by, value in chip["lost"]) or "-"
            facts.add((number, chip["name"], chip["value"], chip["by"], lost))
        given = {chip["name"] for chip in chips}
        for chip in parsed.functions.get(parsed.links.get(number), []):
            if chip["name"] not in given:
                facts.add((number, chip["name"], chip["value"], "own default", "-"))
    return facts


@given(programs)
@settings(max_examples=EXAMPLES, deadline=None)
def test_text_page_and_document_state_the_same_facts(program):
    record, _ = recorded(program)
    facts = facts_of_document(as_dict(record))
    assert facts_of_text(plain_text(record)) == facts
    assert facts_of_page(page(record)) == facts


def test_the_facts_are_not_empty():
    with trace() as t, open_from_one_line(g, {"c": 11}):
        g(x=1)
    assert facts_of_page(page(t.record())) == {
        (1, "c", "11", "scope 1", "4 (own default)"),
        (1, "x", "1", "the call", "-"),
    }
