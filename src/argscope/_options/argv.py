"""Options for settings in a list of arguments that no parser has seen."""

from __future__ import annotations

from argscope._options.given import OPTIONS, Given

_BY_FLAG = {option.flag: option for option in OPTIONS}


def taken_from(arguments: list[str]) -> Given:
    """Take the options out of the list, up to a `--`, and return what they give.

    `--set a.b=1` and `--set=a.b=1` are the same. All else stays in the list.
    """
    given, rest, at = Given(), [], 0
    while at < len(arguments) and arguments[at] != "--":
        flag, equals, value = arguments[at].partition("=")
        at += 1
        option = _BY_FLAG.get(flag)
        if option is None or (equals and not option.metavar):
            rest.append(arguments[at - 1])
            continue
        if option.metavar and not equals:
            if at == len(arguments):
                given.refuse(f"{flag} expects {option.metavar}.")
            value = arguments[at]
            at += 1
        given = given.with_option(option, value)
    arguments[:at] = rest
    return given
