"""The whole text of every error of the layers."""

import inspect
from pathlib import Path

import keras
import numpy as np
import pytest

from argscope import ArgScopeError, arg_scope, layers
from argscope.layers import errors

IMAGES = np.zeros((2, 8, 8, 3), "float32")


def build(function, inputs=IMAGES):
    return lambda: layers.Model(function)(inputs)


def conv(*args, **kwargs):
    return build(lambda x: layers.conv2d(x, *args, scope="c", **kwargs))


def twice(second, **kwargs):
    def network(x):
        layers.conv2d(x, 4, 3, scope="c")
        return second(x, 5, 3, scope="c", **kwargs)

    return build(network)


def scoped_padding(x):
    with arg_scope(layers.conv2d, padding="SAM"):
        return layers.conv2d(x, 4, 3, scope="c")


def scoped_reuse(x):
    with arg_scope(layers.conv2d, reuse=True):
        return layers.conv2d(x, 4, 3, scope="c")


def growing():
    names = iter("ab")
    model = layers.Model(lambda x: layers.conv2d(x, 4, 3, scope=next(names)))
    model.build((2, 8, 8, 3))
    model.call(IMAGES)  # as Keras calls it, less the text Keras adds to errors


def built():
    model = layers.Model(lambda x: layers.conv2d(x, 4, 3, scope="c"))
    model.build((None, 8, 8, 3))
    return model


def load(arrays):
    return lambda: built().load_own_variables(arrays)


def under_scope(value):
    with arg_scope(layers.conv2d, activation_fn=value):
        return layers.Model(unknown)


def unknown(x):
    return layers.conv2d(x, 4, 3, scope="c")


def round_trip(model):
    return type(model).from_config(model.get_config())


def error_of(error):
    raise error


def export(name):
    return lambda: built().export("m", format=name)


