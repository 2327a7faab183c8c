"""`tf.metrics`: numbers over many batches, kept in local variables of the graph."""

__all__: list[str] = []
