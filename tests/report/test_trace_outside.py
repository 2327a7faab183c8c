"""What a trace says of settings from files and the command line."""

from argscope import ArgScope, add_arg_scope, arg_scope, trace


@add_arg_scope
def first(rate: float = 1.0, activation=None):
    return rate


@add_arg_scope
def second(rate: float = 1.0, activation=None):
    return rate


def unused(*typed):
    scope = ArgScope.from_assignments(typed, late=True)
    with trace() as record, arg_scope(scope.pinned()):
        late = define()
        assert (first(), late()) == (3.0, 3.0)
    return [(each.argument, each.keys) for each in record.unused]


def define():
    def late(rate: float = 1.0, activation=None):
        return rate

    late.__module__, late.__qualname__ = __name__, "late"
    return add_arg_scope(late)


def test_setting_is_used_if_its_target_is_called_whatever_its_form_was():
    typed = ["first.rate=3", "late.rate=3", "late.activation=@late"]
    assert unused(*typed) == []


def test_setting_is_unused_for_one_target_though_another_uses_the_same_argument():
    typed = ["first.rate=3", "late.rate=3", "second.rate=4", "never.rate=5"]
    assert unused(*typed) == [
        ("rate", (second._key_op,)),
        ("rate", ("never",)),
    ]


def test_line_of_a_file_is_used_for_one_target(tmp_path):
    path = tmp_path / "s.json"  # of which no lines are known
    path.write_text('{"first": {"rate": 3}, "second": {"rate": 4}}')
    with trace() as record, arg_scope(ArgScope.from_file(path)):
        first()
    assert [each.keys for each in record.unused] == [(second._key_op,)]