CASES = [
    (conv(4, 3, padding="SAM"), "LayerArgumentError.about",
     "conv2d() at c got padding='SAM', expected 'SAME' or 'VALID'.\n"
     "  inputs:  float32[2,8,8,3]"),
    (build(scoped_padding), "LayerArgumentError.about",
     "conv2d() at c got padding='SAM', expected 'SAME' or 'VALID'.\n"
     "  inputs:  float32[2,8,8,3]\n"
     "  set by:  arg_scope at tests/layers/test_layer_messages.py:LINE in scoped_padding()"),
    (conv(4, 3, stride=2, rate=2), "LayerArgumentError.about",
     "conv2d() at c got rate=2, expected 1, because stride is not 1.\n"
     "  inputs:  float32[2,8,8,3]"),
    (conv(4.5, 3), "LayerArgumentError.about",
     "conv2d() at c got num_outputs=4.5, expected a whole number >= 1.\n"
     "  inputs:  float32[2,8,8,3]"),
    (build(lambda x: layers.conv2d(x, 4, 3, scope="c"), IMAGES[0]), "InputError.about",
     "conv2d() at c expected inputs of rank 4, got float32[8,8,3]."),
    (conv(4, 3, weights_initializer="ones", initializer="ones"), "SpellingError.about",
     "conv2d() got both weights_initializer and initializer, which are two names of one "
     "argument. Give one of them (a scope may have set the other)."),
    (twice(layers.conv2d), "VariableError.exists",
     "The variable c/weights already exists. Two layers have the same scope: give them "
     "different ones, or reuse=True (or AUTO_REUSE) to share the variable.\n"
     "  layer:   conv2d() at c, on float32[2,8,8,3]"),
    (twice(layers.conv2d, reuse=True), "VariableError.reshaped",
     "The variable c/weights has shape (3, 3, 3, 4), but this layer needs (3, 3, 3, 5). "
     "Layers that share variables must have inputs and outputs of one size.\n"
     "  layer:   conv2d() at c, on float32[2,8,8,3]"),
    (conv(4, 3, reuse=True), "VariableError.missing",
     "The variable c/weights does not exist, and reuse=True shares only variables that an "
     "earlier call created. Use AUTO_REUSE to create it at the first call.\n"
     "  known:   none yet\n"
     "  layer:   conv2d() at c, on float32[2,8,8,3]"),
    (lambda: error_of(errors.CompiledProgramsError.about(Path("/sealed/jax"))),
     "CompiledProgramsError.about",
     "keep_compiled_programs() cannot write to the folder '/sealed/jax'. Give another one: "
     "keep_compiled_programs('~/programs')."),
    (growing, "VariableError.too_late",
     "The variable b/weights did not exist when the model was built. A network must "
     "create the same variables in every run: scopes and arguments may not depend on the "
     "data or on a counter outside the network.\n"
     "  layer:   conv2d() at b, on float32[2,8,8,3]"),
    (build(scoped_reuse), "VariableError.missing",
     "The variable c/weights does not exist, and reuse=True shares only variables that an "
     "earlier call created. Use AUTO_REUSE to create it at the first call.\n"
     "  known:   none yet\n"
     "  layer:   conv2d() at c, on float32[2,8,8,3]\n"
     "  set by:  reuse=True, arg_scope at tests/layers/test_layer_messages.py:LINE in "
     "scoped_reuse()"),
    (lambda: built().variable("c/weight"), "VariableError.unknown",
     "The model has no variable 'c/weight'. Did you mean 'c/weights'?"),
    (lambda: layers.conv2d(IMAGES, 4, 3), "OutsideModelError.about",
     "conv2d() was called on float32[2,8,8,3] outside a Model, where nothing keeps its "
     "variables. Put the calls into a function and make it a model:\n"
     "  def network(inputs):\n"
     "      return conv2d(inputs, ...)\n"
     "  model = argscope.layers.Model(network)\n"
     "  outputs = model(inputs)"),
    (lambda: layers.variable_scope("tower").__enter__(), "OutsideModelError.scope",
     "variable_scope('tower') was opened outside a Model, where nothing keeps variables. "
     "Open it in the function that you give to argscope.layers.Model."),
    (lambda: layers.get_variables("conv1"), "OutsideModelError.variables",
     "get_variables() was called outside a Model. Variables and collections belong to a "
     "model: call it in the function that you give to argscope.layers.Model, or, where it "
     "takes one, give model=..."),
    (lambda: built().end_points(IMAGES), "NoEndPointsError.about",
     "<lambda>() returns no end points. Return (output, end_points) from it, with a dict "
     "{name: tensor} second."),
    (lambda: layers.Model(unknown).summary(), "NotBuiltError.about",
     "summary() needs the variables of the model 'unknown', which are created when it is "
     "built. Call the model on a batch first, or build it with the shape of its input: "
     "model.build((None, 28, 28, 1))."),
    (lambda: built().freeze("conv"), "UnknownScopeError.about",
     "freeze() found no variable in the scope 'conv'.\n  scopes:  c"),
    (load({"d|weights": IMAGES, "c|biases": IMAGES}), "WeightsFileError.about",
     "The file of weights does not fit the model 'lambda_'.\n"
     "  not in the file:  c/weights Did you mean 'd/weights'?\n"
     "  not in the model: d/weights\n"
     "  another shape:    c/biases is (2, 8, 8, 3) in the file, (4,) in the model\n"
     "load_weights(..., skip_mismatch=True) loads what fits."),
    (lambda: error_of(errors.WeightsFileError.no_index(Path("m.index.json"))),
     "WeightsFileError.no_index",
     "m.index.json is no index of safetensors files: it needs weight_map, which has the "
     "name of a file beside it for each tensor."),
    (lambda: error_of(errors.WeightsFileError.no_shard(Path("m.index.json"), "m-1")),
     "WeightsFileError.no_shard",
     "m-1 is missing beside m.index.json, which says that tensors are in it. Where several "
     "processes write, all of them need the same folder."),
    (lambda: error_of(errors.WeightsFileError.ending("m.safetensors.index.json")),
     "WeightsFileError.ending",
     "m.safetensors.index.json is the name of an index, which is written by itself: save "
     "to m.safetensors, with max_shard_size."),
    (lambda: under_scope(abs.__call__).get_config(), "ModelConfigError.unwritable",
     "The model 'unknown' cannot be saved as a whole: a value in the arg_scope around its "
     "construction has no form in a file. Open that scope inside the network function, or "
     "register the value with @keras.saving.register_keras_serializable(). save_weights() "
     "saves its variables in any case.\n"
     "  set by:  arg_scope at tests/layers/test_layer_messages.py:SCOPE in under_scope()"),
    (lambda: built().get_config(), "ModelConfigError.unwritable",
     "The model 'lambda_' cannot be saved as a whole: it runs a lambda, and a file cannot "
     "hold what that refers to (layers). Use a function with a name, registered with "
     "@keras.saving.register_keras_serializable(). save_weights() saves its variables in "
     "any case."),
    (lambda: round_trip(layers.Model(unknown)), "ModelConfigError.unknown_function",
     "The saved model runs the function 'unknown', which this program does not know. A "
     "file holds only its name. Import the module that defines it with "
     "@keras.saving.register_keras_serializable(), or pass it: load_model(..., "
     "custom_objects={'unknown': unknown})."),
    (export("onxx"), "ExportError.unknown_format",
     "export() got format='onxx'. Did you mean 'onnx'?\n"
     "  allowed: tf_saved_model, onnx, openvino, litert, torch"),
    (lambda: error_of(errors.ExportError.other_backend(
        "m", "litert", "jax", ["tensorflow", "torch"])), "ExportError.other_backend",
     "Keras on jax cannot export 'm' as 'litert'; on tensorflow and torch it can. Models "
     "are portable: model.save('m.keras') here, and in a program that runs with "
     "KERAS_BACKEND=tensorflow load it with keras.models.load_model and export it."),
    (lambda: error_of(errors.ExportError.not_installed("onnx", ["tf2onnx", "onnx"])),
     "ExportError.not_installed",
     "Exporting as 'onnx' needs packages that are not installed: pip install tf2onnx onnx"),
    (build(lambda x: keras.layers.Dense(2)(x + 0)), "InnerLayerError.made_anew",
     "<lambda>() calls Keras layers that are made anew in each run of the function, so the "
     "model cannot keep their variables and losses: Dense. Make it once, before, and let "
     "the function call it:\n"
     "  attention = keras.layers.MultiHeadAttention(4, 16)\n"
     "  def <lambda>(inputs):\n"
     "      return attention(inputs, inputs)"),
    (lambda: error_of(errors.InnerLayerError.homeless("net", ["scale"])),
     "InnerLayerError.homeless",
     "net() uses variables that the model cannot keep: scale. They belong to no Keras "
     "layer that it calls. Call the layer in the function, or make variables there with "
     "layers.get_variable(name, shape)."),
    (lambda: error_of(errors.LabelsError.about("net", (None,), (None, 7, 7, 5))),
     "LabelsError.about",
     "The labels have shape (batch,), one for each image, and the model 'net' gives "
     "outputs of shape (batch, 7, 7, 5), which keep the axes of height and width. Build "
     "the network with global_pool=True and spatial_squeeze=True, for outputs of shape "
     "(batch, 5), as nets_factory.get_network_fn does."),
]  # fmt: skip


