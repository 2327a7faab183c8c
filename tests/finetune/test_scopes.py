"""How scopes of a network are named in a configuration."""

import pytest

from argscope import layers
from argscope.finetune import _classifier as classifier


def features_and_classes(images):
    net = layers.fully_connected(images, 3, scope="features")
    return layers.fully_connected(net, 2, scope="classes")


def named(images):
    with layers.variable_scope("net"):
        return features_and_classes(images)


@pytest.mark.parametrize(
    ("network", "scope", "paths"),
    [
        (named, "classes", ["net/classes/weights", "net/classes/biases"]),
        (named, "net/classes", ["net/classes/weights", "net/classes/biases"]),
        (features_and_classes, "classes", ["classes/weights", "classes/biases"]),
    ],
)
def test_name_of_the_network_may_be_left_out_if_it_has_one(
    network, scope, paths, configured
):
    model = layers.Model(network)
    model.build((None, 4))
    classifier.freeze(model, configured(trainable=(scope,)))
    assert [variable.path for variable in model.trainable_variables] == paths
