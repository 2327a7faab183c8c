"""Where our numbers are not the original's: the row of the guide that says so, and where.

The row is known by its first cell.
"""

from tests.layers.edges.cases_of_layers import POOLS

NOT_TENSORFLOW = ("jax", "torch")
EVERYWHERE = (*NOT_TENSORFLOW, "tensorflow")

VOLUMES = "the gradient of `max_pool3d` where the largest values of a window are equal"
NOTHING = "the maximum of a window of nothing but minus infinity"
ACTIVATIONS = "the gradients of `selu` and `leaky_relu` at 0, of `softsign` at infinity"

DIFFERENT = {
    "contrastive_loss, equal": (
        "the gradient of `contrastive_loss` at distance 0",
        EVERYWHERE,
    ),
    "triplet_semihard_loss, none alike": (
        "`triplet_semihard_loss` of a batch in which no two are alike",
        EVERYWHERE,
    ),
    "lifted_struct_loss, none alike": (
        "`lifted_struct_loss` of a batch in which all or no two are alike",
        EVERYWHERE,
    ),
    "mean_pairwise_squared_error, infinite": (
        "the gradient of `mean_pairwise_squared_error` at infinity",
        EVERYWHERE,
    ),
    **{
        f"log_loss, {case}": ("`log_loss` of a probability of exactly 1", ("jax",))
        for case in ("certain", "certain and float labels")
    },
    "selu, kinks": (ACTIVATIONS, NOT_TENSORFLOW),
    "softsign, kinks": (ACTIVATIONS, NOT_TENSORFLOW),
    "leaky_relu, kinks": (ACTIVATIONS, ("jax",)),
    **{f"max_pool3d {p}, steps": (VOLUMES, NOT_TENSORFLOW) for p in ("VALID", "SAME")},
    **{
        f"{name}, nothing": (NOTHING, NOT_TENSORFLOW)
        for name in POOLS
        if name.startswith("max_pool2d")
    },
    "pool MAX, apart, nothing": (NOTHING, EVERYWHERE),
    "conv2d_transpose, infinite": (
        "the gradient of `conv2d_transpose` by its weights, for infinite inputs",
        ("jax",),
    ),
}
