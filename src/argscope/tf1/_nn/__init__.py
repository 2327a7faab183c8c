"""`tf.nn`, `tf.image` and `tf.losses`, on values."""

__all__: list[str] = []
