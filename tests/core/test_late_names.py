"""Names of targets that are not there yet, in files and on the command line."""

import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from argscope import ANY, ArgScope, add_arg_scope, arg_scope
from argscope._core import target as _target
from argscope.errors import UnknownArgumentError, UnknownTargetError

pytestmark = pytest.mark.usefixtures("only_own_targets")


@add_arg_scope
def known(rate=0):
    return rate


@add_arg_scope
def other(x=0):
    return x


def late(*assignments):
    return ArgScope.from_assignments(assignments, late=True)


def define(name="conv", module="net"):
    """Define a function that looks as if a module had it, and make it a target."""

    def conv(padding="VALID", activation=None, filters=8):
        return padding, activation, filters

    conv.__module__, conv.__qualname__ = module, name
    return add_arg_scope(conv)


@pytest.mark.parametrize("name", ["conv", "net:conv", "Layer.conv", "*"])
def test_setting_takes_effect_when_its_target_appears(name):
    scope = late(f"{name}.padding=SAME")
    with arg_scope(scope):
        conv = define("Layer.conv" if "Layer" in name else "conv")
        assert conv() == ("SAME", None, 8)
        assert conv("FULL") == ("FULL", None, 8)
    assert conv() == ("VALID", None, 8)
    with arg_scope(scope):
        assert conv() == ("SAME", None, 8)


def test_setting_for_a_class():
    with arg_scope(late("Net.depth=3")):

        class Net:
            def __init__(self, depth=1):
                self.depth = depth

        Net.__qualname__ = "Net"
        assert add_arg_scope(Net)().depth == 3


def test_value_can_be_a_target_that_is_not_there_yet():
    scope = late("known.rate=@conv", 'known.rate=[{"$target" = "conv"}, {a = "x"}]')
    nested = ArgScope.from_dict(
        {"known": {"rate": {"f": ({"$target": "conv"}, 1)}}}, late=True
    )
    conv = define()
    with arg_scope(scope):
        assert known() == [conv, {"a": "x"}]
    with arg_scope(nested):
        assert known() == {"f": (conv, 1)}
    with arg_scope(late("known.rate=@conv", "known.rate=@known")):
        assert known() is known


def test_name_that_a_target_has_already_is_its_key():
    assert late("known.rate=1") == ArgScope.from_assignments(["known.rate=1"])
    assert late("known.rate=1").unmatched() == ()


# Which of several defaults decides.


@pytest.mark.parametrize("wide", ["*", "conv", "Layer.conv"])
@pytest.mark.parametrize("narrow", ["conv", "Layer.conv", "net:Layer.conv"])
def test_in_one_scope_the_narrower_name_wins_unless_the_wider_is_stronger(wide, narrow):
    if len(wide) >= len(narrow):
        return
    wider, narrower = late(f"{wide}.padding=wide"), late(f"{narrow}.padding=narrow")
    both = wider | narrower
    stronger = wider.pinned() | narrower
    later = narrower | wider
    conv = define("Layer.conv")
    for scope, expected in [(both, "narrow"), (stronger, "wide"), (later, "wide")]:
        with arg_scope(scope):
            assert conv()[0] == expected
        with arg_scope(scope.pinned()), arg_scope([conv], padding="inner"):
            assert conv()[0] == expected


def test_inner_scope_of_the_program_wins_over_a_plain_late_name_not_over_a_pinned_one():
    plain = late("conv.padding=late", "conv.filters=1")
    conv = define()
    for entries in (conv, ANY):
        with arg_scope(plain), arg_scope([entries], padding="inner"):
            assert conv() == ("inner", None, 1)
        with arg_scope(plain.pinned()), arg_scope([entries], padding="inner"):
            assert conv() == ("late", None, 1)
    with arg_scope([conv], padding="outer"):
        with arg_scope(ArgScope({conv._key_op: {"padding": "outer"}}) | plain):
            assert conv() == ("late", None, 1)
        captured = ArgScope({conv._key_op: {"padding": "captured"}})
    with arg_scope(plain.forced()), arg_scope(captured):
        assert conv("call") == ("late", None, 1)


def test_any_does_not_reach_what_a_late_target_takes_as_a_keyword_only():
    scope = late("extra.a=own")

    def extra(**more):
        return more

    extra.__module__, extra.__qualname__ = "net", "extra"
    extra = add_arg_scope(extra)
    with arg_scope(scope | late("*.a=any")):
        assert extra() == {"a": "own"}


def test_late_name_is_no_other_target_s():
    with arg_scope(late("conv.padding=SAME")):
        assert define("my_conv")() == define("conv.inner")() == ("VALID", None, 8)


# What a scope with late names is.


def test_late_names_stay_in_what_is_made_of_the_scope():
    scope = late("conv.padding=SAME", "known.rate=@conv", "*.depth=1")
    for made in (
        scope.pinned(),
        scope | {},
        ArgScope() | scope,
        pickle.loads(pickle.dumps(scope)),
        ArgScope.from_dict(scope.to_dict(), late=True),
    ):
        assert [each.name for each in made.unmatched()] == ["conv", "conv", "depth"]
    assert pickle.loads(pickle.dumps(scope.forced())) == scope.forced()
    conv = define()
    assert set(scope - conv) == {known._key_op, "*"}
    assert set(scope.only(conv)) == {"conv"}
    assert scope.only(conv).origin(conv, "padding") == scope.origin(conv, "padding")


