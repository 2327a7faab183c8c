"""Programs with tf.layers."""


def _square(x):
    return 0.1 * x * x


def dense(tf, xb):
    return tf.layers.dense(xb, 3), tf.layers.dense(xb, 2, activation=tf.nn.relu)


def dense_without_bias(tf, xb):
    return tf.layers.dense(xb, 3, None, use_bias=False, name="logits")


def dense_over_sequences(tf, sequence):
    return tf.layers.dense(sequence, 4, name="each_step")


def dense_shared_by_name(tf, xb, yb):
    first = tf.layers.dense(xb, 3, name="shared")
    return first, tf.layers.dense(yb, 3, name="shared", reuse=True)


def dense_in_scopes(tf, xb):
    with tf.variable_scope("tower"):
        hidden = tf.layers.dense(xb, 3)
        with tf.variable_scope("head"):
            hidden = tf.layers.dense(hidden, 3)
        hidden = tf.layers.dense(hidden, 3)
    with tf.variable_scope("tower", reuse=True):
        return hidden, tf.layers.dense(xb, 3, name="dense")


def dense_class_called_twice(tf, xb, yb):
    layer = tf.layers.Dense(3, activation=tf.nn.relu, name="both")
    return layer(xb), layer.apply(yb)


def dense_classes_of_one_name(tf, xb):
    return tf.layers.Dense(3, name="same")(xb), tf.layers.Dense(2, name="same")(xb)


def dense_with_penalties(tf, xb):
    return tf.layers.dense(
        xb,
        3,
        kernel_regularizer=lambda w: 0.1 * w[0, 0] * w[0, 0],
        bias_regularizer=lambda b: 0.2 * b[1],
        activity_regularizer=lambda y: 0.3 * y[0, 0],
    )


def dense_not_trainable(tf, xb):
    return tf.layers.dense(xb, 3, trainable=False)


def conv2d(tf, image):
    net = tf.layers.conv2d(image, 4, 3, activation=tf.nn.relu)
    net = tf.layers.conv2d(net, 3, (3, 2), padding="SAME", strides=2)
    return net, tf.layers.conv2d(net, 2, [1, 1], use_bias=False)


def conv2d_dilated(tf, image):
    return tf.layers.conv2d(image, 2, 3, padding="same", dilation_rate=(2, 1))


def conv2d_of_any_size(tf, any_size):
    return tf.layers.conv2d(any_size, 2, 3, 2, "same")


def conv2d_by_class(tf, image):
    layer = tf.layers.Conv2D(3, 3, padding="same", name="twice")
    return layer(layer(image))


def conv1d(tf, sequence):
    net = tf.layers.conv1d(sequence, 4, 3, padding="same")
    return tf.layers.conv1d(net, 2, 2, strides=2)


def conv1d_causal(tf, sequence):
    return tf.layers.Conv1D(4, 3, padding="causal", dilation_rate=2)(sequence)


def conv3d(tf, volume):
    return tf.layers.conv3d(volume, 2, 3, (1, 2, 1), "same")


def conv2d_transpose(tf, image):
    net = tf.layers.conv2d_transpose(image, 2, 3, 2, "same")
    wide = tf.layers.conv2d_transpose(image, 2, 3, strides=(2, 1), use_bias=False)
    return net[:, ::5, ::5], wide[:, ::7, ::3]


def conv3d_transpose(tf, volume):
    return tf.layers.conv3d_transpose(volume, 1, 2, 2, name="up")[:, ::5, ::5, ::5]


def separable_conv2d(tf, image):
    return tf.layers.separable_conv2d(image, 3, 3, depth_multiplier=2, padding="same")


def separable_conv2d_strided(tf, image):
    return tf.layers.separable_conv2d(image, 2, (3, 3), strides=2, name="apart")


def separable_conv1d(tf, sequence):
    return tf.layers.separable_conv1d(sequence, 3, 2, padding="same")


def pooling(tf, image):
    return (
        tf.layers.max_pooling2d(image, 2, 2),
        tf.layers.max_pooling2d(image, (3, 2), (2, 3), "same"),
        tf.layers.average_pooling2d(image, 3, 2, padding="same"),
        tf.layers.MaxPooling2D(2, 1)(image),
    )


def pooling_over_time(tf, sequence):
    return (
        tf.layers.max_pooling1d(sequence, 2, 2),
        tf.layers.average_pooling1d(sequence, 3, 1, "same"),
    )


def pooling_of_volumes(tf, volume):
    return (
        tf.layers.max_pooling3d(volume, 2, 2),
        tf.layers.average_pooling3d(volume, (1, 2, 3), 2, "same"),
    )


def flatten(tf, image, xb):
    return tf.layers.flatten(image), tf.layers.Flatten()(xb)


def flatten_channels_first(tf, known):
    return tf.layers.flatten(known, data_format="channels_first")


def batch_normalization(tf, image):
    return tf.layers.batch_normalization(image)


def batch_normalization_training(tf, image):
    net = tf.layers.batch_normalization(image, training=True, momentum=0.9)
    return tf.layers.batch_normalization(net, training=True, epsilon=0.1)


def batch_normalization_of_vectors(tf, xb):
    return tf.layers.batch_normalization(xb, training=True, center=False)


def batch_normalization_of_volumes(tf, volume):
    return tf.layers.batch_normalization(
        volume, training=True, scale=False, fused=False
    )


def batch_normalization_not_fused(tf, image):
    return tf.layers.batch_normalization(image, training=True, fused=False, name="norm")


def batch_normalization_not_trainable(tf, image):
    return tf.layers.batch_normalization(image, training=True, trainable=False)


def batch_normalization_by_class(tf, image, known):
    layer = tf.layers.BatchNormalization(momentum=0.5)
    return layer(image, training=True), layer(known, training=False)


def batch_normalization_over_two_axes(tf, known):
    return tf.layers.batch_normalization(known, axis=[1, 3], training=True)


def dropout_not_training(tf, xb):
    return tf.layers.dropout(xb, 0.5), tf.layers.Dropout(0.3)(xb, training=False)


def a_small_network(tf, image):
    with tf.variable_scope("net"):
        net = tf.layers.conv2d(image, 4, 3, padding="same", use_bias=False)
        net = tf.layers.batch_normalization(net, training=True)
        net = tf.nn.relu(net)
        net = tf.layers.max_pooling2d(net, 2, 2)
        net = tf.layers.flatten(net)
        return tf.layers.dense(net, 5, name="logits")


def a_layer_of_ones_own(tf, xb):
    class Scale(tf.layers.Layer):
        def build(self, input_shape):
            size = int(input_shape[-1])
            self.scale = self.add_variable("scale", [size])
            self.count = self.add_weight("count", shape=[], trainable=False)
            super().build(input_shape)

        def call(self, inputs):
            return inputs * self.scale + self.count

    layer = Scale()
    return layer(layer(xb))