@pytest.mark.parametrize(("action", "constructor", "text"), CASES)
def test_error_says_exactly(action, constructor, text):
    with pytest.raises(ArgScopeError) as caught:
        action()
    assert type(caught.value).__name__ == constructor.partition(".")[0]
    line = inspect.getsourcelines(
        scoped_reuse if "scoped_reuse" in text else scoped_padding
    )[1]
    scope = inspect.getsourcelines(under_scope)[1] + 1
    text = text.replace("LINE", str(line + 1)).replace("SCOPE", str(scope))
    assert str(caught.value) == text


def test_every_constructor_of_an_error_has_a_case():
    constructors = {
        f"{name}.{method}"
        # The warning has its cases in state/test_find_variables.py.
        for name in set(errors.__all__) - {"NotRecordedWarning", "VariableScopeWarning"}
        for method, value in vars(getattr(errors, name)).items()
        if isinstance(value, classmethod)
    }
    assert {constructor for _, constructor, _ in CASES} == constructors


def refused(layer, *args, inputs=IMAGES, **kwargs):
    """Return a build of `layer(inputs, *args)` in the scope `s`."""
    by_name = layer in ("gdn", "spatial_softmax") or layer.startswith("resize_")
    name = "name" if by_name else "scope"
    return build(
        lambda x: getattr(layers, layer)(x, *args, **{name: "s"}, **kwargs), inputs
    )


