"""`tf.contrib.slim` and its like: the layers of this package, on a program's tensors."""

__all__: list[str] = []
