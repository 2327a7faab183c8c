"""What programs find that save objects by `tf.train.Checkpoint`."""

import numpy as np
from tests.tf1.saving.cases import case, error_of, files, state


@case
def saves_objects(tf, make, folder):
    variables, session, values = make(
        {"a/v": np.ones(2, "f4"), "w": np.array(3, "f4"), "x": np.array(5, "i4")}
    )
    v, w, x = variables.values()
    saved = tf.train.Checkpoint(
        step=x, nets=[w], inner=tf.train.Checkpoint(b=v), d={"k/1": w, "k.2": x}
    )
    paths = [saved.save("sub/ckpt", session=session) for _ in range(2)]
    session.run([tf.assign(x, 9), tf.assign(v, [7.0, 8.0])])
    status = saved.restore(paths[0])
    status.assert_consumed()
    before = values(session)
    status.run_restore_ops(session)
    reader = tf.train.load_checkpoint("sub")
    graph = reader.get_tensor("_CHECKPOINTABLE_OBJECT_GRAPH")
    other = tf.train.Checkpoint(step=x, more=v)
    return [
        paths,
        before,
        values(session),
        state("sub/checkpoint"),
        files("sub"),
        sorted(name for name, _ in make.keys_of(paths[1])),
        int(session.run(saved.save_counter)),
        graph.hex(),
        saved.write("w", session),
        files(),
        error_of(other.restore(paths[0]).assert_existing_objects_matched)[0],
        error_of(tf.train.Checkpoint(step=x).restore(paths[0]).assert_consumed)[0],
        error_of(lambda: tf.train.Checkpoint(a=3))[0],
        saved.step is x,
    ]


@case
def begins_or_restores_objects(tf, make, folder):
    variables, session, values = make({"v": np.ones(2, "f4"), "w": np.array(3, "f4")})
    path = tf.train.Checkpoint(v=variables["v"]).save("m", session)
    session.run([tf.assign(variables["v"], [7.0, 8.0]), tf.assign(variables["w"], 9.0)])
    both = tf.train.Checkpoint(**variables)
    both.restore(path).initialize_or_restore(session)
    found = [values(session)]
    session.run([tf.assign(variables["v"], [7.0, 8.0]), tf.assign(variables["w"], 9.0)])
    both.restore(None).initialize_or_restore(session)
    return [*found, values(session)]
