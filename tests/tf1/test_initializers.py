"""Initial values, which layers take and programs call."""

import numpy as np
import pytest

from argscope import tf1

DRAWS = (300, 400)
CUT = 0.87962566103423978
DISTRIBUTIONS = [
    # what draws, its mean, standard deviation, and largest absolute value
    ("tf.random_uniform_initializer(-2, 4)", 1, 6 / 12**0.5, 4),
    ("tf.random_uniform_initializer", 0.5, 1 / 12**0.5, 1),
    ("tf.random_normal_initializer(1.0, 0.5)", 1, 0.5, None),
    ("tf.random_normal_initializer", 0, 1, None),
    ("tf.truncated_normal_initializer(stddev=0.5)", 0, 0.5 * CUT, 1),
    ("tf.uniform_unit_scaling_initializer(2.0)", 0, 2 / 300**0.5, 2 * (3 / 300) ** 0.5),
    ("tf.variance_scaling_initializer()", 0, 300**-0.5, 2 * 300**-0.5 / CUT),
    ("tf.variance_scaling_initializer(2.0, 'fan_out', 'normal')", 0, 200**-0.5, None),
    (
        "tf.variance_scaling_initializer(distribution='untruncated_normal')",
        0,
        300**-0.5,
        None,
    ),
    (
        "tf.initializers.variance_scaling(1.0, 'fan_avg', 'uniform')",
        0,
        350**-0.5,
        (3 / 350) ** 0.5,
    ),
    ("tf.glorot_uniform_initializer()", 0, 350**-0.5, (3 / 350) ** 0.5),
    ("tf.glorot_normal_initializer", 0, 350**-0.5, 2 * 350**-0.5 / CUT),
    ("tf.initializers.he_normal()", 0, 150**-0.5, 2 * 150**-0.5 / CUT),
    ("tf.initializers.he_uniform()", 0, 150**-0.5, (3 / 150) ** 0.5),
    ("tf.initializers.lecun_normal()", 0, 300**-0.5, 2 * 300**-0.5 / CUT),
    ("tf.keras.initializers.lecun_uniform()", 0, 300**-0.5, (3 / 300) ** 0.5),
    ("tf.keras.initializers.RandomNormal()", 0, 0.05, None),
    ("tf.keras.initializers.RandomUniform()", 0, 0.1 / 12**0.5, 0.05),
    ("tf.keras.initializers.TruncatedNormal()", 0, 0.05 * CUT, 0.1),
    ("tf.keras.initializers.get('he_normal')", 0, 150**-0.5, 2 * 150**-0.5 / CUT),
    ("slim.xavier_initializer()", 0, 350**-0.5, (3 / 350) ** 0.5),
    (
        "slim.xavier_initializer_conv2d(uniform=False)",
        0,
        (1.3 / 350) ** 0.5 * CUT,
        2 * (1.3 / 350) ** 0.5,
    ),
    (
        "slim.variance_scaling_initializer()",
        0,
        (2.6 / 300) ** 0.5 * CUT,
        2 * (2.6 / 300) ** 0.5,
    ),
    (
        "slim.variance_scaling_initializer(1.0, 'FAN_OUT', True)",
        0,
        400**-0.5,
        (3 / 400) ** 0.5,
    ),
]


@pytest.mark.parametrize(("made", "mean", "deviation", "largest"), DISTRIBUTIONS)
def test_initial_values_are_distributed(
    graph, tf, slim, made, mean, deviation, largest
):
    initializer = eval(made, {"tf": tf, "slim": slim})
    first, second = (tf.get_variable(n, DRAWS, initializer=initializer) for n in "ab")
    called = initializer() if isinstance(initializer, type) else initializer
    tensor = called(list(DRAWS))
    graph.finish()
    values = tf1.run(graph, [first, second, tensor])
    assert not np.array_equal(values[0], values[1])
    for value in values:
        assert value.mean() == pytest.approx(mean, abs=0.02 * max(deviation, mean))
        assert value.std() == pytest.approx(deviation, rel=0.02)
        if largest is not None:
            assert np.abs(value).max() == pytest.approx(largest, rel=0.03)
            assert np.abs(value).max() <= largest * (1 + 1e-5)


def test_rows_or_columns_are_orthogonal(graph, tf):
    tall, wide = (tf.orthogonal_initializer(2.0)(shape) for shape in ([4, 3], [3, 4]))
    graph.finish()
    tall, wide = tf1.run(graph, [tall, wide])
    np.testing.assert_allclose(tall.T @ tall, 4 * np.eye(3), atol=1e-5)
    np.testing.assert_allclose(wide @ wide.T, 4 * np.eye(3), atol=1e-5)


def test_a_seed_gives_the_same_values(graph, tf):
    seeded = tf.truncated_normal_initializer(seed=np.int64(3))
    first, second = (tf.get_variable(n, [4], initializer=seeded) for n in "ab")
    graph.finish()
    first, second = tf1.run(graph, [first, second])
    assert np.array_equal(first, second)


def test_a_random_tensor_is_drawn_anew_at_each_run(graph, tf):
    tensor = tf.random_normal_initializer()([4])
    graph.finish()
    assert not np.array_equal(tf1.run(graph, tensor), tf1.run(graph, tensor))


@pytest.mark.parametrize(
    "made",
    [
        "Zeros()",
        "Constant(2.0)",
        "RandomUniform(0.0, 2.0, seed=1)",
        "VarianceScaling(2.0, 'fan_out')",
        "Orthogonal(gain=2.0)",
        "glorot_uniform(seed=3)",
    ],
)
def test_a_configuration_makes_an_equal_initializer(tf, made):
    initializers = tf.keras.initializers
    initializer = eval(f"initializers.{made}", {"initializers": initializers})
    config = initializers.serialize(initializer)
    again = initializers.get(config)
    assert type(again) is type(initializer)
    assert again.get_config() == initializer.get_config()
    with pytest.raises(ValueError, match="Unknown initializer: other"):
        initializers.get("other")