ON_IMAGES = "\n  inputs:  float32[2,8,8,3]"


@pytest.mark.parametrize(
    ("action", "text"),
    [
        (refused("conv1d", 4, 3), "conv1d() at s expected inputs of rank 3, got "
         "float32[2,8,8,3]."),
        (refused("conv3d", 4, 3), "conv3d() at s expected inputs of rank 5, got "
         "float32[2,8,8,3]."),
        (refused("convolution", 4, 3, inputs=IMAGES[0, 0]),
         "convolution() at s expected inputs of rank 3 or 4 or 5, got float32[8,3]."),
        (refused("conv2d", 4, 3, data_format="NWC"),
         "conv2d() at s got data_format='NWC', expected None, 'NHWC' or 'NCHW'."
         + ON_IMAGES),
        (refused("conv2d", 4, [3, 3, 3]),
         "conv2d() at s got kernel_size=[3, 3, 3], expected a whole number >= 1, or 2 of "
         "them." + ON_IMAGES),
        (refused("conv2d", 4, 3.0),
         "conv2d() at s got kernel_size=3.0, expected a whole number >= 1, or 2 of them."
         + ON_IMAGES),
        (refused("separable_conv2d", 4, 3, 0),
         "separable_conv2d() at s got depth_multiplier=0, expected a whole number >= 1."
         + ON_IMAGES),
        (refused("separable_conv2d", 4, 3, stride=2, rate=2),
         "separable_conv2d() at s got rate=2, expected 1, because stride is not 1."
         + ON_IMAGES),
        (refused("conv2d", 4, 3, normalizer_fn=keras.layers.BatchNormalization),
         "conv2d() at s got normalizer_fn=BatchNormalization, expected a function of a "
         "tensor, and a class is none. Make an object of it once, before the network runs, "
         "and give that: made = BatchNormalization(...), and then normalizer_fn=made."
         + ON_IMAGES),
        (refused("fully_connected", 4, keras.layers.ReLU),
         "fully_connected() at s got activation_fn=ReLU, expected a function of a tensor, "
         "and a class is none. Make an object of it once, before the network runs, and "
         "give that: made = ReLU(...), and then activation_fn=made." + ON_IMAGES),
        (refused("conv2d_transpose", "4", 3),
         "conv2d_transpose() at s got num_outputs='4', expected a whole number >= 1."
         + ON_IMAGES),
        (refused("max_pool2d", 2, padding="FULL"),
         "max_pool2d() at s got padding='FULL', expected 'SAME' or 'VALID'." + ON_IMAGES),
        (refused("max_pool3d", 2), "max_pool3d() at s expected inputs of rank 5, got "
         "float32[2,8,8,3]."),
        (refused("pool", 2, "MEAN"),
         "pool() at s got pooling_type='MEAN', expected 'MAX' or 'AVG'." + ON_IMAGES),
        (refused("pool", 2, "MAX", stride=2, dilation_rate=2),
         "pool() at s got dilation_rate=2, expected 1, because stride is not 1."
         + ON_IMAGES),
        (refused("fully_connected", 4, inputs=IMAGES[0, 0, 0]),
         "fully_connected() at s expected inputs of rank 2 or more, got float32[3]."),
        (refused("batch_norm", inputs=IMAGES[0, 0, 0]),
         "batch_norm() at s expected inputs of rank 2 or more, got float32[3]."),
        (refused("batch_norm", renorm=True, updates_collections=None),
         "batch_norm() at s got renorm=True, expected none with batch_weights, "
         "updates_collections or zero_debias_moving_mean." + ON_IMAGES),
        (refused("layer_norm", begin_norm_axis=4),
         "layer_norm() at s got begin_norm_axis=4, expected an axis of inputs of rank 4."
         + ON_IMAGES),
        (refused("group_norm", 2),
         "group_norm() at s got groups=2, expected a divisor of 3 channels." + ON_IMAGES),
        (refused("group_norm", 3, reduction_axes=(-1,)),
         "group_norm() at s got reduction_axes=(-1,), expected no axis of channels."
         + ON_IMAGES),
        (refused("unit_norm", -1),
         "unit_norm() at s got dim=-1, expected an axis counted from the first, >= 0."
         + ON_IMAGES),
        (refused("maxout", 2),
         "maxout() at s got num_units=2, expected a divisor of 3 features." + ON_IMAGES),
        (refused("dropout", 0.0),
         "dropout() at s got keep_prob=0.0, expected a number in (0, 1]." + ON_IMAGES),
        (refused("gdn", data_format="NHWC"),
         "gdn() at s got data_format='NHWC', expected one of channels_last, "
         "channels_first." + ON_IMAGES),
        (refused("sequence_to_images", 3, inputs=IMAGES[0]),
         "sequence_to_images() at s expected a multiple of height=3 along axis 1, got "
         "float32[8,8,3]."),
        (refused("resize_bilinear", [4, 4], inputs=IMAGES[0]),
         "resize_bilinear() at s expected inputs of rank 4, got float32[8,8,3]."),
        (refused("resize_images", [4, 4], inputs=IMAGES[0, 0]),
         "resize_images() at s expected inputs of rank 3 or 4, got float32[8,3]."),
        (lambda: layers.resize_area(IMAGES[:, :0], [4, 4]),
         "resize_area() at ResizeArea expected images with pixels, got float32[2,0,8,3]."),
        *(
            (refused("resize_bicubic", size),
             f"resize_bicubic() at s got size={size}, expected [height, width] in pixels, "
             "each >= 1." + ON_IMAGES)
            for size in (4, [4], [4, 4, 3], [4, 0], [4, 4.5], [4, True], [4, None],
                         ["4", "4"])
        ),
        (refused("resize_nearest_neighbor", [4, 4], align_corners=True,
                 half_pixel_centers=True),
         "resize_nearest_neighbor() at s got half_pixel_centers=True, expected False with "
         "align_corners=True." + ON_IMAGES),
        *(
            (refused("resize_images", [4, 4], method),
             f"resize_images() at s got method={method!r}, expected one of ResizeMethod, "
             "or 'bilinear', 'nearest', 'bicubic', 'area'." + ON_IMAGES)
            for method in ("lanczos3", 4, True, None, [0])
        ),
        (lambda: layers.resize_images(IMAGES[:, :, :1], [2, 2], preserve_aspect_ratio=True),
         "resize_images() at ResizeImages got size=[2, 2], expected one that leaves a "
         "pixel of 8 x 1.\n  inputs:  float32[2,8,1,3]"),
        (build(lambda x: layers.stack(x, layers.conv2d, 4)),
         "stack() got stack_args=4, expected a list with the arguments of each call."
         + ON_IMAGES),
        (build(lambda x: layers.get_variable("scale")),
         "get_variable() of scale got shape=None, expected the sizes of the variable."
         "\n  inputs:  None"),
        (build(lambda x: layers.rev_block(x, x, [abs, abs], abs)),
         "rev_block() got 2 functions as f, expected one, or num_layers=1."),
        (lambda: layers.l2_regularizer(-1.0),
         "l2_regularizer() expected scale >= 0, got -1.0."),
        (lambda: layers.l1_regularizer("a"), "l1_regularizer() expected a number, got 'a'."),
        (lambda: layers.variance_scaling_initializer(mode="fan_in"),
         "mode must be one of FAN_IN, FAN_OUT, FAN_AVG (upper case), got 'fan_in'."),
        (lambda: layers.xavier_initializer(dtype="int32"),
         "dtype must be a floating point dtype, got 'int32'."),
        (build(lambda x: layers.variable_scope(None).__enter__()),
         "variable_scope() needs a name or a default_name, got neither."),
        (build(lambda x: layers.conv2d(x, 4, 3, reuse=True)),
         "reuse=True needs the name of the scope to share; 'Conv' is only the default "
         "name. Give scope=..."),
    ],
)  # fmt: skip
def test_wrong_value_is_named(action, text):
    with pytest.raises((ValueError, TypeError)) as caught:
        action()
    assert str(caught.value) == text


def test_slashes_are_fine_in_the_scope_of_a_layer_on_symbols():
    assert layers.conv2d(keras.Input((8, 8, 3)), 4, 3, scope="a/b").shape[-1] == 4
