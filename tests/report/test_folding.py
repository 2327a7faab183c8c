"""What a reader sees first: counts that agree with the marks, and only their own calls."""

import re

import pytest

from argscope import add_arg_scope, arg_scope, explain, layers, trace
from argscope.report import page, plain_text, run_network, run_program


@add_arg_scope
def countdown(n, step=1):
    return n and countdown(n - step)


@add_arg_scope
def conv(inputs, size=3):
    return inputs


@add_arg_scope
def pool(inputs, size=2):
    return inputs


def network(inputs):
    net = layers.conv2d(inputs, 4, 3, normalizer_fn=layers.batch_norm)
    return layers.flatten(net)


@pytest.fixture(scope="module")
def traced_network():
    with arg_scope([layers.batch_norm], is_training=False):
        return run_network(network, [(8, 8, 3)], title="network")


def listed(record):
    """The calls that have a paragraph of their own in the text, by number."""
    return re.findall(r"^ *(\d+\. \w+)\(\) at ", plain_text(record), re.MULTILINE)


def test_layers_that_a_layer_calls_are_one_line_in_it(traced_network):
    assert listed(traced_network) == ["1. conv2d", "3. flatten"]
    inner = re.search(r"^ *in it (.*)$", plain_text(traced_network), re.MULTILINE)
    assert inner[1] == "2. batch_norm(): is_training=False (scope 1)"


def test_layers_that_a_layer_calls_are_folded_on_the_page(traced_network):
    text = page(traced_network)
    fold = re.search(r"<details><summary>1 call in it: (.*?)</summary>(.*?)</d", text)
    assert fold[1] == "batch_norm()"
    assert "id=c1 " in fold[2]


def test_an_error_in_a_folded_call_is_told():
    def fails(inputs):
        return layers.conv2d(
            inputs,
            4,
            3,
            normalizer_fn=layers.batch_norm,
            normalizer_params={"data_format": "x"},
        )

    record = run_network(fails, [(8, 8, 3)], title="fails")
    assert re.search(r"in it 2\. batch_norm\(\) raised \w+Error: ", plain_text(record))


def test_a_function_that_calls_itself_is_not_folded():
    with trace() as t:
        countdown(3)
    assert listed(t.record()) == [f"{n}. countdown" for n in (1, 2, 3, 4)]
    assert "<summary>1 call in it" not in page(t.record())


def test_the_head_counts_what_is_marked():
    with trace() as t:
        with arg_scope([conv, pool], size=5):
            conv("x")
        for _ in range(2):
            with arg_scope([pool], size=6):
                conv("x")
    record = t.record()
    head = "3 scoped calls, 2 scopes, 1 default never used"
    assert plain_text(record).splitlines()[1] == head
    assert f"<p>{head}</p>" in page(record)
    assert len(re.findall(r"<tr class=unused", page(record))) == 1
    assert len(re.findall(r"<article class=card", page(record))) == 2
    assert "Opened 3 times" in page(record)


def test_a_target_that_was_not_called_is_no_unused_default_if_another_was():
    with trace() as t, arg_scope([conv, pool], size=5):
        conv("x")
    text = plain_text(t.record())
    assert re.search(r"conv\(\) +size +5 +used by 1 call\n", text)
    assert re.search(r"pool\(\) +size +5 +used by no call\n", text)
    assert "never used\n" in text
    assert "Never used" not in text


def test_the_scope_of_the_command_line_is_part_of_the_program(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(
        "from argscope import add_arg_scope, arg_scope\n"
        "@add_arg_scope\n"
        "def conv(size=3): ...\n"
        "def defaults():\n"
        "    with arg_scope([conv], size=5) as scope:\n"
        "        return scope\n"
        "def main(): conv(1)\n"
    )
    record = run_program(f"{path}:main", scope="defaults")
    assert [unused.argument for unused in record.unused] == ["size"]
    assert "the command line: scope 1; adds" in plain_text(record)


def test_what_a_captured_scope_does_not_replace_is_said():
    with arg_scope([conv], size=5) as captured:
        pass
    with arg_scope([conv], size=7) as stronger:
        pass
    with arg_scope([conv], inputs="y") as another:
        pass
    for strong, kept in (
        (stronger.forced(), "forced"),
        (stronger.pinned(), "pinned"),
        (stronger.pinned() | another.forced(), "pinned or forced"),
    ):
        with trace() as t, arg_scope(strong), arg_scope(captured):
            conv("x")
        said = f"replaces all scopes around it, but for what is {kept}\n"
        assert said in plain_text(t.record())
    with trace() as t, arg_scope([conv], size=7), arg_scope(captured):
        conv("x")
    assert "replaces all scopes around it\n" in plain_text(t.record())


def test_the_second_spelling_of_an_argument_is_shown_if_somebody_uses_it():
    names = [argument.name for argument in explain(layers.conv2d).arguments]
    assert "weights_initializer" in names
    assert "initializer" not in names
    with arg_scope([layers.conv2d], initializer=layers.xavier_initializer()):
        found = explain(layers.conv2d)
    assert "<unset>" not in str(found)
    assert "initializer" in [argument.name for argument in found.arguments]


def test_a_long_variable_scope_is_cut_at_its_front(traced_network):
    assert "<span class=path title='Conv'><bdi>Conv</bdi></span>" in page(
        traced_network
    )
