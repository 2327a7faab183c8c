"""Programs with tf.keras.layers, applied to tensors."""


def dense(tf, xb):
    return tf.keras.layers.Dense(3)(xb), tf.keras.layers.Dense(2, "relu", name="head")(
        xb
    )


def in_scopes(tf, xb):
    with tf.variable_scope("a"):
        net = tf.keras.layers.Dense(3)(xb)
    with tf.variable_scope("b"):
        return tf.keras.layers.Dense(2)(net)


def called_twice(tf, xb, yb):
    layer = tf.keras.layers.Dense(3, use_bias=False)
    return layer(xb), layer(yb)


def images(tf, image):
    net = tf.keras.layers.Conv2D(4, 3, padding="same", activation="relu")(image)
    net = tf.keras.layers.DepthwiseConv2D(3, 2, depth_multiplier=2)(net)
    return tf.keras.layers.SeparableConv2D(2, 2)(net)


def transposed(tf, image):
    return tf.keras.layers.Conv2DTranspose(2, 3, 2, "same")(image)[:, ::5, ::5]


def normalized(tf, image):
    layer = tf.keras.layers.BatchNormalization(momentum=0.9)
    return layer(image, training=True), layer(image, training=False)


def pooled(tf, image):
    return (
        tf.keras.layers.MaxPooling2D()(image),
        tf.keras.layers.AveragePooling2D(3, 2, "same")(image),
        tf.keras.layers.GlobalAveragePooling2D()(image),
        tf.keras.layers.GlobalMaxPooling2D()(image),
    )


def rectified(tf, xb):
    return (
        tf.keras.layers.ReLU()(xb),
        tf.keras.layers.ReLU(0.5, 0.1, 0.2)(xb),
        tf.keras.layers.LeakyReLU(0.2)(xb),
        tf.keras.layers.ELU(0.7)(xb),
        tf.keras.layers.Activation("tanh")(xb),
        tf.keras.layers.Lambda(lambda x: x + 1.0)(xb),
        tf.keras.layers.Flatten()(xb),
    )
