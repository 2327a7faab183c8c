"""A small network: `argscope explain examples/lenet.py:lenet --input 28,28,1`."""

from argscope import arg_scope, layers


def lenet(images, num_classes=10):
    """Return the logits of images of shape `(batch, height, width, channels)`."""
    with arg_scope(
        [layers.conv2d, layers.fully_connected],
        regularizer=layers.l2_regularizer(5e-4),
    ):
        with arg_scope([layers.conv2d], padding="VALID", stride=2):
            net = layers.conv2d(images, 32, [5, 5], scope="conv1")
            net = layers.conv2d(net, 64, [5, 5], padding="SAME", scope="conv2")
        net = layers.flatten(net)
        with arg_scope([layers.fully_connected], normalizer_fn=layers.batch_norm):
            net = layers.fully_connected(net, 128, scope="fc3")
        return layers.fully_connected(
            net, num_classes, activation_fn=None, scope="logits"
        )
