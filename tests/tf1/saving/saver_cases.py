"""What programs do with Savers, and what they find then."""

import hashlib
import os
from pathlib import Path

import numpy as np
from tests.tf1.saving.cases import TWO, case, error_of, files, state


@case
def saves_and_restores(tf, make, folder):
    variables, session, values = make(TWO)
    saver = tf.train.Saver()
    path = saver.save(session, "model.ckpt")
    session.run([tf.assign(variables["b"], [5, 6])])
    changed = values(session)["b"]
    saver.restore(session, path)
    return [path, changed, values(session), files(), state(), saver.last_checkpoints]


@case
def writes_the_same_bytes(tf, make, folder):
    with tf.variable_scope("net"):
        _, session, _ = make(
            {
                **TWO,
                "half": np.array([0.5, -0.0], "f2"),
                "long": np.array([2**31 - 1, -1], "i8"),
                "flag": np.array([True, False]),
                "none": np.zeros((0, 3), "f4"),
            }
        )
    tf.train.Saver().save(session, "m", write_meta_graph=False)
    return {
        name: hashlib.sha256(Path(name).read_bytes()).hexdigest() for name in files()
    }


@case
def deletes_the_oldest(tf, make, folder):
    _, session, _ = make(TWO)
    saver = tf.train.Saver(max_to_keep=2)
    paths = [saver.save(session, "run", global_step=step) for step in (1, 2, 2, 30)]
    return [paths, files(), state(), saver.last_checkpoints]


@case
def keeps_all(tf, make, folder):
    _, session, _ = make(TWO)
    result = []
    for most in (0, None):
        saver = tf.train.Saver(max_to_keep=most)
        for step in range(7):
            saver.save(session, f"{most}", step, write_meta_graph=False)
        result += [saver.last_checkpoints, state()]
    return [result, len(files())]


@case
def keeps_one_of_some_hours_for_good(tf, make, folder):
    _, session, _ = make(TWO)
    saver = tf.train.Saver(max_to_keep=1, keep_checkpoint_every_n_hours=0.0)
    for step in range(3):
        saver.save(session, "m", step, write_meta_graph=False)
    return [files(), saver.last_checkpoints]


@case
def writes_other_state_files(tf, make, folder):
    _, session, _ = make(TWO)
    saver = tf.train.Saver()
    saver.save(session, "one", latest_filename="mine")
    saver.save(session, "two", write_state=False)
    return [
        files(),
        state("mine"),
        tf.train.latest_checkpoint(".", "mine"),
        tf.train.latest_checkpoint("."),
        saver.last_checkpoints,
    ]


@case
def writes_paths_as_they_are(tf, make, folder):
    _, session, _ = make(TWO)
    Path("sub").mkdir()
    found = []
    for path in ("sub/m", "./sub/m", f"{folder}/sub/m"):
        for relative in (False, True):
            saver = tf.train.Saver(save_relative_paths=relative)
            given = saver.save(session, path, 1, write_meta_graph=False)
            read = tf.train.get_checkpoint_state(os.path.split(path)[0])
            found.append(
                [
                    given,
                    state("sub/checkpoint"),
                    read.model_checkpoint_path,
                    list(read.all_model_checkpoint_paths),
                    tf.train.latest_checkpoint(os.path.split(path)[0]),
                ]
            )
    return found


@case
def numbers_checkpoints(tf, make, folder):
    variables, session, _ = make({**TWO, "n": np.array(12, "i8")})
    saver = tf.train.Saver(pad_step_number=True)
    plain = tf.train.Saver([variables["b"]])
    return [
        saver.save(session, "m", np.int64(7)),
        plain.save(session, "m", variables["n"]),
        plain.save(session, "m", "n:0"),
        plain.save(session, "m", global_step=0),
        tf.train.list_variables("m-0"),
    ]


@case
def knows_what_was_saved_before(tf, make, folder):
    _, session, _ = make(TWO)
    first = tf.train.Saver()
    paths = [first.save(session, "m", step) for step in range(3)]
    second = tf.train.Saver(max_to_keep=3)
    second.recover_last_checkpoints([*paths, "none"])
    recovered = second.last_checkpoints
    second.save(session, "m", 9)
    third = tf.train.Saver(max_to_keep=2)
    third.set_last_checkpoints(second.last_checkpoints)
    assumed = third.last_checkpoints
    third.set_last_checkpoints_with_time([(paths[1], 5.0), (paths[2], 6.0)])
    third.save(session, "m", 10)
    return [recovered, assumed, third.last_checkpoints, files()]


