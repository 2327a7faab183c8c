"""A decorated class stays a class: all that works without the decorator works with it."""

import abc
import copy
import dataclasses
import enum
import functools
import inspect
import pickle
import typing

import pytest

from argscope import TargetTypeError, add_arg_scope, arg_scope, has_arg_scope

T = typing.TypeVar("T")


class Plain:
    """A point."""

    def __init__(self, x, y=2, *, z=3):
        self.x, self.y, self.z = x, y, z

    def total(self):
        return self.x + self.y + self.z

    @classmethod
    def at(cls, x):
        return cls(x)

    def __repr__(self):
        return f"{type(self).__name__}({self.x}, {self.y}, {self.z})"

    def __eq__(self, other):
        return type(other) is type(self) and vars(other) == vars(self)

    __hash__ = None


Undecorated = Plain


@add_arg_scope
class Point:
    """A point."""

    def __init__(self, x, y=2, *, z=3):
        self.x, self.y, self.z = x, y, z

    def total(self):
        return self.x + self.y + self.z

    @classmethod
    def at(cls, x):
        return cls(x)

    def __repr__(self):
        return f"{type(self).__name__}({self.x}, {self.y}, {self.z})"

    def __eq__(self, other):
        return type(other) is type(self) and vars(other) == vars(self)

    __hash__ = None


def renamed(text):
    return str(text).replace("Plain", "Point")


def called_by_name(cls):
    class Sub(cls):
        def __init__(self):
            cls.__init__(self, 5)

    return Sub().total()


def registered(cls):
    class Base(abc.ABC):  # noqa: B024  # a base without methods is enough here
        pass

    Base.register(cls)
    return isinstance(cls(1), Base)


def dispatched(cls):
    show = functools.singledispatch(lambda value: "any")
    show.register(cls, lambda value: "point")
    return show(cls(1)), show(1)


def refusal(call):
    with pytest.raises(TypeError) as caught:
        call()
    return renamed(caught.value)


def matched(cls):
    match cls(1):
        case cls(x=1):
            return True
    return False


PROTOCOLS = {
    "is a type": lambda c: isinstance(c, type),
    "type": type,
    "name": lambda c: renamed(c.__name__),
    "qualname": lambda c: renamed(c.__qualname__),
    "module": lambda c: c.__module__,
    "doc": lambda c: c.__doc__,
    "bases": lambda c: c.__bases__,
    "repr of an object": lambda c: renamed(repr(c(1))),
    "equal objects": lambda c: c(1) == c(1),
    "isinstance": lambda c: isinstance(c(1), c),
    "isinstance of several": lambda c: isinstance(c(1), (int, c)),
    "signature": inspect.signature,
    "full argument specification": lambda c: inspect.getfullargspec(c.__init__),
    "signature of a subclass": lambda c: inspect.signature(
        type("Sub", (c,), {"__init__": lambda self, only: None})
    ),
    "source": lambda c: renamed(inspect.getsource(c).replace("@add_arg_scope\n", "")),
    "source of its constructor": lambda c: inspect.getsource(c.__init__),
    "members": lambda c: [n for n, _ in inspect.getmembers(c) if "argscope" not in n],
    "hints": typing.get_type_hints,
    "class method": lambda c: c.at(5).x,
    "method": lambda c: c(1).total(),
    "subclass": lambda c: type("Sub", (c,), {})(1).total(),
    "base constructor by name": called_by_name,
    "super with arguments": lambda c: super(c, c(1)).__hash__ is not None,
    "bare object": lambda c: vars(c.__new__(c)),
    "object's own new": lambda c: vars(object.__new__(c)),
    "union": lambda c: isinstance(c(1), c | None),
    "optional": lambda c: typing.Optional[c] == (c | None),  # noqa: UP045
    "pickle": lambda c: pickle.loads(pickle.dumps(c(1))) == c(1),
    "pickle of the class": lambda c: pickle.loads(pickle.dumps(c)) is c,
    "copy": lambda c: copy.copy(c(1)) == c(1),
    "deep copy of the class": lambda c: copy.deepcopy([c])[0] is c,
    "partial": lambda c: functools.partial(c, y=7)(1).y,
    "hash": lambda c: {c: 1}[c],
    "abstract base": registered,
    "dispatch": dispatched,
    "too many arguments": lambda c: refusal(lambda: c(1, 2, 3, 4)),
    "no arguments": refusal,
    "unknown argument": lambda c: refusal(lambda: c(1, w=1)),
    "match": matched,
}


@pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=PROTOCOLS)
def test_decorated_class_behaves_as_the_undecorated(protocol):
    assert protocol(Point) == protocol(Undecorated)


@pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=PROTOCOLS)
def test_and_so_it_does_inside_a_scope_of_another_class(protocol):
    @add_arg_scope
    class Other:
        def __init__(self, a=1): ...

    with arg_scope([Other], a=2):
        assert protocol(Point) == protocol(Undecorated)


def test_has_arg_scope_tells_a_class_from_its_subclass():
    assert has_arg_scope(Point)
    assert not has_arg_scope(type("Sub", (Point,), {}))


def test_scoped_values_are_as_if_written_in_the_call():
    with arg_scope([Point], y=20, z=30):
        assert vars(Point(1)) == vars(Undecorated(1, y=20, z=30))
        assert Point(1, 5).y == 5
        assert Point.at(1).y == 20
    assert Point(1).y == 2


def test_a_scope_can_give_a_required_argument():
    with arg_scope([Point], x=10):
        assert Point().x == 10


