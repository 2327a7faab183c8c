"""Where we do not compute what was recorded, or cannot compare it: which, and why."""

from tests.layers.parity.agreement import NotCompared

# Recorded for every case, and of TensorFlow's graph.
OPERATION = NotCompared(
    "names of operations in a graph, which we have not; the layer's own part of a name "
    "is its alias, which is compared"
)
MESSAGE = NotCompared("our words are our own; the whole text is in tests of messages")

# Cases of which some arrays are wrong in the original.
WRONG_ARRAYS = {
    "maxout_axis1": NotCompared(
        "the original mixes up features of different positions unless axis is the last"
    ),
}

# The original records an error here, and we compute: why, and the shape it must have.
RIGHT_HERE = {
    "arg_scope_positional_conflict": (
        "an argument given by position wins over a scope (tensorflow#4657)",
        {"y": (2, 3, 4, 3)},
    ),
}

# Recorded errors that are none here, and why.
ACCEPTED = {
    "reg_l2_integer_scale": "an integer scale is a number like any other",
}

# The size of the output depends on values, which a model has not while it is built.
ON_NUMBERS = ("dense_to_sparse", "dense_to_sparse_eos")

# Two calls of one batch_norm move the same averages. The original takes both changes
# from the old values; ours come one after the other, in the order of the calls. The
# share by which one call moves an average: 1 - decay.
MOVED_TWICE = {"batch_norm_shared": 0.1, "scope_reuse_bn": 0.001}

# The squares of a normalized batch add up to the same whatever was normalized, but for
# epsilon. So these gradients are what is left of terms of about 10 that cancel, and of
# their rounding errors: in float64 we differ from the recorded numbers as much as here.
ROUNDING = {
    "grad_input/x": 1e-5,
    "grad/a/weights": 1e-4,
    "grad/a/BatchNorm/gamma": 4e-4,
    "grad/a/BatchNorm/beta": 4e-4,
    "grad/unit/conv1/BatchNorm/gamma": 4e-4,
}
CANCELLING = (
    "arg_scope_bn_params",
    "batch_norm_defaults",
    "batch_norm_inplace_updates_unfused",
    "batch_norm_is_training_tensor",
    "batch_norm_no_center_no_scale",
    "batch_norm_not_trainable",
    "batch_norm_param_initializers",
    "batch_norm_param_regularizers",
    "batch_norm_param_regularizers_inplace",
    "batch_norm_rank2",
    "batch_norm_rank3",
    "batch_norm_rank5",
    "batch_norm_renorm_clipping",
    "batch_norm_shared",
    "batch_norm_unfused",
    "batch_norm_variables_collections",
    "batch_norm_zero_debias",
    "instance_norm_defaults",
    "resnet_v2_bottleneck",
    "unit_norm_dim1",
)
