"""What programs find in state files and checkpoints."""

from pathlib import Path

import numpy as np
from tests.tf1.saving.cases import TWO, case, error_of, files, state


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
