"""What TF-Slim has and Keras 3 cannot have: why, and what to write instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NoReturn

from argscope.slim.errors import NotInKerasError

SESSION: Final = "it drives a session of TensorFlow 1, and Keras has none"
READER: Final = "it reads records through queues of TensorFlow 1, and Keras has none"
SUMMARY: Final = "it adds summary operations to a graph, and Keras has none"
STEP: Final = "the step is no variable of a graph here; the optimizer counts its steps"
GRAPH: Final = "it works on a graph of TensorFlow 1, and Keras has none"
SPARSE: Final = "it works on sparse tensors, which not all backends have"
PLACES: Final = "Keras places variables by itself"
CLONES: Final = (
    "it copies the graph of a network for each device, and one model is spread over all"
)

FIT: Final = "model.fit(batches, epochs=10)"
BATCHES: Final = "model.fit(tensorflow_or_torch_or_keras_dataset, epochs=10)"
EVALUATE: Final = "model.load_weights(path); model.evaluate(batches)"
BOARD: Final = "model.fit(x, y, callbacks=[keras.callbacks.TensorBoard(log_dir)])"
SAVED: Final = "sorted(pathlib.Path(logdir).glob('*.weights.h5'))"
COUNT: Final = "model.optimizer.iterations"
CLIP: Final = "slim.optimize_loss(model, None, 0.1, 'SGD', clip_gradients=1.0)"
STEPS: Final = "for batch in batches: loss = train_op(batch)"
SPREAD: Final = "with argscope.distribute(data=4): model = slim.layers.Model(loss_of)"
EMBEDDING: Final = (
    "it was in tf.contrib, and Keras has a layer for its table of vectors"
)
TABLE: Final = "keras.layers.Embedding(vocab_size, embed_dim)(ids)"


def _group(module: str, names: str, why: str, instead: str) -> dict[str, Any]:
    prefix = f"{module}." if module else ""
    return {f"{prefix}{name}": (why, instead) for name in names.split()}


_HOOKS = "StopAfterNEvalsHook SummaryAtEndHook"
_CONTRIB_EMBEDDINGS = "embed_sequence bow_encoder embedding_lookup_unique"
_WAITING = "checkpoints_iterator wait_for_new_checkpoint"
_LAYER_SUMMARIES = (
    "summarize_tensor summarize_activation summarize_tensors summarize_collection "
    "summarize_variables summarize_weights summarize_biases summarize_activations"
)
_SUMMARIES = (
    "add_histogram_summary add_image_summary add_scalar_summary "
    "add_zero_fraction_summary add_histogram_summaries add_image_summaries "
    "add_scalar_summaries add_zero_fraction_summaries"
)
_READERS = (
    "data_decoder data_provider dataset dataset_data_provider parallel_reader "
    "prefetch_queue tfexample_decoder"
)

ABSENT: Final[dict[str, tuple[str, str]]] = {
    **_group("", _READERS, READER, BATCHES),
    **_group("data", _READERS, READER, BATCHES),
    **_group("queues", "NestedQueueRunnerError QueueRunners", READER, BATCHES),
    **_group("", _LAYER_SUMMARIES, SUMMARY, BOARD),
    **_group("summaries", _SUMMARIES, SUMMARY, BOARD),
    **_group("", "assert_global_step assert_or_get_global_step", STEP, COUNT),
    **_group(
        "", "create_global_step get_global_step get_or_create_global_step", STEP, COUNT
    ),
    **_group(
        "",
        "add_model_variable get_local_variables global_variable local_variable",
        "variables are made by the model that runs and belong to it",
        "slim.model_variable(name, shape)",
    ),
    **_group("", _CONTRIB_EMBEDDINGS, EMBEDDING, TABLE),
    **_group("layers", _CONTRIB_EMBEDDINGS, EMBEDDING, TABLE),
    **_group(
        "",
        "init_from_checkpoint",
        "it changes how a graph of TensorFlow 1 begins, and Keras has none",
        "slim.assign_from_checkpoint(path, variables)",
    ),
    **_group(
        "",
        "variables",
        "what was in this module stands below slim itself",
        "slim.get_variables()",
    ),
    **_group("", "VariableDeviceChooser", PLACES, SPREAD),
    # These stood beside TF-Slim, in models/research/slim/deployment.
    **_group("", "deployment model_deploy", CLONES, SPREAD),
    **_group(
        "", "adaptive_clipping_fn", "it keeps averages in variables of a graph", CLIP
    ),
    **_group("", "OPTIMIZER_SUMMARIES", SUMMARY, BOARD),
    **_group("framework_ops", "get_graph_from_inputs", GRAPH, "the arrays themselves"),
    **_group(
        "framework_ops", "get_name_scope", GRAPH, "slim.get_variable_scope().name"
    ),
    **_group(
        "sparse_ops", "dense_to_sparse_tensor", SPARSE, "slim.dense_to_sparse(tensor)"
    ),
    **_group(
        "sparse_ops", "indicators_to_sparse_ids", SPARSE, "numpy.argwhere(indicators)"
    ),
    **_group("sparse_ops", "sparse_row_envelope", SPARSE, "(dense != 0).sum(axis=1)"),
    **_group("model_analyzer", "analyze_ops", GRAPH, "model.summary()"),
    **_group("learning", "train train_step", SESSION, STEPS),
    **_group("learning", "add_gradients_summaries", SUMMARY, BOARD),
    **_group("training", "train", SESSION, FIT),
    **_group("training", "add_gradients_summaries", SUMMARY, BOARD),
    **_group("evaluation", _HOOKS, SESSION, EVALUATE),
    **_group("evaluation", "evaluate_once evaluation_loop", SESSION, EVALUATE),
    **_group("evaluation", "get_or_create_eval_step", STEP, EVALUATE),
    **_group("evaluation", _WAITING, SESSION, SAVED),
    **_group("train_eval", _HOOKS, SESSION, EVALUATE),
    **_group("train_eval", "evaluate_once evaluate_repeatedly", SESSION, EVALUATE),
    **_group("train_eval", "get_or_create_eval_step", STEP, EVALUATE),
    **_group("train_eval", _WAITING, SESSION, SAVED),
    **_group(
        "losses",
        "cluster_loss",
        "its search for medoids is a loop that no backend compiles well",
        "slim.losses.triplet_semihard_loss(labels, embeddings)",
    ),
}


def refuse(name: str) -> NoReturn:
    """Raise the error that explains why `slim.<name>` is absent."""
    why, instead = ABSENT[name]
    raise NotInKerasError.about(name, why=why, instead=instead)


def absent_from(module: str) -> Callable[[str], Any]:
    """Return a `__getattr__` for the module `argscope.slim.<module>`."""
    place = f"{module}." if module else ""

    def __getattr__(name: str) -> NoReturn:  # noqa: N807
        if f"{place}{name}" in ABSENT:
            refuse(f"{place}{name}")
        full = f"argscope.slim.{module}".rstrip(".")
        raise AttributeError(f"module {full!r} has no attribute {name!r}")

    return __getattr__
