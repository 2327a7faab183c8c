"""The model of scopes that random programs are compared with: a list of plain dicts.

A layer is what one scope sets: `{(target or "*", argument): (value, strength)}`. The model
of the active scope is the list of layers, the outermost first.
"""

Layer = dict[tuple[str, str], tuple[object, int]]
PLAIN, PINNED, FORCED = STRENGTHS = range(3)


def without_plain(layers: list[Layer]) -> list[Layer]:
    """Return what is left of the layers inside a captured scope."""
    return [
        {key: said for key, said in layer.items() if said[1] > PLAIN}
        for layer in layers
    ]


def raised(layers: list[Layer], strength: int) -> list[Layer]:
    """Return the layers with all at least so strong; what was stronger stays the stronger."""
    return [
        {
            key: (value, max(was, strength))
            for key, (value, was) in layer.items()
            if was == own
        }
        for own in STRENGTHS
        for layer in layers
    ]
