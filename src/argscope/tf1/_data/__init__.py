"""What programs read: records, examples, `tf.data`, queues, and TF-Slim's data sets."""

__all__: list[str] = []
