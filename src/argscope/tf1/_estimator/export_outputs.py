"""`tf.estimator.export`: what functions of models say of exports, which are not made here.

Source:
    tensorflow_estimator/python/estimator/export of 1.15.
"""

from __future__ import annotations

from typing import Any, NamedTuple, final

from argscope.tf1._graph.op import symbol


@final
@symbol("estimator.export.PredictOutput")
class PredictOutput(NamedTuple):
    """Outputs of any kind.

    Attributes:
        outputs: Tensors by names, or one.
    """

    outputs: Any


@final
@symbol("estimator.export.ClassificationOutput")
class ClassificationOutput(NamedTuple):
    """Outputs of a classifier.

    Attributes:
        scores: How likely each class is.
        classes: Their names.
    """

    scores: Any = None
    classes: Any = None


@final
@symbol("estimator.export.RegressionOutput")
class RegressionOutput(NamedTuple):
    """Outputs of a regression.

    Attributes:
        value: What is predicted.
    """

    value: Any


@final
@symbol("estimator.export.ServingInputReceiver")
class ServingInputReceiver(NamedTuple):
    """Inputs of an exported model.

    Attributes:
        features: What the function of the model takes.
        receiver_tensors: What is fed.
        receiver_tensors_alternatives: What may be fed instead.
    """

    features: Any
    receiver_tensors: Any
    receiver_tensors_alternatives: Any = None


@final
@symbol("estimator.export.TensorServingInputReceiver")
class TensorServingInputReceiver(NamedTuple):
    """Inputs of an exported model whose features are one tensor; see above."""

    features: Any
    receiver_tensors: Any
    receiver_tensors_alternatives: Any = None
