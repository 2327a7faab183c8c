"""Losses at ties, zeros, infinities and constants."""

from tests.layers.edges.case import Case

TIED = [[1.0, 1.0, 1.0], [0.0, 0.0, 2.0], [0.0, 0.0, 0.0]]
FIRST = [[1.0, 0.0, 0.0]] * 3


def _of_labels(name, predictions, labels, **arguments):
    return Case(
        lambda on, predictions, labels: getattr(on.slim.losses, name)(
            predictions, labels, **arguments
        ),
        predictions,
        labels,
    )


ENTROPIES = ("sigmoid_cross_entropy", "softmax_cross_entropy")

CASES = {
    **{f"{n}, tied": _of_labels(n, TIED, FIRST) for n in ENTROPIES},
    **{
        f"{n}, smoothed": _of_labels(n, TIED, FIRST, label_smoothing=0.1)
        for n in ENTROPIES
    },
}
