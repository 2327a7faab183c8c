"""Which network, how wide and for how many classes, variables of given shapes belong to."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import keras

from argscope._base.listing import section
from argscope._catalog.networks import NETWORKS
from argscope.layers._model.model import Model, network_of
from argscope.nets import nets_factory
from argscope.nets.errors import NetworkArgumentError
from argscope.preprocessing import PREPROCESSING

Shape = tuple[int, ...]

PUBLISHED_WIDTHS: Final = (0.25, 0.35, 0.5, 0.75, 1.0, 1.3, 1.4)
"""The depth multipliers of published weights of MobileNet."""

_WIDTH: Final = "depth_multiplier"
_LAST_ROW_UNSCALED: Final = "finegrain_classification_mode"
# A number that no network has as its channels shows which variables are of the classes.
_CLASSES: Final = 1009


class Fit(NamedTuple):
    """How variables of given shapes fit a network, at the options that suit them best."""

    network: str
    options: Mapping[str, Any]
    classes: int | None
    """None if the layer of the classes is not there."""
    fitting: tuple[str, ...]
    missing: tuple[str, ...]
    mismatched: Mapping[str, tuple[Shape, Shape]]
    """What the network needs and what is there, by path."""
    left_over: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether all variables of the network are there, with their shapes."""
        return not self.missing and not self.mismatched

    @property
    def subject(self) -> str:
        """The network in words: its name, its options and its classes."""
        at = ", ".join(f"{name}={value}" for name, value in self.options.items())
        return (
            self.network
            + (f" at {at}" if at else "")
            + (f" with {self.classes} classes" if self.classes else "")
        )

    def __str__(self) -> str:
        count = len(self.fitting)
        wanted = count + len(self.missing) + len(self.mismatched)
        if not count and not self.mismatched:
            head = (
                f"does not fit {self.network}: none of its {wanted} variables is there"
            )
            return "\n".join([head, *section("left over", self.left_over)])
        head = (
            f"fits {self.subject}: all {wanted} variables"
            if self.complete
            else f"does not fit {self.subject}: {count} of {wanted} variables do"
        )
        shapes = [
            f"{path} is {list(found)}, the network needs {list(needed)}"
            for path, (needed, found) in self.mismatched.items()
        ]
        return "\n".join(
            [
                head,
                *section("missing", self.missing),
                *section("of another shape", shapes),
                *section("left over", self.left_over),
            ]
        )


def fit(name: str, shapes: Mapping[str, Shape], **options: Any) -> Fit:
    """Return how variables fit a network.

    The number of classes is that of the variables, and the depth multiplier that which
    explains most of them: the network's own, a published one, or their ratio to it.

    Args:
        name: Name of the network, one of `networks_map`.
        shapes: Shapes of the variables by path.
        **options: Other arguments of the network, as for `get_network_fn`. One that
            says the width leaves none to be found.

    Raises:
        NetworkArgumentError: There is no network of this name, or it takes no such
            option.
    """
    if name not in NETWORKS:
        raise NetworkArgumentError.unknown(name, NETWORKS)
    best = _compared(name, options, shapes)
    if _WIDTH in options:
        return best
    for width in _widths(name, best):
        if best.complete:
            break
        best = max(best, _compared(name, options | width, shapes), key=_agreement)
    return best


def explained(name: str, shapes: Mapping[str, Shape]) -> str | None:
    """Return what network variables belong to, if all of that network's are there."""
    found = fit(name, shapes)
    return f"these are the shapes of {found.subject}" if found.complete else None


def _agreement(found: Fit) -> int:
    return len(found.fitting)


def _compared(name: str, options: dict[str, Any], shapes: Mapping[str, Shape]) -> Fit:
    declared = _declared(name, options)
    of_classes = [path for path, shape in declared.items() if shape[-1:] == (_CLASSES,)]
    classes = next((shapes[path][-1] for path in of_classes if path in shapes), None)
    needed = declared | {
        path: (*declared[path][:-1], classes or _CLASSES) for path in of_classes
    }
    known = [path for path in needed if path in shapes]
    return Fit(
        name,
        options,
        classes,
        fitting=tuple(path for path in known if needed[path] == shapes[path]),
        missing=tuple(path for path in needed if path not in shapes),
        mismatched={
            path: (needed[path], shapes[path])
            for path in known
            if needed[path] != shapes[path]
        },
        left_over=tuple(path for path in shapes if path not in needed),
    )


def _widths(name: str, found: Fit) -> Iterator[dict[str, Any]]:
    """Yield the options at which the mismatched variables could be as wide as they are."""
    if not found.mismatched or not nets_factory.takes(name, _WIDTH):
        return
    parameters = inspect.signature(nets_factory.networks_map[name]).parameters
    # The widest tells best, for numbers of channels are rounded.
    needed, got = max(
        (needed, got)
        for shapes in found.mismatched.values()
        for needed, got in zip(*shapes, strict=False)
        if needed != got
    )
    width = parameters[_WIDTH].default * got / needed
    nearest = min(PUBLISHED_WIDTHS, key=lambda each: abs(each - width))
    for multiplier in dict.fromkeys((nearest, round(width, 2))):
        yield {_WIDTH: multiplier}
        if nets_factory.takes(name, _LAST_ROW_UNSCALED):
            yield {_WIDTH: multiplier, _LAST_ROW_UNSCALED: True}


def _declared(name: str, options: dict[str, Any]) -> dict[str, Shape]:
    """Return the shapes of a network's variables by path; none of them gets a value."""
    facts = NETWORKS[name]
    channels = PREPROCESSING[facts.preprocessing].channels
    images = keras.KerasTensor((1, facts.size, facts.size, channels))
    model = Model(nets_factory.get_network_fn(name, _CLASSES, **options), seed=0)
    with keras.StatelessScope(initialize_variables=False):
        model.compute_output_spec(images, training=False)
    variables = network_of(model).store.variables
    return {path: tuple(variable.shape) for path, variable in variables.items()}
