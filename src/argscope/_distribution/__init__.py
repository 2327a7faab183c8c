"""Several devices, several processes: who computes which images, who holds which variables.

What is here maps `argscope.distribute` onto the engines of the backends:
`keras.distribution` over JAX, DDP and FSDP2 of torch, `MirroredStrategy` of TensorFlow.
"""

__all__: list[str] = []
