"""What all networks share: their scope, their mode, their end points."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, TypeAlias, TypeVar

from argscope import layers
from argscope._base.tensor import Tensor
from argscope._core.block import arg_scope
from argscope.layers._state.names import Reuse
from argscope.layers._state.run import current_run
from argscope.layers.utils import convert_collection_to_dict

F = TypeVar("F", bound=Callable[..., Any])

Scope: TypeAlias = str | layers.VariableScope | None
"""Name of the scope of a network's variables, or such a scope, to be opened again."""

EndPoints: TypeAlias = dict[str, Tensor]
"""What a network returns besides its output: outputs on the way, by name or path."""


def image_size(pixels: int) -> Callable[[F], F]:
    """Note on a network the height and width of the images it was published for."""

    def note(function: F) -> F:
        function.default_image_size = pixels  # type: ignore[attr-defined]  # TF-Slim's
        return function

    return note


@contextmanager
def network_scope(
    scope: Scope,
    default_name: str,
    *,
    collects: Sequence[Callable[..., Any]] = (),
    reuse: Reuse = None,
    is_training: bool | None = None,
) -> Iterator[layers.VariableScope]:
    """Open the scope of a network.

    Args:
        scope: Name of its variables' scope.
        default_name: The name if `scope` is None.
        collects: The layers whose outputs become end points.
        reuse: Whether it shares the variables of an earlier one.
        is_training: Its mode. None leaves the layers to follow the model, or an
            enclosing scope.

    Yields:
        The variable scope, from which `end_points_of` finds what was collected.
    """
    with ExitStack() as stack:
        here = stack.enter_context(
            layers.variable_scope(scope, default_name, reuse=reuse)
        )
        if collects:
            stack.enter_context(
                arg_scope(list(collects), outputs_collections=_collection(here))
            )
        stack.enter_context(in_mode(is_training))
        yield here


@contextmanager
def in_mode(is_training: bool | None) -> Iterator[None]:
    """Tell the layers the mode; None leaves them to follow the model, or a scope."""
    if is_training is None:
        yield
        return
    with arg_scope([layers.batch_norm, layers.dropout], is_training=is_training):
        yield


def trains(is_training: bool | None) -> bool:
    """Return whether a network trains: what it was told, else the mode of its model."""
    if is_training is not None:
        return is_training
    run = current_run()
    return run is not None and run.training


def end_points_of(here: layers.VariableScope) -> EndPoints:
    """Return the outputs that were collected in the scope of a network, by path."""
    # Taken out, so that a second network of this name has only its own.
    return convert_collection_to_dict(_collection(here), clear_collection=True)


def _collection(here: layers.VariableScope) -> str:
    return f"{here.original_name_scope}_end_points"
