"""Layers at ties, zeros, infinities and constants."""

import numpy as np
from tests.layers.edges.case import INF, Case

KINKS = [[-INF, -3.0, -1.0, -0.0, 0.0, 1.0, 3.0, 6.0, INF]]
STEPS = np.round(np.linspace(-2, 2, 32)).reshape(1, 4, 4, 2)  # with ties
CONSTANT = np.full_like(STEPS, 3.0)
ZEROS = np.zeros_like(STEPS)
INFINITE = np.where(STEPS == 2, INF, STEPS)
NOTHING = np.full_like(STEPS, -INF)
VOLUME = np.round(np.linspace(-1, 1, 64)).reshape(1, 4, 4, 4, 1)
SIGNAL = [[[0.0], [1.0], [1.0], [0.0], [0.0], [-1.0]]]


def of(name, *args, ones=False, **arguments):
    """Return a function of a library and inputs: the layer called `name`."""

    def function(on, inputs):
        more = {"weights_initializer": on.ones()} if ones else {}
        return getattr(on.slim, name)(inputs, *args, **arguments, **more)

    return function


def activated(name):
    """Return a function that applies an activation as layers do, after biases of 0."""
    return lambda on, x: on.slim.bias_add(x, activation_fn=getattr(on.nn, name))


def cases(functions, **inputs):
    """Return a case for each function and input, both by their names."""
    return {
        f"{name}, {kind}": Case(function, images)
        for name, function in functions.items()
        for kind, images in inputs.items()
    }


ACTIVATIONS = (
    "relu", "relu6", "elu", "selu", "softplus", "softsign", "sigmoid", "tanh",
    "leaky_relu", "silu",
)  # fmt: skip

NORMALIZERS = {
    "batch_norm": of("batch_norm", scale=True),
    "batch_norm, not fused": of("batch_norm", fused=False),
    "batch_norm by averages": of("batch_norm", is_training=False),
    "layer_norm": of("layer_norm"),
    "instance_norm": of("instance_norm"),
    "group_norm": of("group_norm", 2),
    "group_norm in one pass": of("group_norm", 1, mean_close_to_zero=True),
    "unit_norm": of("unit_norm", 3),
    "gdn": of("gdn"),
    "inverse gdn": of("gdn", inverse=True),
}
LAYERS = {
    "softmax": of("softmax"),
    "spatial_softmax": of("spatial_softmax"),
    "maxout": of("maxout", 1),
    "flatten": of("flatten"),
    "images_to_sequence": of("images_to_sequence"),
    "scale_gradient": of("scale_gradient", 0.5),
    "dropout that keeps all": of("dropout", 1.0),
    "dropout that keeps nothing": of("dropout", 1e-9),
    "fully_connected": of("fully_connected", 3, ones=True),
    "conv2d": of("conv2d", 2, 3, ones=True),
    "conv2d_in_plane": of("conv2d_in_plane", 3, ones=True),
    "conv2d_transpose": of("conv2d_transpose", 2, 3, ones=True),
    "separable_conv2d": of("separable_conv2d", 2, 3, 1, ones=True),
}
POOLS = {
    f"{name} of {size} {padding}": of(name, size, 2, padding=padding)
    for name in ("max_pool2d", "avg_pool2d")
    for size in (2, 3)
    for padding in ("VALID", "SAME")
} | {
    f"pool {kind}, apart": of("pool", 2, kind, dilation_rate=2)
    for kind in ("MAX", "AVG")
}

CASES = {
    **{f"{name}, kinks": Case(activated(name), KINKS) for name in ACTIVATIONS},
    **cases(NORMALIZERS, constant=CONSTANT, zeros=ZEROS, infinite=INFINITE),
    **cases(LAYERS, zeros=ZEROS, infinite=INFINITE),
    **cases(POOLS, constant=CONSTANT, steps=STEPS, infinite=INFINITE, nothing=NOTHING),
    **{
        f"{name} {padding}, steps": Case(of(name, 2, 2, padding=padding), VOLUME)
        for name in ("max_pool3d", "avg_pool3d")
        for padding in ("VALID", "SAME")
    },
    "pool of signals, steps": Case(of("pool", 3, "MAX", stride=2), SIGNAL),
    "bias_add, infinite": Case(of("bias_add"), INFINITE),
    **{
        f"{name}, zeros": Case(of(name, 2, ones=True), np.zeros((2, 3)))
        for name in ("linear", "relu", "relu6", "elu")
    },
    **{
        f"{name}, zeros": Case(of(name, 2, 3, ones=True), np.zeros_like(VOLUME))
        for name in ("conv3d", "conv3d_transpose", "convolution")
    },
    "conv1d, zeros": Case(of("conv1d", 2, 3, ones=True), np.zeros((1, 4, 2))),
    "sequence_to_images, infinite": Case(of("sequence_to_images", 2), [[[INF], [0.0]]]),
    "one_hot_encoding, outside": Case(of("one_hot_encoding", 2), [-1, 0, 1, 2]),
    "bucketize, on boundaries": Case(of("bucketize", [0.0, 1.0]), KINKS),
}