@case
def takes_lists_and_mappings(tf, make, folder):
    variables, session, values = make(TWO)
    saver = tf.train.Saver({"other/name": variables["b"]})
    path = saver.save(session, "m")
    listed = tf.train.list_variables(path)
    session.run(tf.assign(variables["b"], [0, 0]))
    saver.restore(session, path)
    return [
        listed,
        values(session)["b"],
        error_of(lambda: tf.train.Saver([3])) != "no error",
        error_of(lambda: tf.train.Saver({"x": 3}))[0],
        error_of(lambda: tf.train.Saver([variables["b"], variables["b"]])),
        error_of(lambda: tf.train.Saver({"x": variables["b"], "y": variables["b"]}))[0],
        error_of(lambda: tf.train.Saver([])),
        error_of(lambda: tf.train.Saver(defer_build=True, var_list=[variables["b"]])),
    ]


@case
def refuses_paths(tf, make, folder):
    _, session, _ = make(TWO)
    saver = tf.train.Saver()
    return [
        error_of(lambda: saver.save(session, "not/there/m")),
        error_of(lambda: saver.save(session, "checkpoint")),
        error_of(lambda: saver.save(session, "m", latest_filename="a/b")),
        error_of(lambda: saver.save("no session", "m"))[0],
        error_of(lambda: saver.restore(session, None)),
        error_of(lambda: saver.restore(session, "m")),
        error_of(lambda: tf.train.Saver(defer_build=True).save(session, "m")),
        error_of(lambda: tf.train.load_checkpoint(folder)),
        error_of(lambda: tf.train.NewCheckpointReader("m"))[0],
        files(),
    ]


@case
def tells_what_a_checkpoint_lacks(tf, make, folder):
    variables, session, values = make(TWO)
    path = tf.train.Saver().save(session, "m")
    found = [
        error_of(lambda v=v: tf.train.Saver(v).restore(session, path))[0]
        for v in ({"c": variables["b"]}, {"a/w": variables["b"]})
    ]
    return [found, values(session)]


@case
def restores_other_shapes(tf, make, folder):
    variables, session, values = make(
        {"x": np.arange(6, dtype="f4"), "y": np.zeros((2, 3), "f4")}
    )
    path = tf.train.Saver([variables["x"]]).save(session, "m")
    tf.train.Saver({"x": variables["y"]}, reshape=True).restore(session, path)
    return [
        values(session)["y"],
        error_of(lambda: tf.train.Saver({"x": variables["y"]}).restore(session, path))[
            0
        ],
    ]


@case
def is_empty(tf, make, folder):
    _, session, _ = make({})
    saver = tf.train.Saver(allow_empty=True)
    return [
        saver.save(session, "m", write_meta_graph=False),
        saver.restore(session, "m"),
        files(),
        error_of(tf.train.Saver),
    ]


@case
def tells_how_it_was_made(tf, make, folder):
    make(TWO)
    saver = tf.train.Saver(max_to_keep=3, keep_checkpoint_every_n_hours=2.0)
    again = tf.train.Saver.from_proto(saver.to_proto())
    made = saver.as_saver_def()
    other = tf.train.Saver(name="mine").saver_def
    return [
        [made.filename_tensor_name, made.save_tensor_name, made.restore_op_name],
        [
            made.max_to_keep,
            made.sharded,
            made.keep_checkpoint_every_n_hours,
            made.version,
        ],
        again.saver_def.max_to_keep,
        [other.filename_tensor_name, other.save_tensor_name, other.restore_op_name],
        [tf.train.SaverDef.LEGACY, tf.train.SaverDef.V1, tf.train.SaverDef.V2],
        tf.train.Saver().saver_def.restore_op_name,
        made.SerializeToString().hex(),
        copied_from(tf.train.SaverDef(), made.SerializeToString()) == made,
        tf.train.SaverDef().SerializeToString().hex(),
    ]


def copied_from(definition, serialized):
    definition.ParseFromString(serialized)
    return definition
