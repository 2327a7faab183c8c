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

from argscope.layers._backend import choose_backend

choose_backend()

from argscope.layers._batch_norm import batch_norm  # noqa: E402  # Keras reads it once
from argscope.layers._conv import conv2d  # noqa: E402
from argscope.layers._dense import fully_connected  # noqa: E402
from argscope.layers._dropout import dropout  # noqa: E402
from argscope.layers._model import Model  # noqa: E402
from argscope.layers._pool import avg_pool2d, max_pool2d  # noqa: E402
from argscope.layers._reshape import flatten  # noqa: E402
from argscope.layers._scope_names import AUTO_REUSE, VariableScope  # noqa: E402
from argscope.layers._variable_scope import variable_scope  # noqa: E402
from argscope.layers.errors import (  # noqa: E402
    ExportError,
    InnerLayerError,
    InputError,
    LayerArgumentError,
    ModelConfigError,
    NoEndPointsError,
    NotBuiltError,
    OutsideModelError,
    ScopeNameError,
    SpellingError,
    UnknownScopeError,
    VariableError,
    WeightsFileError,
)
from argscope.layers.initializers import (  # noqa: E402
    constant_initializer,
    ones_initializer,
    variance_scaling_initializer,
    xavier_initializer,
    zeros_initializer,
)
from argscope.layers.regularizers import l1_regularizer, l2_regularizer  # noqa: E402

__all__ = [
    "AUTO_REUSE",
    "ExportError",
    "InnerLayerError",
    "InputError",
    "LayerArgumentError",
    "Model",
    "ModelConfigError",
    "NoEndPointsError",
    "NotBuiltError",
    "OutsideModelError",
    "ScopeNameError",
    "SpellingError",
    "UnknownScopeError",
    "VariableError",
    "VariableScope",
    "WeightsFileError",
    "avg_pool2d",
    "batch_norm",
    "constant_initializer",
    "conv2d",
    "dropout",
    "flatten",
    "fully_connected",
    "l1_regularizer",
    "l2_regularizer",
    "max_pool2d",
    "ones_initializer",
    "variable_scope",
    "variance_scaling_initializer",
    "xavier_initializer",
    "zeros_initializer",
]
