"""`tf.train`: optimizers, and checkpoints of what they train."""

__all__: list[str] = []
