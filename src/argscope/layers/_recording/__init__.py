"""Networks on torch, recorded once and replayed: what JAX and TensorFlow do by tracing."""

__all__: list[str] = []
