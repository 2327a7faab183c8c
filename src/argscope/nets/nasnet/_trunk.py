"""A network of cells: each cell a row of a table, between the network's two ends."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import NamedTuple

from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor
from argscope.nets._network import EndPoints, in_mode, trains
from argscope.nets.errors import NetworkArgumentError
from argscope.nets.nasnet._cell import Width
from argscope.nets.nasnet._config import NasNetConfig
from argscope.nets.nasnet._ends import Stem, auxiliary_logits, classify
from argscope.nets.nasnet._operations import Values
from argscope.nets.nasnet._rows import Row
from argscope.nets.nasnet.nasnet_utils import drop_path


class Options(NamedTuple):
    """What a caller may ask of any of these networks."""

    network: str
    num_classes: int | None
    is_training: bool | None
    final_endpoint: str | None
    current_step: float | Tensor | None
    create_aux_logits: bool | None


def compute(
    images: Tensor,
    stem: Stem,
    rows: Sequence[Row],
    config: NasNetConfig,
    options: Options,
) -> tuple[Tensor, EndPoints]:
    """Compute a network.

    Returns:
        The output that was asked for, and a dict of end points up to it.
    """
    _check(images, stem, rows, options)
    with in_mode(options.is_training):
        net, end_points = _features(images, stem, rows, config, options)
        if options.final_endpoint in end_points:
            return net, end_points
        ends = classify(
            net,
            options.num_classes,
            Values(config.use_bounded_activation),
            dropout_keep_prob=config.dense_dropout_keep_prob,
            final_endpoint=options.final_endpoint,
        )
    last = "Logits" if options.num_classes else "global_pool"
    return ends[options.final_endpoint or last], {**end_points, **ends}


def _features(
    images: Tensor,
    stem: Stem,
    rows: Sequence[Row],
    config: NasNetConfig,
    options: Options,
) -> tuple[Tensor, EndPoints]:
    """Return the output of the last cell that is asked for, and the end points."""
    values = Values(config.use_bounded_activation)
    net = stem.compute(images)
    outputs: list[Tensor] = [None, net]
    end_points: EndPoints = {}
    if stem.end_point is not None:
        end_points[stem.end_point] = net
    for number, row in enumerate(rows, 1):
        if options.final_endpoint in end_points:
            break
        width = Width(int(config.num_conv_filters * row.scaling), row.stride)
        drop = _dropping(config, number / len(rows), options.current_step)
        with layers.variable_scope(row.scope):
            net = row.cell.compute(net, outputs[-row.back], width, values, drop)
        outputs.append(net)
        if row.end_point is not None:
            end_points[row.end_point] = net
        if (
            row.auxiliary_scope is not None
            and row.end_point != options.final_endpoint
            and _has_auxiliary(config, options)
        ):
            end_points["AuxLogits"] = auxiliary_logits(
                net, options.num_classes or 0, values, scope=row.auxiliary_scope
            )
    return net, end_points


def _has_auxiliary(config: NasNetConfig, options: Options) -> bool:
    asked = options.create_aux_logits
    wanted = config.use_aux_head if asked is None else asked
    return bool(wanted and options.num_classes) and trains(options.is_training)


def _dropping(
    config: NasNetConfig, depth: float, current_step: float | Tensor | None
) -> Callable[[Tensor], Tensor]:
    """Return what drops outputs of operations, at a relative depth in (0, 1].

    Source:
        ScheduledDropPath: Zoph et al. 2017, arXiv:1707.07012; that more are dropped in
        later cells is the original's `drop_connect_version="v3"`.
    """
    most = depth * (1.0 - config.drop_path_keep_prob)
    if most == 0.0 or current_step is None:
        return lambda net: net
    if isinstance(current_step, int | float):
        share = min(1.0, current_step / config.total_training_steps)
    else:
        step = ops.cast(current_step, "float32")
        share = ops.minimum(1.0, step / config.total_training_steps)
    return functools.partial(drop_path, keep_prob=1.0 - most * share)


def _check(images: Tensor, stem: Stem, rows: Sequence[Row], options: Options) -> None:
    sizes = tuple(size if isinstance(size, int) else None for size in images.shape)
    if None in sizes[1:3]:
        raise NetworkArgumentError.about(
            options.network,
            "images.shape",
            sizes,
            expected="a known height and width",
        )
    ends = ["global_pool", *(["Logits", "Predictions"] if options.num_classes else [])]
    names = [stem.end_point, *(row.end_point for row in rows), *ends]
    if options.final_endpoint not in (None, *names):
        known = ", ".join(name for name in names if name is not None)
        raise NetworkArgumentError.about(
            options.network,
            "final_endpoint",
            options.final_endpoint,
            expected=f"one of {known}, or None",
        )
