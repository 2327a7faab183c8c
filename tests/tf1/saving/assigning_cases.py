"""Variables that get values of checkpoints by other ways than a Saver."""

import numpy as np
from tests.tf1.saving.cases import case, error_of


@case
def begins_with_a_checkpoint(tf, make, folder):
    _, session, _ = make(
        {"old/a/w": np.ones((2, 3), "f4"), "old/b": np.array([5, 6], "f4")}
    )
    path = tf.train.Saver().save(session, "m")
    with tf.variable_scope("new"):
        for name, shape in (("a/w", (2, 3)), ("b", (2,)), ("c", (2,)), ("d", (2,))):
            tf.get_variable(name, shape, initializer=tf.zeros_initializer())
    variables = {v.op.name: v for v in tf.global_variables()}
    tf.train.init_from_checkpoint(
        path, {"old/a/": "new/a/", "old/b": variables["new/b"]}
    )
    tf.train.init_from_checkpoint(folder, {"old/b": "new/d"})
    return [
        make.begun({name: v for name, v in variables.items() if name[:3] == "new"}),
        [
            error_of(lambda m=m: tf.train.init_from_checkpoint(path, m))[0]
            for m in (
                {"old/x": "new/b"},
                {"old/b": variables["new/a/w"]},
                {"old/b": "other/"},
                {"old/": "new/"},
            )
        ],
    ]


@case
def begins_with_the_root(tf, make, folder):
    _, session, _ = make({"a/w": np.ones(2, "f4"), "b": np.array([5, 6], "f4")})
    path = tf.train.Saver().save(session, "m")
    tf.get_variable_scope().reuse_variables()
    tf.train.init_from_checkpoint(path, {"/": "/"})
    return make.begun({v.op.name: v for v in tf.global_variables()})


@case
def assigns_from_checkpoints(tf, make, folder):
    variables, session, values = make(
        {
            "x": np.arange(6, dtype="f4"),
            "y": np.zeros(6, "f4"),
            "z": np.zeros((2, 3), "f4"),
        }
    )
    assigning = make.slim
    path = tf.train.Saver([variables["x"]]).save(session, "m")
    x, y, z = (variables[name] for name in "xyz")
    assigning.assign_from_checkpoint_fn(path, {"x": y})(session)
    first = values(session)
    assigning.assign_from_checkpoint_fn(path, {"x": z}, reshape_variables=True)(session)
    ignoring = {"ignore_missing_vars": True}
    assigning.assign_from_checkpoint_fn(path, [x, y, z], **ignoring)(session)
    return [
        first,
        values(session),
        assigning.assign_from_checkpoint_fn(path, [y, z], **ignoring),
        error_of(lambda: assigning.assign_from_checkpoint_fn(path, [])),
        error_of(lambda: assigning.assign_from_checkpoint_fn(path, [y])(session))[0],
        error_of(lambda: assigning.assign_from_checkpoint(path, [y])),
        error_of(lambda: assigning.assign_from_checkpoint(path, {"x": z})),
        error_of(lambda: assigning.assign_from_values({"w": np.zeros(3)})),
        [
            [value.tolist() for value in feeds.values()]
            for _, feeds in (
                assigning.assign_from_values({"z": np.arange(6)}),
                assigning.assign_from_checkpoint(path, {"x": [x, y]}),
                assigning.assign_from_checkpoint(
                    path, [x, z], ignore_missing_vars=True
                ),
            )
        ],
    ]
