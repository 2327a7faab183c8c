"""Where the functions of TF-Slim stand in the namespace.

They had many places: `tf.contrib.layers`, `tf.contrib.slim`, the modules in which they were
written, and those of the package `tf_slim`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from argscope import layers
from argscope.tf1._graph.op import SYMBOLS
from argscope.tf1._names import collections, scopes
from argscope.tf1._names import variables as of_graph
from argscope.tf1._slim import (
    aliases,
    checks,
    finding,
    legacy,
    model_analyzer,
    regularizers,
    repeating,
    scalings,
    variables,
)
from argscope.tf1._slim.recorder import recorded

_SLIM: Final = ("contrib.slim",)
_LAYERS: Final = (
    "contrib.layers",
    "contrib.layers.python.layers",
    "contrib.slim",
    "contrib.slim.layers",
)
_FRAMEWORK: Final = (
    "contrib.framework",
    "contrib.framework.python.ops",
    "contrib.framework.python.ops.variables",
    "contrib.framework.variables",
    "contrib.slim",
    "contrib.slim.ops.variables",
    "contrib.slim.variables",
)


def _module(name: str) -> tuple[str, ...]:
    """Return the places of a module of layers, besides those of all that is in it."""
    return tuple(f"{place}.{name}" for place in _LAYERS)


def _publish(places: Iterable[str], values: Mapping[str, Any]) -> None:
    for place in places:
        SYMBOLS.update({f"{place}.{name}": value for name, value in values.items()})


def _of(module: Any, names: str) -> dict[str, Any]:
    return {name: getattr(module, name) for name in names.split()}


# --- layers, which are those of this package

_NORMALIZATIONS: Final = _of(layers, "group_norm instance_norm")
_LAYERS_PROPER: Final = {
    **_of(
        layers,
        """
        avg_pool2d avg_pool3d batch_norm bias_add conv1d conv2d conv2d_in_plane
        conv2d_transpose conv3d conv3d_transpose convolution convolution1d convolution2d
        convolution2d_in_plane convolution2d_transpose convolution3d
        convolution3d_transpose dense_to_sparse dropout elu flatten fully_connected gdn
        images_to_sequence layer_norm linear max_pool2d max_pool3d maxout one_hot_encoding pool relu relu6
        scale_gradient separable_conv2d separable_convolution2d sequence_to_images softmax
        spatial_softmax unit_norm
        """,
    ),
    **_of(repeating, "repeat stack"),
    **_of(legacy, "legacy_fully_connected legacy_linear legacy_relu"),
}
_publish((*_LAYERS, *_module("layers")), _LAYERS_PROPER)
_publish((*_LAYERS, *_module("layers"), *_module("normalization")), _NORMALIZATIONS)
_publish((*_LAYERS, *_module("bucketization_op")), _of(layers, "bucketize"))

_publish(
    (*_LAYERS, *_module("rev_block_lib")),
    {
        "rev_block": recorded(layers.rev_block),
        "recompute_grad": repeating.recompute_grad,
    },
)

# --- what layers are given

_publish(
    (*_LAYERS, *_module("initializers")),
    {
        **_of(scalings, "variance_scaling_initializer xavier_initializer"),
        "xavier_initializer_conv2d": scalings.xavier_initializer,
    },
)
_publish(
    (*_LAYERS, *_module("regularizers")),
    _of(
        regularizers,
        """
        apply_regularization l1_l2_regularizer l1_regularizer l2_regularizer
        sum_regularizer
        """,
    ),
)

# --- tensors and variables

_publish(
    _module("utils"),
    {
        **_of(
            aliases,
            """
            append_tensor_alias collect_named_outputs convert_collection_to_dict
            gather_tensors_aliases get_tensor_aliases
            """,
        ),
        **_of(
            checks,
            """
            channel_dimension constant_value convert_data_format get_variable_collections
            last_dimension n_positive_integers smart_cond static_cond two_element_tuple
            """,
        ),
    },
)
_publish(
    _FRAMEWORK,
    {
        **_of(
            finding,
            """
            add_model_variable filter_variables get_local_variables get_model_variables
            get_trainable_variables get_unique_variable get_variable_full_name
            get_variables get_variables_by_name get_variables_by_suffix
            get_variables_to_restore
            """,
        ),
        **_of(
            variables,
            """
            VariableDeviceChooser global_variable local_variable model_variable variable
            """,
        ),
    },
)
_publish(
    ("contrib.framework",),
    {
        "smart_cond": checks.framework_smart_cond,
        "smart_constant_value": checks.constant_value,
    },
)

# What TF-Slim's modules had imported, and programs took from there.
_publish(
    _SLIM,
    {
        **_of(scopes, "get_variable_scope name_scope variable_scope"),
        **_of(of_graph, "get_variable"),
        **_of(collections, "add_to_collection get_collection"),
    },
)
_publish(
    ("contrib.slim.variable_scope",),
    {
        **_of(scopes, "get_variable_scope variable_scope"),
        **_of(of_graph, "get_variable"),
    },
)
_publish(
    ("contrib.slim.init_ops", "contrib.layers.python.layers.init_ops"),
    {
        path: value
        for path, value in SYMBOLS.items()
        if path.endswith("_initializer") and "." not in path
    },
)

_publish(
    ("contrib.slim.model_analyzer",),
    _of(model_analyzer, "analyze_ops analyze_vars tensor_description"),
)
