"""Scoped default arguments: tell a function its arguments once.

```python
with arg_scope([conv2d], padding="SAME"):
    net = conv2d(net, 64)
    net = conv2d(net, 128, padding="VALID")   # the call wins
```

The core (this package without its subpackages) needs the standard library only.
`argscope.layers` builds neural networks in the style of TF-Slim on Keras 3, and
`argscope.report` shows where every argument of a program came from.
"""

import typing as _typing

from argscope._base.late_names import late_names as _late_names
from argscope._base.markers import ANY, DEFAULT, UNSET
from argscope._base.origin import Origin
from argscope._base.version import __version__
from argscope._core.block import arg_scope, current_arg_scope
from argscope._core.diff import ScopeDiff
from argscope._core.isolated import isolated
from argscope._core.scope import ArgScope
from argscope._core.scoped import (
    add_arg_scope,
    arg_scope_func_key,
    arg_scoped_arguments,
    has_arg_scope,
)
from argscope._core.signature import signature
from argscope.errors import (
    ArgScopeError,
    CapturedScopeError,
    ImmutableScopeError,
    NoEffectWarning,
    NotEnteredError,
    NotScopedError,
    PickleScopeError,
    ScopeDataError,
    ScopeOrderError,
    ScopeUsageError,
    TargetTypeError,
    UnknownArgumentError,
    UnknownTargetError,
)

if _typing.TYPE_CHECKING:
    from argscope._core.adopt import adopt
    from argscope._core.assignments import AssignmentError
    from argscope._core.file_errors import ScopeFileError
    from argscope._distribution.distribute import distribute
    from argscope._distribution.errors import DistributionError
    from argscope._options.errors import SettingsOptionError
    from argscope._options.public import add_settings_options, from_argv, settings_of
    from argscope.report import Trace, UnusedDefaultError, explain, trace

__all__ = [
    "ANY",
    "DEFAULT",
    "UNSET",
    "ArgScope",
    "ArgScopeError",
    "AssignmentError",
    "CapturedScopeError",
    "DistributionError",
    "ImmutableScopeError",
    "NoEffectWarning",
    "NotEnteredError",
    "NotScopedError",
    "Origin",
    "PickleScopeError",
    "ScopeDataError",
    "ScopeDiff",
    "ScopeFileError",
    "ScopeOrderError",
    "ScopeUsageError",
    "SettingsOptionError",
    "TargetTypeError",
    "Trace",
    "UnknownArgumentError",
    "UnknownTargetError",
    "UnusedDefaultError",
    "__version__",
    "add_arg_scope",
    "add_settings_options",
    "adopt",
    "arg_scope",
    "arg_scope_func_key",
    "arg_scoped_arguments",
    "current_arg_scope",
    "distribute",
    "explain",
    "from_argv",
    "has_arg_scope",
    "isolated",
    "settings_of",
    "signature",
    "trace",
]


# Loaded when first asked for: a program without them pays nothing for them.
_LATE: _typing.Final = {
    "AssignmentError": "argscope._core.assignments",
    "DistributionError": "argscope._distribution.errors",
    "ScopeFileError": "argscope._core.file_errors",
    "SettingsOptionError": "argscope._options.errors",
    "Trace": "argscope.report._trace",
    "UnusedDefaultError": "argscope.report.errors",
    "add_settings_options": "argscope._options.public",
    "adopt": "argscope._core.adopt",
    "distribute": "argscope._distribution.distribute",
    "explain": "argscope.report._explain",
    "from_argv": "argscope._options.public",
    "settings_of": "argscope._options.public",
    "trace": "argscope.report._trace",
}


__getattr__ = _late_names(globals(), _LATE)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
