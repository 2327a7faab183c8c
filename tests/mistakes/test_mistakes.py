"""Mistakes of beginners: each is told what to do, in whole texts.

Those whose texts are in `tests/test_messages.py` are not repeated; they count too.
"""

import asyncio
import inspect
import os
import re
import warnings

import pytest
from tests import test_messages
from tests.mistakes import of_targets, of_use

from argscope import ArgScopeError, NoEffectWarning, errors

ERRORS = {
    **of_targets.ARGUMENTS,
    **of_targets.CALLABLES,
    **of_targets.VALUES,
    **of_use.BLOCKS,
    **of_use.DECORATORS,
    **of_use.DATA,
}
WARNINGS = of_use.WARNINGS
ELSEWHERE = {
    f"{constructor}, case {number}": text
    for number, (_, constructor, text) in enumerate(test_messages.CASES)
}

# A sentence that begins like this says what to write or what to do.
REMEDY = re.compile(
    r"[.?;:] (?:Did you mean|Write|Call|Give|Make|Name|Enter|Open|Use|Decorate|Define|"
    r"Import|Read|Leave|Set|decorate|To make it|You called it: write|[^.]* has to return|"
    r"But \S+ does: write|It is (?:bound|what|one)|It wraps)|\n  allowed:"
)


def placed(text, action):
    """Return the text with the place where the action opens its scope."""
    code = action.__code__
    line, name = code.co_firstlineno, code.co_name
    place = os.path.relpath(code.co_filename)
    place += f":{line}" if name == "<lambda>" else f":{line + 1} in {name}()"
    return text.replace("HERE", place)


def run(action):
    """Do it; a coroutine to its end."""
    result = action()
    if inspect.iscoroutine(result):
        asyncio.run(result)


@pytest.mark.parametrize("mistake", ERRORS)
def test_mistake_is_an_error_that_says(mistake):
    action, text = ERRORS[mistake]
    with pytest.raises(ArgScopeError) as caught:
        run(action)
    assert str(caught.value) == placed(text, action)


@pytest.mark.parametrize("mistake", WARNINGS)
def test_mistake_is_a_warning_that_says(mistake):
    action, text = WARNINGS[mistake]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        run(action)
    (warning,) = caught
    assert (str(warning.message), warning.category) == (
        placed(text, action),
        NoEffectWarning,
    )
    assert warning.filename == action.__code__.co_filename
    assert warning.lineno == action.__code__.co_firstlineno


def test_every_constructor_of_every_error_is_in_a_table(monkeypatch):
    called = {constructor for _, constructor, _ in test_messages.CASES}
    constructors = set()
    for cls in map(vars(errors).get, errors.__all__):
        for name, member in vars(cls).items():
            if isinstance(member, classmethod):
                constructors.add(f"{cls.__name__}.{name}")
                monkeypatch.setattr(cls, name, recorded(member, called))
    for action, _ in ERRORS.values():
        with pytest.raises(ArgScopeError):
            run(action)
    for action, _ in WARNINGS.values():
        with pytest.warns(NoEffectWarning):
            run(action)
    assert constructors == called


def recorded(constructor, called):
    def record(cls, *args, **kwargs):
        called.add(f"{cls.__name__}.{constructor.__name__}")
        return constructor.__func__(cls, *args, **kwargs)

    return classmethod(record)


TEXTS = {
    **{mistake: text for mistake, (_, text) in (ERRORS | WARNINGS).items()},
    **ELSEWHERE,
}


@pytest.mark.parametrize("mistake", TEXTS)
def test_text_says_what_to_do(mistake):
    assert REMEDY.search(TEXTS[mistake])


def test_a_text_that_only_complains_says_nothing_to_do():
    complaint = (
        "arg_scope() takes 1 positional argument but 2 were given. Writing failed."
    )
    assert not REMEDY.search(complaint)


def test_the_table_is_as_long_as_was_promised():
    assert len(TEXTS) == len(ERRORS) + len(WARNINGS) + len(test_messages.CASES) >= 73