def test_scope_with_late_names_is_shown_as_it_was_written():
    scope = late("conv.padding=SAME", "known.rate=@relu").pinned()
    rows = [line.split("  ") for line in str(scope).splitlines()[2:]]
    assert [[cell.strip() for cell in row if cell] for row in rows] == [
        ["conv", "padding", "'SAME' (pinned)", "command line"],
        [known._key_op, "rate", "@relu (pinned)", "command line"],
    ]
    assert repr(scope) == (
        f"ArgScope.from_dict({{'conv': {{'padding': 'SAME'}}, '{__name__}:known': "
        "{'rate': @relu}}, late=True).pinned()"
    )


def test_data_has_the_full_names_of_what_has_come_by_then():
    wide = late("run.padding=wide", "run.filters=1", "known.rate=2")
    scope = wide.forced() | late("Layer.run.padding=narrow", "Layer.run.activation=x")
    assert scope.to_dict()["run"] == {
        "padding": {"$forced": "wide"},
        "filters": {"$forced": 1},
    }
    run = define("Layer.run")
    assert list(scope.to_dict()) == [run._key_op, known._key_op]
    assert scope.to_dict()[run._key_op] == {
        "padding": {"$forced": "wide"},
        "filters": {"$forced": 1},
        "activation": "x",
    }
    another = define("run", module="other")
    assert list(scope.to_dict()) == ["run", known._key_op, run._key_op]
    del another


def test_late_targets_are_equal_by_name():
    assert late("known.rate=@a") == late("known.rate=@a") != late("known.rate=@b")
    value = late("known.rate=@a")[known._key_op]["rate"]
    assert hash(value) == hash(pickle.loads(pickle.dumps(value)))
    assert value != "@a"


def test_other_process_imports_what_late_names_have_become(tmp_path, monkeypatch):
    # Named late, so that it is a short name in the scope.
    monkeypatch.setattr(_target, "_TARGETS", type(_target._TARGETS)())
    scope = late("known.rate=3", "nowhere.x=1", "nowhere:f.x=1")
    for target in (known, other):
        _target._TARGETS[target._key_op] = _target.find_target(target)
    assert not scope.keys() & {known._key_op}
    scope |= ArgScope({other._key_op: {"x": 4}})
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(scope.bind(known)).result() == 3


# What is still not there, or wrong.


def test_unmatched_names_are_told_with_place_and_closest_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.toml").write_text(
        "[knwon]\nrate = 1\n[known]\nrate = {'$target' = 'relu'}\n['*']\nrates = 1\nrate = 2\n"
    )
    scope = ArgScope.from_file("s.toml", late=True) | late("a:conv.padding=SAME")
    plain = ArgScope.from_dict({"conv": {"padding": "SAME"}}, late=True)
    told = [str(each) for each in (plain | scope).unmatched()]
    assert told == [
        "no scoped callable is called 'conv'.",
        "s.toml:2: no scoped callable is called 'knwon'. Did you mean 'known'?",
        "s.toml:4: no scoped callable is called 'relu'.",
        "s.toml:6: no scoped callable takes 'rates'. Did you mean 'rate'?",
        "command line: no scoped callable is called 'a:conv'.",
    ]
    first = scope.unmatched()[0]
    assert (first.target, first.argument) == ("knwon", "rate")
    conv = define(module="a")
    assert [each.name for each in (plain | scope).unmatched()] == [
        "knwon",
        "relu",
        "rates",
    ]
    del conv


def raised_by(call):
    with pytest.raises((UnknownTargetError, UnknownArgumentError)) as caught:
        call()
    return str(caught.value)


def test_argument_that_the_target_does_not_take_is_an_error_at_the_call():
    conv = define()
    del conv
    scope = late("pool.paddin=SAME")
    with arg_scope(scope):
        pool = define("pool")
        assert raised_by(pool) == (
            "The command line (--set) got 'paddin', which pool() does not take. Did "
            "you mean 'padding'?\n"
            "  set by:  command line\n"
            "  allowed: padding, activation, filters"
        )


def test_name_that_two_targets_have_is_an_error_at_the_call():
    with arg_scope(late("conv.padding=SAME", "known.rate=@conv")):
        first = define()
        assert first() == ("SAME", None, 8)
        second = define(module="other")
        told = (
            "'conv' names more than one scoped callable. Write one of the full names.\n"
            "  set by:  command line\n"
            "  matches: net:conv, other:conv"
        )
        assert raised_by(second) == raised_by(known) == told


def test_value_that_is_still_not_there_is_an_error_at_the_call():
    with arg_scope(late("known.rate=@relu")):
        assert raised_by(known).startswith(
            "'relu' is not a scoped callable of this program."
        )


def test_value_that_is_for_all_targets_is_no_target():
    with pytest.raises(
        TypeError, match=r"expected the name of a target after \$target"
    ):
        late("known.rate=@*")


def test_without_late_an_unknown_name_is_an_error_at_once():
    for data in ({"conv": {"a": 1}}, {"known": {"rate": {"$target": "conv"}}}):
        with pytest.raises(UnknownTargetError):
            ArgScope.from_dict(data)
    with pytest.raises(UnknownArgumentError):
        ArgScope.from_dict({"*": {"depth": 1}})
