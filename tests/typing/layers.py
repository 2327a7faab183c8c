"""What type checkers know of layers that take what another takes. Checked, not run."""

from argscope import layers


def network(images: object) -> None:
    layers.conv1d(images, 8, 3, padding="VALID")
    layers.conv3d(images, 8, [3, 3, 3], trainable=False, initializer="ones")
    layers.avg_pool3d(images, 2, scope="pool")
    layers.model_variable("scale", [3], initializer="ones")

    layers.conv1d(images, 8, 3, pading="VALID")  # type: ignore[call-arg]
    layers.conv1d(images, 8, 3, rate="2")  # type: ignore[arg-type]
    layers.conv3d(images, 8)  # type: ignore[call-arg]
    layers.avg_pool3d(images, 2, rate=2)  # type: ignore[call-arg]
    layers.model_variable()  # type: ignore[call-arg]
