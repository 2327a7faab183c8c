"""`tf.layers` and recurrent cells."""

__all__: list[str] = []
