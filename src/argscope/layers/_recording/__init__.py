"""Networks on torch, recorded once and replayed: what JAX and TensorFlow do by tracing."""
