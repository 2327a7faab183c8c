"""`tf.estimator`: a model as a function, trained, evaluated and asked by one object."""

__all__: list[str] = []
