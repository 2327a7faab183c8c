"""The names of TensorFlow 1's standard collections."""

from __future__ import annotations

from typing import Final, final


@final
class GraphKeys:
    """Names of collections, as `tf.GraphKeys` had them.

    A collection belongs to the model that runs: `layers.get_variables` and
    `layers.utils.convert_collection_to_dict` read them inside a network function.
    """

    GLOBAL_VARIABLES: Final = "variables"
    MODEL_VARIABLES: Final = "model_variables"
    TRAINABLE_VARIABLES: Final = "trainable_variables"
    LOCAL_VARIABLES: Final = "local_variables"
    WEIGHTS: Final = "weights"
    BIASES: Final = "biases"
    ACTIVATIONS: Final = "activations"
    LOSSES: Final = "losses"
    REGULARIZATION_LOSSES: Final = "regularization_losses"
    UPDATE_OPS: Final = "update_ops"
