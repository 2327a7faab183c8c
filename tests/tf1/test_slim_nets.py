"""Networks of TF-Slim in a graph, and listings of what is in it."""

import numpy as np
import pytest

from argscope import tf1


def names(found):
    return [each.name for each in found]


def test_a_network_is_recorded_as_a_whole(graph, tf, slim):
    images = tf.placeholder(tf.float32, [None, 32, 32, 3])
    nets = slim.nets
    block = nets.resnet_v1.resnet_v1_block
    with slim.arg_scope(nets.resnet_utils.resnet_arg_scope()):
        net, ends = nets.resnet_v1.resnet_v1(
            images, [block("block1", 2, 1, 2)], num_classes=5, scope="net"
        )
    assert ends["predictions"].shape.as_list() == [None, 1, 1, 5]
    assert len(tf.get_collection("update_ops")) == 10
    assert "net/block1/unit_1/bottleneck_v1/conv1/weights:0" in names(
        slim.get_model_variables()
    )
    graph.finish()
    found = tf1.run(graph, [net, ends["net/block1"]], {images: np.ones((2, 32, 32, 3))})
    assert [each.shape for each in found] == [(2, 1, 1, 5), (2, 4, 4, 8)]


def test_units_of_residual_networks_may_be_the_programs_own(slim, images):
    utils = slim.nets.resnet_utils

    @slim.add_arg_scope
    def unit(net, depth, stride, rate=1, outputs_collections=None):
        return utils.conv2d_same(net, depth, 3, stride, rate, scope="own") + 1.0

    arguments = [{"depth": 4, "stride": 2}, {"depth": 4, "stride": 2}]
    with slim.arg_scope([utils.stack_blocks_dense], outputs_collections="ends"):
        net = utils.stack_blocks_dense(images, [utils.Block("b", unit, arguments)], 2)
        with pytest.raises(ValueError, match="output_stride cannot be reached"):
            utils.stack_blocks_dense(net, [utils.Block("c", unit, arguments)], 3)
    assert net.shape.as_list() == [None, 4, 4, 4]
    assert list(slim.utils.convert_collection_to_dict("ends")) == ["b", "c"]
    assert names(slim.get_model_variables("b"))[::2] == [
        "b/unit_1/own/weights:0",
        "b/unit_2/own/weights:0",
    ]


def test_blocks_of_ours_are_units_on_tensors(slim, images):
    block = slim.nets.resnet_v2.resnet_v2_block("block1", 2, 1, 2)
    net = slim.nets.resnet_utils.stack_blocks_dense(images, [block])
    assert net.shape.as_list() == [None, 4, 4, 8]
    assert slim.nets.vgg.vgg_16.default_image_size == 224


# --- listings


def test_variables_and_operations_are_listed(graph, tf, slim, capsys):
    x = tf.placeholder(tf.float32, [5, 3], "x")
    slim.fully_connected(x, 2, scope="fc")
    analyzer = slim.model_analyzer
    assert analyzer.analyze_vars(tf.global_variables()) == (8, 32)
    assert analyzer.analyze_ops(graph) == 15 + 10
    assert capsys.readouterr().out == ""
    analyzer.analyze_vars(tf.global_variables(), print_info=True)
    analyzer.analyze_ops(graph, print_info=True)
    assert capsys.readouterr().out.splitlines() == [
        "---------",
        "Variables: name (type shape) [size]",
        "---------",
        "fc/weights:0 (float32 3x2) [6, bytes: 24]",
        "fc/biases:0 (float32 2) [2, bytes: 8]",
        "Total size of variables: 8",
        "Total bytes of variables: 32",
        "---------",
        "Operations: name -> (type shapes) [size]",
        "---------",
        "x \t-> (float32 5x3) [15]",
        "fc/Relu \t-> (float32 5x2) [10]",
    ]
