"""Shape and dtype of a model's inputs: of tensors, of shapes, and as plain data."""

from __future__ import annotations

from typing import Any

import keras


def tensor(value: Any) -> Any:
    """Return `value` as a tensor of the backend."""
    return keras.ops.convert_to_tensor(value)


def spec_of(value: Any) -> keras.KerasTensor:
    """Return shape and dtype of a tensor, an array or a number."""
    if not hasattr(value, "shape") or not hasattr(value, "dtype"):
        value = tensor(value)
    return keras.KerasTensor(
        tuple(value.shape), dtype=keras.backend.standardize_dtype(value.dtype)
    )


def specs_of_shapes(shapes: Any, dtype: str) -> Any:
    """Return the specs of one shape, or of a list or dict of them; specs stay."""
    if isinstance(shapes, keras.KerasTensor):
        return shapes
    if isinstance(shapes, dict):
        return {name: specs_of_shapes(shape, dtype) for name, shape in shapes.items()}
    if all(size is None or isinstance(size, int) for size in shapes):
        return keras.KerasTensor(tuple(shapes), dtype=dtype)
    return type(shapes)(specs_of_shapes(shape, dtype) for shape in shapes)


def with_free_batch(specs: Any) -> Any:
    """Return `specs` for any batch size."""
    return keras.tree.map_structure(
        lambda spec: keras.KerasTensor((None, *spec.shape[1:]), dtype=spec.dtype), specs
    )


def specs_to_config(specs: Any) -> dict[str, Any]:
    """Return `specs` as plain data for a file."""
    if isinstance(specs, dict):
        return {"dict": {name: specs_to_config(spec) for name, spec in specs.items()}}
    if isinstance(specs, list | tuple):
        kind = "list" if isinstance(specs, list) else "tuple"
        return {kind: [specs_to_config(spec) for spec in specs]}
    # On JAX an unknown size may be a symbol.
    shape = [size if isinstance(size, int) else None for size in specs.shape]
    return {"shape": shape, "dtype": specs.dtype}


def specs_from_config(config: dict[str, Any]) -> Any:
    """Return the specs that `specs_to_config` wrote."""
    if "dict" in config:
        return {name: specs_from_config(each) for name, each in config["dict"].items()}
    if "list" in config:
        return [specs_from_config(each) for each in config["list"]]
    if "tuple" in config:
        return tuple(specs_from_config(each) for each in config["tuple"])
    return keras.KerasTensor(tuple(config["shape"]), dtype=config["dtype"])
