"""Which network, width and number of classes variables of given shapes belong to."""

import functools

import keras
import pytest

from argscope import layers, nets
from argscope.nets import nets_factory
from argscope.nets._fit import fit

pytestmark = pytest.mark.usefixtures("declared_only")


def shapes_of(name, classes=1001, **options):
    model = layers.Model(nets_factory.get_network_fn(name, classes, **options))
    size = nets.CATALOG[name].size
    model.compute_output_spec(keras.KerasTensor((1, size, size, 3)), training=False)
    return {v.path: tuple(v.shape) for v in model.variables_in_order}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("written", "asked", "told"),
    [
        (("mobilenet_v2", {}), "mobilenet_v2",
         "fits mobilenet_v2 with 1001 classes: all 262 variables"),
        (("mobilenet_v2", {"depth_multiplier": 1.4}), "mobilenet_v2",
         "fits mobilenet_v2 at depth_multiplier=1.4 with 1001 classes: all 262 variables"),
        (("mobilenet_v2_140", {}), "mobilenet_v2_140",
         "fits mobilenet_v2_140 with 1001 classes: all 262 variables"),
        (("mobilenet_v2_035", {}), "mobilenet_v2",
         "fits mobilenet_v2 at depth_multiplier=0.35, finegrain_classification_mode=True "
         "with 1001 classes: all 262 variables"),
        (("mobilenet_v1", {"depth_multiplier": 0.6}), "mobilenet_v1_025",
         "fits mobilenet_v1_025 at depth_multiplier=0.6 with 1001 classes: "
         "all 137 variables"),
        (("mobilenet_edgetpu_075", {}), "mobilenet_edgetpu",
         "fits mobilenet_edgetpu at depth_multiplier=0.75, "
         "finegrain_classification_mode=True with 1001 classes: all 292 variables"),
    ],
)  # fmt: skip
def test_width_and_classes_are_those_of_the_variables(written, asked, told):
    name, options = written
    assert str(fit(asked, shapes_of(name, **options))) == told


def test_all_that_does_not_fit_is_told():
    shapes = shapes_of("cifarnet", classes=5)
    del shapes["CifarNet/conv2/biases"]
    shapes |= {"CifarNet/fc4/weights": (384, 100), "global_step": ()}
    assert str(fit("cifarnet", shapes)) == (
        "does not fit cifarnet with 5 classes: 8 of 10 variables do\n"
        "  missing: 1\n"
        "    CifarNet/conv2/biases\n"
        "  of another shape: 1\n"
        "    CifarNet/fc4/weights is [384, 100], the network needs [384, 192]\n"
        "  left over: 1\n"
        "    global_step"
    )


def test_layer_of_the_classes_may_be_missing():
    shapes = shapes_of("cifarnet")
    last = [path for path in shapes if path.startswith("CifarNet/logits")]
    found = fit("cifarnet", {p: s for p, s in shapes.items() if p not in last})
    assert found.classes is None
    assert list(found.missing) == last


def test_variables_of_another_network_are_no_list_of_what_is_missing():
    assert str(fit("cifarnet", {"vgg_16/conv1/conv1_1/weights": (3, 3, 3, 64)})) == (
        "does not fit cifarnet: none of its 10 variables is there\n"
        "  left over: 1\n"
        "    vgg_16/conv1/conv1_1/weights"
    )


def test_unknown_network_is_refused():
    with pytest.raises(nets.NetworkArgumentError, match="no network 'cifarnt'"):
        fit("cifarnt", {})


@pytest.mark.parametrize(
    "network",
    [
        nets_factory.get_network_fn("cifarnet", 5),
        nets.cifarnet.cifarnet,
        functools.partial(nets.cifarnet.cifarnet, num_classes=5),
    ],
    ids=["by name", "by hand", "partial"],
)
def test_model_of_a_network_explains_shapes(network):
    model = layers.Model(network)
    shapes = shapes_of("cifarnet", classes=7)
    assert model.explain_shapes(shapes) == (
        "these are the shapes of cifarnet with 7 classes"
    )
    assert model.explain_shapes({}) is None


def test_model_of_another_function_explains_nothing():
    assert layers.Model(lambda images: images).explain_shapes({}) is None
