"""`Model.summary`: variables by scope."""

import re

import keras
import pytest

from argscope import layers


def small(x):
    x = layers.conv2d(x, 4, 3, scope="conv1", normalizer_fn=layers.batch_norm)
    with layers.variable_scope("head"):
        x = layers.flatten(x)
        return layers.fully_connected(x, 2, scope="logits")


@pytest.fixture
def model():
    model = layers.Model(small)
    model.build((None, 4, 4, 3))
    return model


def shown(model, **kwargs):
    texts = []
    model.summary(print_fn=texts.append, **kwargs)
    return texts[0]


WHOLE = """\
Model: small

name                 shape          parameters  trainable
---------------------------------------------------------
conv1                                      120  yes
  weights            3 x 3 x 3 x 4         108  yes
  conv1/BatchNorm
    beta             4                       4  yes
    moving_mean      4                       4  no
    moving_variance  4                       4  no
head                                       130  yes
  head/logits
    weights          64 x 2                128  yes
    biases           2                       2  yes

total                    250 parameters in 6 variables, 1,000 bytes
trainable                242 parameters in 4 variables, 968 bytes
non-trainable              8 parameters in 2 variables, 32 bytes"""


def test_summary_lists_variables_by_scope_with_subtotals_and_totals(model):
    assert shown(model) == WHOLE


def test_totals_are_those_of_keras(model):
    count = int(re.search(r"total +([\d,]+)", shown(model))[1])
    assert count == model.count_params()


def test_piped_summary_is_plain_text_of_any_width(model, capsys):
    model.summary()
    assert capsys.readouterr().out == f"{WHOLE}\n"


def test_frozen_variables_are_told_from_those_that_never_train(model):
    model.freeze("conv1")
    lines = shown(model).splitlines()
    assert lines[4].endswith("frozen")
    assert lines[8].split() == ["moving_mean", "4", "4", "frozen"]
    assert lines[10].endswith("yes")


def test_trainable_column_can_be_left_out(model):
    assert "yes" not in shown(model, show_trainable=False)


def test_line_length_cuts_names_at_their_beginning(model):
    lines = shown(model, line_length=50).splitlines()
    assert max(len(line) for line in lines[2:-5]) <= 50
    assert "...nce  4                       4  no" in shown(model, line_length=44)


def test_layers_inside_are_one_line_unless_expanded():
    dense = keras.layers.Dense(2)
    model = layers.Model(lambda x: layers.fully_connected(dense(x), 3, scope="fc"))
    model.build((None, 5))
    assert "kernel" not in shown(model)
    assert re.search(r"\n  kernel +5 x 2 +10  yes\n", shown(model, expand_nested=True))


def test_summary_on_a_terminal_says_the_same(model, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    model.summary(line_length=80)
    uncolored = re.sub(r"\x1b\[[\d;]*m", "", capsys.readouterr().out)
    words = r"[\w/.]+"
    assert sorted(re.findall(words, uncolored)) == sorted(re.findall(words, WHOLE))
