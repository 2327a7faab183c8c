"""`tf.train.Scaffold`: the parts of a graph that a loop needs, made where they are not given.

Source:
    tensorflow/python/training/monitored_session.py of TensorFlow 1.15.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._names.collections import GraphKeys


@symbol("train.Scaffold")
class Scaffold:
    """What gives a graph its values, summarizes it and saves it.

    Args:
        init_op: What gives variables their initial values.
        init_feed_dict: What is fed to that.
        init_fn: Called after it, with the scaffold and the session.
        ready_op: Gives the names of what has no values.
        ready_for_local_init_op: Likewise, before `local_init_op`.
        local_init_op: What gives local variables their values.
        summary_op: The summary.
        saver: What saves.
        copy_from_scaffold: Has what is not given.
        local_init_feed_dict: What is fed to `local_init_op`.
    """

    def __init__(
        self,
        init_op: Any = None,
        init_feed_dict: Any = None,
        init_fn: Callable[[Any, Any], Any] | None = None,
        ready_op: Any = None,
        ready_for_local_init_op: Any = None,
        local_init_op: Any = None,
        summary_op: Any = None,
        saver: Any = None,
        copy_from_scaffold: Any = None,
        local_init_feed_dict: Any = None,
    ) -> None:
        def chosen(name: str, given: Any) -> Any:
            if given is not None or copy_from_scaffold is None:
                return given
            return getattr(copy_from_scaffold, name)

        self.init_op = chosen("init_op", init_op)
        self.init_feed_dict = chosen("init_feed_dict", init_feed_dict)
        self.ready_op = chosen("ready_op", ready_op)
        self.ready_for_local_init_op = chosen(
            "ready_for_local_init_op", ready_for_local_init_op
        )
        self.local_init_op = chosen("local_init_op", local_init_op)
        self.local_init_feed_dict = chosen("local_init_feed_dict", local_init_feed_dict)
        self.summary_op = chosen("summary_op", summary_op)
        self.saver = chosen("saver", saver)
        self.init_fn: Callable[[Any], Any] | None = None
        if init_fn is not None:
            self.init_fn = lambda session: init_fn(self, session)
        elif copy_from_scaffold is not None:
            self.init_fn = copy_from_scaffold.init_fn

    def finalize(self) -> Scaffold:
        """Make what is not given: it is looked up in collections first."""
        self.init_op = self.get_or_default("init_op", GraphKeys.INIT_OP, _initialized)
        self.local_init_op = self.get_or_default(
            "local_init_op", GraphKeys.LOCAL_INIT_OP, self.default_local_init_op
        )
        self.summary_op = self.get_or_default(
            "summary_op", GraphKeys.SUMMARY_OP, SYMBOLS["summary.merge_all"]
        )
        self.saver = self.get_or_default("saver", GraphKeys.SAVERS, _saver)
        SYMBOLS["get_default_graph"]().finalize()
        return self

    def get_or_default(
        self, arg_name: str, collection_key: str, default_constructor: Callable[[], Any]
    ) -> Any:
        """Return what is given, else what is in a collection, else what is made.

        Raises:
            RuntimeError: There are several in the collection.
        """
        given = getattr(self, arg_name)
        if given is not None:
            return given
        found = SYMBOLS["get_collection"](collection_key)
        if len(found) > 1:
            raise RuntimeError(
                f"More than one item in the collection {collection_key!r}. Please "
                "indicate which one to use by passing it to the tf.Scaffold constructor "
                f"as:  tf.Scaffold({arg_name}=item to use)"
            )
        if found:
            return found[0]
        made = default_constructor()
        if made is not None:
            SYMBOLS["add_to_collection"](collection_key, made)
        return made

    @staticmethod
    def default_local_init_op() -> Any:
        """Return what gives local variables and tables their values."""
        return SYMBOLS["group"](
            SYMBOLS["local_variables_initializer"](), SYMBOLS["tables_initializer"]()
        )


def _initialized() -> Any:
    return SYMBOLS["global_variables_initializer"]()


def _saver() -> Any:
    return SYMBOLS["train.Saver"](allow_empty=True)