def test_a_scope_reaches_no_subclass():
    class Sub(Point):
        pass

    class ByName(Point):
        def __init__(self):
            Point.__init__(self, 5)

    class BySuper(Point):
        def __init__(self):
            super().__init__(5)

    with arg_scope([Point], y=20):
        assert [Sub(1).y, ByName().y, BySuper().y] == [2, 2, 2]


def test_a_decorated_subclass_has_defaults_of_its_own():
    @add_arg_scope
    class Sub(Point):
        pass

    with arg_scope([Point], y=20), arg_scope([Sub], y=30):
        assert (Point(1).y, Sub(1).y) == (20, 30)


def test_forced_values_beat_the_call():
    with arg_scope([Point], y=20) as scope:
        pass
    with arg_scope(scope.forced()):
        assert (Point(1, 5).y, Point(1, y=5).y) == (20, 20)


def test_generic_alias_is_constructed_through_the_scope():
    @add_arg_scope
    class Box(typing.Generic[T]):
        def __init__(self, value=1):
            self.value = value

    with arg_scope([Box], value=9):
        assert (Box().value, Box[int]().value) == (9, 9)


@pytest.mark.parametrize("slots", [False, True])
def test_a_dataclass_may_stand_above_or_below(slots):
    @add_arg_scope
    @dataclasses.dataclass(slots=slots)
    class Below:
        a: int = 1

    @dataclasses.dataclass(slots=slots)
    @add_arg_scope
    class Above:
        a: int = 1

    with arg_scope([Below, Above], a=5):
        assert (Below().a, Above().a, Below(2).a, Above(2).a) == (5, 5, 2, 2)
    assert (Below().a, Above().a) == (1, 1)
    assert dataclasses.replace(Above(), a=4).a == 4


def test_enum_stays_an_enum():
    @add_arg_scope
    class Color(enum.Enum):
        RED = 1
        BLUE = 2

    assert [color.name for color in Color] == ["RED", "BLUE"]
    assert len(Color) == 2
    assert Color.RED in Color
    assert Color["RED"] is Color(1) is Color.RED


def test_a_metaclass_keeps_what_it_does():
    class Counting(type):
        made = 0

        def __call__(cls, *args, **kwargs):
            Counting.made += 1
            return super().__call__(*args, **kwargs)

        def __len__(cls):
            return 3

    @add_arg_scope
    class Counted(metaclass=Counting):
        def __init__(self, a=1):
            self.a = a

    with arg_scope([Counted], a=2):
        assert Counted().a == 2
    assert (Counting.made, len(Counted), type(Counted)) == (1, 3, Counting)


def test_init_subclass_runs_once():
    seen = []

    class Registry:
        def __init_subclass__(cls):
            seen.append(cls)

    @add_arg_scope
    class Entry(Registry):
        pass

    assert seen == [Entry]


def test_super_with_the_name_of_the_class_finds_its_base():
    class Base:
        def __init__(self):
            self.base = 1

    @add_arg_scope
    class Old(Base):
        def __init__(self, a=1):
            super().__init__()
            self.a = a

    with arg_scope([Old], a=4):
        assert vars(Old()) == {"base": 1, "a": 4}


class Recording:
    def __new__(cls, *args, **kwargs):
        made = super().__new__(cls)
        made.given = args, kwargs
        return made


def test_a_new_that_records_arguments_is_told_the_scoped_ones():
    @add_arg_scope
    class Layer(Recording):
        def __init__(self, units, bias=True):
            self.units, self.bias = units, bias

    with arg_scope([Layer], bias=False, units=3):
        assert vars(Layer()) == {
            "given": ((), {"bias": False, "units": 3}),
            "units": 3,
            "bias": False,
        }
        # What the call gives by position is not given again by name.
        assert Layer(5).given == ((5,), {"bias": False})


def test_a_class_that_only_has_new_is_constructed_through_the_scope():
    @add_arg_scope
    class Pair(typing.NamedTuple):
        a: int = 1
        b: int = 2

    with arg_scope([Pair], b=5):
        assert Pair() == (1, 5)
        assert Pair(1, 3) == (1, 3)
        assert copy.copy(Pair(1, 3)) == (1, 3)


def test_copies_are_made_without_the_scope():
    made = []

    @add_arg_scope
    class Made:
        def __new__(cls, a=1):
            made.append(a)
            return super().__new__(cls)

    one = Made()
    with arg_scope([Made], a=5):
        copy.copy(one)
    assert made == [1, 1]


def test_a_class_without_arguments_takes_none():
    @add_arg_scope
    class Empty:
        pass

    with pytest.raises(TypeError, match=r"takes no arguments"):
        Empty(1)


def test_an_error_of_the_constructor_tells_what_came_from_scopes():
    @add_arg_scope
    class Picky:
        def __init__(self, size=1):
            raise ValueError("no")

    with (
        arg_scope([Picky], size=7),
        pytest.raises(ValueError, match="no") as caught,
    ):
        Picky()
    assert "got these arguments from scopes:\n  size=7" in caught.value.__notes__[0]


def test_a_class_written_in_c_is_refused_where_it_would_be_changed(monkeypatch):
    monkeypatch.setattr("builtins.complex", complex)
    text = "expected a class whose attributes can be set, got complex of type type"
    program = "from argscope import add_arg_scope\nadd_arg_scope(complex)"
    with pytest.raises(TargetTypeError, match=text):
        exec(program, {"__name__": "builtins"})  # noqa: S102  # as if in that module


def test_a_class_of_another_module_gets_a_view():
    import fractions

    before = dict(vars(fractions.Fraction))
    view = add_arg_scope(fractions.Fraction)
    with arg_scope([view], denominator=3):
        assert view(1) == fractions.Fraction(1, 3)
        assert fractions.Fraction(1) == 1
    assert view is not fractions.Fraction
    assert dict(vars(fractions.Fraction)) == before
