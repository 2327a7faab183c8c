"""Networks of realistic size for the tests and the benchmark of tracing."""

from keras import ops

from argscope import add_arg_scope, arg_scope, layers

# Blocks of ResNet-50: scope, depth of the bottleneck, number of units, last stride.
RESNET_50 = [
    ("block1", 64, 3, 2),
    ("block2", 128, 4, 2),
    ("block3", 256, 6, 2),
    ("block4", 512, 3, 1),
]


def resnet_arg_scope(weight_decay=1e-4):
    with (
        arg_scope(
            [layers.conv2d],
            weights_regularizer=layers.l2_regularizer(weight_decay),
            weights_initializer=layers.variance_scaling_initializer(),
            normalizer_fn=layers.batch_norm,
        ),
        arg_scope([layers.batch_norm], decay=0.997, epsilon=1e-5, scale=True),
        arg_scope([layers.max_pool2d], padding="SAME") as scope,
    ):
        return scope


@add_arg_scope
def bottleneck(inputs, depth, depth_bottleneck, stride, scope=None):
    with layers.variable_scope(scope, "bottleneck_v1"):
        if inputs.shape[-1] == depth:
            shortcut = inputs
            if stride > 1:
                shortcut = layers.max_pool2d(inputs, [1, 1], stride, scope="shortcut")
        else:
            shortcut = layers.conv2d(
                inputs, depth, [1, 1], stride, activation_fn=None, scope="shortcut"
            )
        net = layers.conv2d(inputs, depth_bottleneck, [1, 1], scope="conv1")
        net = layers.conv2d(net, depth_bottleneck, [3, 3], stride, scope="conv2")
        net = layers.conv2d(net, depth, [1, 1], activation_fn=None, scope="conv3")
        return ops.relu(shortcut + net)


def resnet_50(images, num_classes=1000):
    with layers.variable_scope("resnet_v1_50"):
        net = layers.conv2d(images, 64, [7, 7], 2, scope="conv1")
        net = layers.max_pool2d(net, [3, 3], 2, scope="pool1")
        for name, depth, units, last_stride in RESNET_50:
            with layers.variable_scope(name):
                for unit in range(1, units + 1):
                    stride = last_stride if unit == units else 1
                    net = bottleneck(
                        net, depth * 4, depth, stride, scope=f"unit_{unit}"
                    )
        net = ops.mean(net, axis=(1, 2), keepdims=True)
        net = layers.conv2d(
            net,
            num_classes,
            [1, 1],
            activation_fn=None,
            normalizer_fn=None,
            scope="logits",
        )
        return layers.flatten(net)


def inception(images, modules=11):
    """Modules of four branches that are concatenated: about 80 layers."""
    with arg_scope([layers.conv2d], padding="SAME", normalizer_fn=layers.batch_norm):
        net = layers.conv2d(images, 32, [3, 3], 2, scope="stem")
        for module in range(modules):
            with layers.variable_scope(f"mixed_{module}"):
                branches = [
                    layers.conv2d(net, 16, [1, 1], scope="b0"),
                    _tower(net, "b1", 1),
                    _tower(net, "b2", 2),
                    layers.conv2d(
                        layers.avg_pool2d(net, [3, 3], 1, padding="SAME"), 16, [1, 1]
                    ),
                ]
                net = ops.concatenate(branches, axis=-1)
        return net


def _tower(net, name, depth):
    with layers.variable_scope(name):
        net = layers.conv2d(net, 12, [1, 1])
        for _ in range(depth):
            net = layers.conv2d(net, 16, [3, 3])
        return net
