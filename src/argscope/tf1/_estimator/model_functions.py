"""Calling the functions of a program that give an estimator its model and its data.

Source:
    tensorflow_estimator/python/estimator/estimator.py of 1.15.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from logging import INFO
from typing import Any

from argscope.tf1._estimator.specs import EstimatorSpec
from argscope.tf1._host.logs import log


def data_of(
    input_fn: Callable[..., Any], mode: str, params: Any, config: Any
) -> tuple[Any, Any]:
    """Return the features and the labels of a function of data.

    It may give a data set, of both or of features alone.
    """
    offered = {"mode": mode, "params": params, "config": config}
    given = input_fn(**_wanted(input_fn, offered))
    if hasattr(given, "make_one_shot_iterator"):
        given = given.make_one_shot_iterator().get_next()
    if isinstance(given, tuple | list):
        if len(given) != 2:
            raise ValueError(
                "input_fn should return (features, labels) as a len 2 tuple."
            )
        return given[0], given[1]
    return given, None


def spec_of(
    model_fn: Callable[..., Any],
    features: Any,
    labels: Any,
    mode: str,
    params: Any,
    config: Any,
) -> EstimatorSpec:
    """Return what a function of a model gives.

    Raises:
        ValueError: It gives something else, or takes no labels where there are some.
    """
    offered = {"labels": labels, "mode": mode, "params": params, "config": config}
    wanted = _wanted(model_fn, offered)
    if "labels" not in wanted and labels is not None:
        raise ValueError("model_fn does not take labels, but input_fn returns labels.")
    log(INFO, "Calling model_fn.")
    spec = model_fn(features=features, **wanted)
    log(INFO, "Done calling model_fn.")
    if not isinstance(spec, EstimatorSpec):
        raise ValueError(  # noqa: TRY004  # as TensorFlow
            "model_fn should return an EstimatorSpec."
        )
    return spec


def _wanted(function: Callable[..., Any], offered: dict[str, Any]) -> dict[str, Any]:
    """Return of some arguments those that a function takes."""
    parameters = inspect.signature(function).parameters
    if any(each.kind is each.VAR_KEYWORD for each in parameters.values()):
        return offered
    return {name: value for name, value in offered.items() if name in parameters}
