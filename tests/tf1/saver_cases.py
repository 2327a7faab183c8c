"""What programs do with Savers, and what they find then, as text.

Each case is given TensorFlow 1's namespace, what makes variables and a session with their
values, and an empty folder, which is the current one. It returns what it found.
tools/record_tf1_savers.py runs them on TensorFlow, tests/tf1/test_saver.py on ours.
"""

import hashlib
import os
from pathlib import Path

import numpy as np

CASES = {}


def case(function):
    CASES[function.__name__] = function
    return function


def error_of(call):
    """Return the kind and the text of what a call raises."""
    try:
        found = call()
    except Exception as error:  # noqa: BLE001  # any kind is recorded
        return [type(error).__name__, getattr(error, "message", str(error))]
    return ["no error", repr(found)]


def state(name="checkpoint"):
    return Path(name).read_text("utf-8")


def files(folder="."):
    return sorted(
        each.name for each in Path(folder).iterdir() if each.suffix != ".meta"
    )


TWO = {"a/w": np.arange(6, dtype="f4").reshape(2, 3), "b": np.array([1, 2], "i4")}


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
def reports_what_is_in_a_checkpoint(tf, make, folder):
    _, session, _ = make({**TWO, "n": np.array(7, "i8")})
    path = tf.train.Saver().save(session, f"{folder}/m", global_step=3)
    reader = tf.train.NewCheckpointReader(path)
    return [
        reader.get_variable_to_shape_map(),
        {n: d.name for n, d in reader.get_variable_to_dtype_map().items()},
        reader.has_tensor("b"),
        reader.has_tensor("c"),
        reader.get_tensor("n").tolist(),
        error_of(lambda: reader.get_tensor("c"))[0],
        reader.debug_string().decode(),
        tf.train.list_variables(folder),
        tf.train.load_variable(folder, "b:0").tolist(),
        tf.train.load_checkpoint(path).get_tensor("b").tolist(),
    ]


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
def tells_the_state(tf, make, folder):
    Path("sub").mkdir()
    tf.train.update_checkpoint_state("sub", "sub/m-2", ["sub/m-1", "sub/m-2"])
    relative = state("sub/checkpoint")
    tf.train.update_checkpoint_state(
        folder, '/x/é "quoted"\\-3', None, "other", None, 7.25
    )
    read = tf.train.get_checkpoint_state(folder, "other")
    Path("bad").write_text("nonsense", "utf-8")
    Path("none").write_text('all_model_checkpoint_paths: "a"', "utf-8")
    return [
        relative,
        state("other"),
        read.model_checkpoint_path,
        list(read.all_model_checkpoint_paths),
        str(read),
        tf.train.get_checkpoint_state("sub").model_checkpoint_path,
        list(tf.train.get_checkpoint_state("sub").all_model_checkpoint_paths),
        tf.train.get_checkpoint_state("nowhere"),
        tf.train.latest_checkpoint("sub"),
        tf.train.get_checkpoint_state(folder, "bad"),
        error_of(lambda: tf.train.get_checkpoint_state(folder, "none")),
        str(tf.train.generate_checkpoint_state_proto("sub", "sub/a", None, [3.0], 2.0)),
        str(tf.train.generate_checkpoint_state_proto("/sub", "sub/a", ["sub/b"])),
        error_of(
            lambda: tf.train.generate_checkpoint_state_proto(
                "s", "a", ["a"], [1.0, 2.0]
            )
        ),
        error_of(lambda: tf.train.update_checkpoint_state("", "checkpoint")),
    ]


@case
def looks_after_files(tf, make, folder):
    _, session, _ = make(TWO)
    saver = tf.train.Saver()
    paths = [saver.save(session, "m", step) for step in range(2)]
    found = [tf.train.checkpoint_exists(path) for path in (*paths, "m", "m-0.index")]
    times = tf.train.get_checkpoint_mtimes([*paths, "none"])
    tf.train.remove_checkpoint(paths[0])
    return [found, len(times), times == sorted(times), files()]


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


def as_text(value, folder):
    """Return what a case found as JSON has it, with the folder by name."""
    if isinstance(value, str):
        return value.replace(str(folder), "FOLDER")
    if isinstance(value, dict):
        return {key: as_text(each, folder) for key, each in sorted(value.items())}
    if isinstance(value, list | tuple):
        return [as_text(each, folder) for each in value]
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    return value
