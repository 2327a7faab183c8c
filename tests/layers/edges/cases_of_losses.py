"""Losses and regularizers at ties, zeros, infinities and constants."""

from tests.layers.edges.case import INF, Case

TIED = [[1.0, 1.0, 1.0], [0.0, 0.0, 2.0], [0.0, 0.0, 0.0]]
ZEROS = [[0.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]
FIRST = [[1.0, 0.0, 0.0]] * 3
ENDLESS = [[INF, 1.0, 0.0], [-INF, 0.0, 0.0]]
ONES = [[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]]
HUGE = [[1e30, 0.0, -1e30], [1e4, 1e4, 0.0]]
MASKED = [[-INF, 1.0, 1.0], [-INF, -INF, 0.0]]
POINTS = [[0.0, 0.0], [0.0, 0.0], [0.6, 0.8], [0.0, 0.0], [0.6, 0.8], [3.0, 4.0]]
CLASSES = [0, 0, 0, 1, 1, 1]


def _of_labels(name, predictions, labels, **arguments):
    return Case(
        lambda on, predictions, labels: getattr(on.slim.losses, name)(
            predictions, labels, **arguments
        ),
        predictions,
        labels,
    )


def _of_weights(name, predictions, labels, weights):
    return Case(
        lambda on, predictions, labels, weights: getattr(on.slim.losses, name)(
            predictions, labels, weights=weights
        ),
        predictions,
        labels,
        weights,
    )


def _of_pairs(name, *inputs, **arguments):
    return Case(
        lambda on, *inputs: getattr(on.metric_learning, name)(*inputs, **arguments),
        *inputs,
    )


def _of_weights_alone(penalty, values):
    return Case(lambda on, weights: penalty(on.slim)(weights), values)


DIFFERENCES = ("absolute_difference", "mean_squared_error")
ENTROPIES = ("sigmoid_cross_entropy", "softmax_cross_entropy")
PENALTIES = {
    "l1": lambda slim: slim.l1_regularizer(0.5),
    "l2": lambda slim: slim.l2_regularizer(0.5),
    "l1_l2": lambda slim: slim.l1_l2_regularizer(0.5, 0.25),
    "sum": lambda slim: slim.sum_regularizer(
        [slim.l1_regularizer(0.5), slim.l2_regularizer(0.5)]
    ),
}

CASES = {
    **{f"{n}, equal": _of_labels(n, TIED, ZEROS) for n in DIFFERENCES},
    **{f"{n}, infinite": _of_labels(n, ENDLESS, ONES) for n in DIFFERENCES},
    **{
        f"{n}, no weight": _of_weights(n, TIED, ZEROS, [0.0, 2.0, 0.0])
        for n in DIFFERENCES
    },
    **{
        f"{n}, infinite without weight": _of_weights(n, ENDLESS, ONES, [0.0, 0.0])
        for n in DIFFERENCES
    },
    **{
        f"{n}, all weights 0": _of_weights(n, TIED, ZEROS, 0.0)
        for n in (*DIFFERENCES, *ENTROPIES, "mean_pairwise_squared_error")
    },
    **{f"{n}, tied": _of_labels(n, TIED, FIRST) for n in ENTROPIES},
    **{f"{n}, huge": _of_labels(n, HUGE, ONES) for n in ENTROPIES},
    **{f"{n}, infinite": _of_labels(n, ENDLESS, ONES) for n in ENTROPIES},
    **{f"{n}, masked": _of_labels(n, MASKED, ONES) for n in ENTROPIES},
    **{
        f"{n}, smoothed": _of_labels(n, TIED, FIRST, label_smoothing=0.1)
        for n in ENTROPIES
    },
    "softmax_cross_entropy, no label": _of_labels(
        "softmax_cross_entropy", TIED, [[0.0] * 3] * 3
    ),
    "sparse_softmax_cross_entropy, tied": _of_labels(
        "sparse_softmax_cross_entropy", TIED, [0, 1, 2]
    ),
    "sparse_softmax_cross_entropy, masked": _of_labels(
        "sparse_softmax_cross_entropy", MASKED, [1, 2]
    ),
    "sparse_softmax_cross_entropy, infinite": _of_labels(
        "sparse_softmax_cross_entropy", ENDLESS, [1, 2]
    ),
    "hinge_loss, on the margin": _of_labels(
        "hinge_loss", [[1.0, -1.0, 0.0, INF, -INF]], [[1.0, 0.0, 1.0, 1.0, 1.0]]
    ),
    "log_loss, certain": _of_labels("log_loss", [[0.0, 1.0, 0.0, 1.0]], [[0, 1, 1, 0]]),
    "log_loss, certain and float labels": _of_labels(
        "log_loss", [[0.0, 1.0, 0.0, 1.0]], [[0.0, 1.0, 1.0, 0.0]]
    ),
    "log_loss, certain and no epsilon": _of_labels(
        "log_loss", [[0.0, 1.0, 0.0, 1.0]], [[0.0, 1.0, 1.0, 0.0]], epsilon=0.0
    ),
    "cosine_distance, zeros": _of_labels("cosine_distance", ZEROS, FIRST, axis=1),
    "cosine_distance, infinite": _of_labels("cosine_distance", ENDLESS, ONES, axis=1),
    "mean_pairwise_squared_error, equal": _of_labels(
        "mean_pairwise_squared_error", TIED, ZEROS
    ),
    "mean_pairwise_squared_error, one element": _of_labels(
        "mean_pairwise_squared_error", [[1.0], [2.0]], [[1.0], [0.0]]
    ),
    "mean_pairwise_squared_error, no weight": _of_weights(
        "mean_pairwise_squared_error", TIED, ZEROS, [0.0, 2.0, 1.0]
    ),
    "mean_pairwise_squared_error, infinite": _of_labels(
        "mean_pairwise_squared_error", ENDLESS, ONES
    ),
    "compute_weighted_loss, no weight": Case(
        lambda on, losses, weights: on.slim.losses.compute_weighted_loss(
            losses, weights
        ),
        [[1.0, 0.0], [2.0, 3.0]],
        [[0.0, 1.0], [0.0, -1.0]],
    ),
    "contrastive_loss, equal": _of_pairs(
        "contrastive_loss", [1, 0, 1], POINTS[:3], POINTS[:3]
    ),
    "contrastive_loss, on the margin": _of_pairs(
        "contrastive_loss", [1, 0], [[0.0, 0.0]] * 2, [[1.0, 0.0]] * 2
    ),
    "triplet_semihard_loss, tied": _of_pairs("triplet_semihard_loss", CLASSES, POINTS),
    "triplet_semihard_loss, all equal": _of_pairs(
        "triplet_semihard_loss", CLASSES, [[1.0, 0.0]] * 6
    ),
    "lifted_struct_loss, tied": _of_pairs("lifted_struct_loss", CLASSES, POINTS),
    "lifted_struct_loss, all equal": _of_pairs(
        "lifted_struct_loss", CLASSES, [[1.0, 0.0]] * 6
    ),
    **{
        f"{n}, none alike": _of_pairs(n, [0, 1, 2, 3, 4, 5], POINTS)
        for n in ("triplet_semihard_loss", "lifted_struct_loss")
    },
    "npairs_loss, zeros": _of_pairs(
        "npairs_loss", [0, 1, 1], [[0.0, 0.0]] * 3, [[0.0, 0.0]] * 3
    ),
    **{
        f"{n} regularizer, zeros": _of_weights_alone(penalty, [0.0, -0.0, 2.0, -3.0])
        for n, penalty in PENALTIES.items()
    },
    **{
        f"{n} regularizer, infinite": _of_weights_alone(penalty, [INF, 0.0, -INF])
        for n, penalty in PENALTIES.items()
    },
}
