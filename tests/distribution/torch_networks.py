"""Networks and losses at which processes of torch could go apart from one device."""

import keras
from tests.distribution import networks

from argscope import layers, slim


def with_strangers(images):
    """Return logits of a network with a variable that no loss depends on."""
    net = layers.conv2d(images, 4, 3, scope="conv1")
    layers.fully_connected(layers.flatten(net), 3, scope="aside")
    net = layers.flatten(net)
    net = layers.fully_connected(net, 16, scope="fc1")
    return layers.fully_connected(net, 1, activation_fn=None, scope="logits")


def trained_with_strangers(share=slice(0, networks.BATCH)):
    """Return the model and what fit told, with a frozen layer, a sum, and an area."""
    rows = networks.rows_of(share)
    images, labels = (each[rows] for each in networks.images_and_labels())
    model = layers.Model(with_strangers, seed=5)
    model.build((None, *images.shape[1:]))
    model.freeze("conv1")
    model.compile(
        keras.optimizers.SGD(1e-4, momentum=0.9, global_clipnorm=50.0),
        keras.losses.BinaryCrossentropy(from_logits=True, reduction="sum"),
        metrics=[keras.metrics.AUC(from_logits=True)],
    )
    history = model.fit(
        images,
        (labels > 2).astype("float32")[:, None],
        sample_weight=0.5 + labels,
        batch_size=share.stop - share.start,
        epochs=2,
        shuffle=False,
        verbose=0,
    )
    return model, history.history


def normalized(images):
    """Return what batch_norm makes of images."""
    return layers.batch_norm(images, decay=0.5, scale=True, scope="norm")


def own_loss(batch):
    """Return the loss of a network for images and labels, with penalties."""
    logits = networks.network(batch["images"])
    return slim.losses.sparse_softmax_cross_entropy(logits, batch["labels"])


def train_op():
    """Return what makes steps of that, with clipped gradients."""
    model = layers.Model(own_loss, seed=2)
    optimizer = keras.optimizers.SGD(1e-2, momentum=0.9)
    return slim.learning.create_train_op(model, optimizer, clip_gradient_norm=0.5)


def stepped_by_hand(share=slice(0, networks.BATCH)):
    """Return the model after two steps that a program writes out itself."""
    model = networks.compiled()
    images, labels = (each[share] for each in networks.images_and_labels())
    images, labels = (keras.ops.convert_to_tensor(each) for each in (images, labels))
    for _ in range(2):
        outputs = model(images, training=True)
        model.zero_grad()
        model.compute_loss(images, labels, outputs).backward()
        trained = model.trainable_variables
        model.optimizer.apply([v.value.grad for v in trained], trained)
    return model
