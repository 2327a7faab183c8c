"""The whole text of every error of training, of assigning and of the loss."""

import inspect

import keras
import numpy as np
import pytest
from tests.slim.test_optimizers import BATCH, model_of_one_variable

from argscope import ArgScopeError, slim
from argscope.slim import errors


def optimized(**arguments):
    given = {"learning_rate": 0.1, "optimizer": "SGD", **arguments}
    return slim.optimize_loss(model_of_one_variable(), None, **given)


def losing():
    train_op = slim.training.create_train_op(
        model_of_one_variable(),
        keras.optimizers.SGD(0.1),
        transform_grads_fn=lambda pairs: [],
    )
    train_op(BATCH)


def multiplied_nothing():
    variable = keras.Variable([0.0], name="w")
    slim.learning.multiply_gradients([(None, variable)], {"w": 2.0})


def assign_unknown():
    slim.assign_from_values_fn({"u": np.zeros(3)}, model_of_one_variable())


def assign_other_shape():
    assign, _ = slim.assign_from_values(
        {"v": np.zeros((1, 3))}, model_of_one_variable()
    )
    assign()


NAMES = "'Adagrad', 'Adam', 'Ftrl', 'Momentum', 'RMSProp', 'SGD'"
CASES = [
    (lambda: slim.queues.QueueRunners,
     "NotInKerasError.about",
     "slim.queues.QueueRunners is not in argscope: it reads records through queues of "
     "TensorFlow 1, and Keras has none. Write instead: "
     "model.fit(tensorflow_or_torch_or_keras_dataset, epochs=10)"),
    (lambda: slim.learning.create_train_op(0.5, keras.optimizers.SGD(0.1)),
     "LossNotModelError.about",
     "create_train_op() expected total_loss to be a Model whose function returns the "
     "scalar loss, got 0.5. A tensor does not know how it was computed. Put the network "
     "and slim.losses.get_total_loss() into one function loss_of(batch), and give model = "
     "slim.layers.Model(loss_of)."),
    (lambda: optimized(optimizer="Nadam"),
     "OptimizerError.about",
     f"optimize_loss() got optimizer='Nadam', expected one of {NAMES}."),
    (lambda: optimized(optimizer=0.1),
     "OptimizerError.about",
     "optimize_loss() got optimizer=0.1, expected a name, or an optimizer such as "
     "keras.optimizers.RMSprop(0.1)."),
    (lambda: optimized(learning_rate=None),
     "OptimizerError.about",
     "optimize_loss() got learning_rate=None, expected a number for 'SGD'."),
    (lambda: optimized(learning_rate=-0.1),
     "OptimizerError.about",
     "optimize_loss() got learning_rate=-0.1, expected at least 0."),
    (lambda: optimized(clip_gradients="1"),
     "OptimizerError.about",
     "optimize_loss() got clip_gradients='1', expected a number, a function or None."),
    (lambda: optimized(gradient_noise_scale=0.5),
     "OptimizerError.about",
     "optimize_loss() got gradient_noise_scale=0.5, expected None."),
    (multiplied_nothing,
     "OptimizerError.about",
     "multiply_gradients() got gradient_multipliers='w', expected variables on which the "
     "loss depends."),
    (losing,
     "OptimizerError.lost",
     "create_train_op() got a function of gradients that returns no pair for v. Return a "
     "pair (gradient, variable) for every one it gets; to train some variables only, name "
     "those in variables_to_train or variables."),
    (assign_unknown, "AssignError.missing", "loss has no variable 'u'."),
    (assign_other_shape,
     "AssignError.shapes",
     "v has the shape (3,), but its value has (1, 3). reshape_variables=True reshapes "
     "values of the same size."),
]  # fmt: skip


@pytest.mark.parametrize(("action", "constructor", "text"), CASES)
def test_error_says_exactly(action, constructor, text):
    with pytest.raises(ArgScopeError) as caught:
        action()
    assert str(caught.value) == text
    assert type(caught.value).__name__ == constructor.partition(".")[0]


def test_every_constructor_of_every_error_is_in_the_table():
    constructors = {
        f"{cls.__name__}.{name}"
        for cls in (getattr(errors, each) for each in errors.__all__)
        for name, member in vars(cls).items()
        if inspect.ismethod(getattr(cls, name)) and isinstance(member, classmethod)
    }
    assert constructors == {constructor for _, constructor, _ in CASES}


def test_a_loss_that_is_not_finite_is_an_error():
    model = slim.layers.Model(
        lambda x: keras.ops.sum(slim.linear(x, 1)) * 0 + np.inf, seed=1, name="net"
    )
    train_op = slim.learning.create_train_op(model, keras.optimizers.SGD(0.1))
    with pytest.raises(FloatingPointError) as caught:
        train_op(np.ones((1, 2), "float32"))
    assert str(caught.value) == (
        "The loss of net is inf at step 1. Try a smaller learning rate, or "
        "clip_gradient_norm=..."
    )
