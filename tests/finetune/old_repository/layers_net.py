"""A network of one's own, written with argscope.layers."""

from argscope import arg_scope, layers


def scope():
    with arg_scope([layers.conv2d], normalizer_fn=layers.batch_norm) as captured:
        return captured


def net(images, num_classes, is_training=None):
    net = layers.conv2d(images, 4, [3, 3], stride=2, scope="conv1")
    net = layers.dropout(net, 0.5, is_training=is_training)
    net = layers.flatten(net)
    return layers.fully_connected(net, num_classes, activation_fn=None, scope="logits")
