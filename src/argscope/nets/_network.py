"""What all networks share: their scope, their mode, their end points, their images."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Final, TypeAlias, TypeVar, cast

from argscope import layers
from argscope._base.tensor import Tensor
from argscope._core.block import arg_scope
from argscope.layers._state.names import Reuse
from argscope.layers._state.run import current_run
from argscope.layers.errors import WindowError
from argscope.layers.utils import convert_collection_to_dict
from argscope.nets.errors import ImageSizeError

F = TypeVar("F", bound=Callable[..., Any])

Scope: TypeAlias = str | layers.VariableScope | None
"""Name of the scope of a network's variables, or such a scope, to be opened again."""

EndPoints: TypeAlias = dict[str, Tensor]
"""What a network returns besides its output: outputs on the way, by name or path."""

_ELSEWHERE: Final = ""

# What lets small images through where a layer in such a scope has no room for its window.
_ROOM: Final = {
    "AuxLogits": ("create_aux_logits=False",),
    "Logits": ("global_pool=True",),
    "fc6": ("fc_conv_padding='SAME'", "global_pool=True"),
}
# What leaves one position of large ones where they are squeezed in such a scope.
_ONE_POSITION: Final = {
    "AuxLogits": ("create_aux_logits=False", "global_pool=True"),
    _ELSEWHERE: ("global_pool=True",),
}


def image_size(pixels: int) -> Callable[[F], F]:
    """Note on a network the height and width of the images it was published for.

    It says so where images do not fit.
    """

    def note(function: F) -> F:
        @functools.wraps(function)
        def network(*args: Any, **kwargs: Any) -> Any:
            try:
                return function(*args, **kwargs)
            except (WindowError, ImageSizeError) as error:
                # A network may be another one with options: that one has caught it first.
                cause = error.__cause__ or error
                told = _of_size(cause, function, pixels, args, kwargs)
                raise told from cause

        network.default_image_size = pixels  # type: ignore[attr-defined]  # TF-Slim's
        return cast("F", network)

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
    return run is not None and run.tell_training()


def end_points_of(here: layers.VariableScope) -> EndPoints:
    """Return the outputs that were collected in the scope of a network, by path."""
    # Taken out, so that a second network of this name has only its own.
    return convert_collection_to_dict(_collection(here), clear_collection=True)


def _collection(here: layers.VariableScope) -> str:
    return f"{here.original_name_scope}_end_points"


def _of_size(
    cause: Any,
    function: Callable[..., Any],
    pixels: int,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> Exception:
    """Return an error of the layers as one of the images."""
    parameters = inspect.signature(function).parameters
    images = args[0] if args else kwargs[next(iter(parameters))]
    size, name = " x ".join(map(str, images.shape[1:3])), function.__name__
    if isinstance(cause, WindowError):
        ways = _ways(_ROOM, cause.facts["path"], parameters)
        return ImageSizeError.too_small(name, size, pixels, cause, ways)
    ways = _ways(_ONE_POSITION, cause.facts["scope"], parameters)
    return ImageSizeError.too_large(name, size, pixels, cause.facts["positions"], ways)


def _ways(
    table: Mapping[str, Sequence[str]], path: str, parameters: Container[str]
) -> Sequence[str]:
    """Return the options that help at a path, if the network has them all."""
    scopes = [*path.split("/"), _ELSEWHERE]
    ways = next((table[scope] for scope in scopes if scope in table), ())
    return ways if all(way.partition("=")[0] in parameters for way in ways) else ()
