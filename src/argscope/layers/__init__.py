"""TF-Slim's layers on Keras 3, with its names, variables and numbers.

A network is a function that calls layers; `Model` makes a Keras model of it.

```python
def lenet(images, num_classes=10):
    with arg_scope([layers.conv2d, layers.fully_connected], regularizer=layers.l2_regularizer(5e-4)):
        net = layers.conv2d(images, 32, [5, 5], scope="conv1")
        net = layers.max_pool2d(net, [2, 2], scope="pool1")
        net = layers.flatten(net)
        return layers.fully_connected(net, num_classes, activation_fn=None, scope="logits")

model = layers.Model(lenet)
```
"""

from argscope._catalog.backend import choose_backend

choose_backend()

# ruff: noqa: E402  # Keras reads the choice once, at its first import
from argscope.layers import utils
from argscope.layers._batch_norm import batch_norm
from argscope.layers._bias_add import bias_add
from argscope.layers._compiled_programs import keep_compiled_programs
from argscope.layers._conv import (
    conv1d,
    conv2d,
    conv3d,
    convolution,
    convolution1d,
    convolution2d,
    convolution3d,
)
from argscope.layers._conv_transpose import (
    conv2d_transpose,
    conv3d_transpose,
    convolution2d_transpose,
    convolution3d_transpose,
)
from argscope.layers._dense import (
    elu,
    fully_connected,
    legacy_fully_connected,
    legacy_linear,
    legacy_relu,
    linear,
    relu,
    relu6,
)
from argscope.layers._dropout import dropout
from argscope.layers._encoding import (
    SparseTensor,
    bucketize,
    dense_to_sparse,
    one_hot_encoding,
)
from argscope.layers._features import maxout, softmax, unit_norm
from argscope.layers._find_variables import (
    filter_variables,
    get_model_variables,
    get_trainable_variables,
    get_unique_variable,
    get_variable_full_name,
    get_variables,
    get_variables_by_name,
    get_variables_by_suffix,
    get_variables_to_restore,
)
from argscope.layers._gdn import GDN, gdn
from argscope.layers._gradients import recompute_grad, scale_gradient
from argscope.layers._group_norm import group_norm, instance_norm
from argscope.layers._layer_norm import layer_norm
from argscope.layers._model.model import Model
from argscope.layers._pool import avg_pool2d, avg_pool3d, max_pool2d, max_pool3d, pool
from argscope.layers._repeat import repeat, stack
from argscope.layers._reshape import flatten, images_to_sequence, sequence_to_images
from argscope.layers._resize import (
    ResizeMethod,
    resize_area,
    resize_bicubic,
    resize_bilinear,
    resize_images,
    resize_nearest_neighbor,
)
from argscope.layers._rev_block import RevBlock, rev_block
from argscope.layers._separable_conv import (
    conv2d_in_plane,
    convolution2d_in_plane,
    separable_conv2d,
    separable_convolution2d,
)
from argscope.layers._spatial_softmax import spatial_softmax
from argscope.layers._state.graph_keys import GraphKeys
from argscope.layers._state.names import AUTO_REUSE, VariableScope
from argscope.layers._state.scopes import get_variable_scope, variable_scope
from argscope.layers._variables import get_variable, model_variable, variable
from argscope.layers.errors import (
    CompiledProgramsError,
    ExportError,
    InnerLayerError,
    InputError,
    LabelsError,
    LayerArgumentError,
    ModelConfigError,
    NoEndPointsError,
    NotBuiltError,
    NotRecordedWarning,
    OutsideModelError,
    ScopeNameError,
    SpellingError,
    UnknownScopeError,
    VariableError,
    VariableScopeWarning,
    WeightsFileError,
    WindowError,
)
from argscope.layers.initializers import (
    constant_initializer,
    ones_initializer,
    variance_scaling_initializer,
    xavier_initializer,
    xavier_initializer_conv2d,
    zeros_initializer,
)
from argscope.layers.regularizers import (
    apply_regularization,
    l1_l2_regularizer,
    l1_regularizer,
    l2_regularizer,
    sum_regularizer,
)

__all__ = [
    "AUTO_REUSE",
    "GDN",
    "CompiledProgramsError",
    "ExportError",
    "GraphKeys",
    "InnerLayerError",
    "InputError",
    "LabelsError",
    "LayerArgumentError",
    "Model",
    "ModelConfigError",
    "NoEndPointsError",
    "NotBuiltError",
    "NotRecordedWarning",
    "OutsideModelError",
    "ResizeMethod",
    "RevBlock",
    "ScopeNameError",
    "SparseTensor",
    "SpellingError",
    "UnknownScopeError",
    "VariableError",
    "VariableScope",
    "VariableScopeWarning",
    "WeightsFileError",
    "WindowError",
    "apply_regularization",
    "avg_pool2d",
    "avg_pool3d",
    "batch_norm",
    "bias_add",
    "bucketize",
    "constant_initializer",
    "conv1d",
    "conv2d",
    "conv2d_in_plane",
    "conv2d_transpose",
    "conv3d",
    "conv3d_transpose",
    "convolution",
    "convolution1d",
    "convolution2d",
    "convolution2d_in_plane",
    "convolution2d_transpose",
    "convolution3d",
    "convolution3d_transpose",
    "dense_to_sparse",
    "dropout",
    "elu",
    "filter_variables",
    "flatten",
    "fully_connected",
    "gdn",
    "get_model_variables",
    "get_trainable_variables",
    "get_unique_variable",
    "get_variable",
    "get_variable_full_name",
    "get_variable_scope",
    "get_variables",
    "get_variables_by_name",
    "get_variables_by_suffix",
    "get_variables_to_restore",
    "group_norm",
    "images_to_sequence",
    "instance_norm",
    "keep_compiled_programs",
    "l1_l2_regularizer",
    "l1_regularizer",
    "l2_regularizer",
    "layer_norm",
    "legacy_fully_connected",
    "legacy_linear",
    "legacy_relu",
    "linear",
    "max_pool2d",
    "max_pool3d",
    "maxout",
    "model_variable",
    "one_hot_encoding",
    "ones_initializer",
    "pool",
    "recompute_grad",
    "relu",
    "relu6",
    "repeat",
    "resize_area",
    "resize_bicubic",
    "resize_bilinear",
    "resize_images",
    "resize_nearest_neighbor",
    "rev_block",
    "scale_gradient",
    "separable_conv2d",
    "separable_convolution2d",
    "sequence_to_images",
    "softmax",
    "spatial_softmax",
    "stack",
    "sum_regularizer",
    "unit_norm",
    "utils",
    "variable",
    "variable_scope",
    "variance_scaling_initializer",
    "xavier_initializer",
    "xavier_initializer_conv2d",
    "zeros_initializer",
]
