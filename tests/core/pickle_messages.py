"""The whole text of every error about pickles, for `tests/test_messages.py`."""

import math
import pickle

from argscope import add_arg_scope, arg_scope


@add_arg_scope
def conv(inputs, rate=1):
    return inputs, rate


CONV = conv._key_op
isclose = add_arg_scope(math.isclose)


class Stays:
    def __reduce__(self):
        raise TypeError("not this one")

    def __call__(self, a=1):
        pass

    def __repr__(self):
        return "<stays>"


class Elsewhere:
    def __reduce__(self):
        loads, _ = isclose.__reduce__()
        return loads, ("elsewhere:work",)


def scope_of(*targets, **defaults):
    with arg_scope(list(targets), **defaults) as scope:
        return scope


PICKLE_MESSAGES = [
    (
        lambda: scope_of(conv, rate=Stays()).__reduce__(),
        "PickleScopeError.about",
        (
            f"This scope cannot be pickled: rate=<stays> of {CONV} cannot (TypeError: not "
            "this one). Use a value defined at the top level of a module, or open the scope "
            "in the other process.\n"
            "  set by:  arg_scope at <scope_of+1>"
        ),
    ),
    (
        lambda: scope_of(add_arg_scope(lambda a=1: a), a=2).__reduce__(),
        "PickleScopeError.unnamed",
        (
            "This scope cannot be pickled: <lambda>.<locals>.<lambda>() has no name by which "
            "another process could find it. Define it at the top level of a module.\n"
            "  set by:  arg_scope at <scope_of+1>"
        ),
    ),
    (
        lambda: pickle.dumps(add_arg_scope(Stays())),
        "PickleScopeError.nameless",
        (
            "Stays() cannot be pickled: another process would not find it by a name, and "
            "pickle cannot send what it wraps (TypeError: not this one). Define it at the "
            "top level of a module, or use cloudpickle."
        ),
    ),
    (
        lambda: pickle.loads(pickle.dumps(Elsewhere())),
        "PickleScopeError.missing",
        (
            "This pickle needs elsewhere:work, which cannot be had in this process "
            "(ModuleNotFoundError: No module named 'elsewhere'). Make its module importable "
            "here, in the version that was pickled. What a main program or a notebook "
            "defines has to be sent with cloudpickle or dill."
        ),
    ),
]
