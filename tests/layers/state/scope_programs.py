"""Random programs of scopes and names, which run here and in the original.

A program is a list of statements, each a list of plain data that begins with its kind;
statements inside of a scope come last in it. `tools/record_scopes.py` runs it in TF-Slim.
"""

from typing import Any

SCOPES = ("a", "b", "a/b", "Conv", "fc", "")
DEFAULTS = ("Net", "Conv", "fc")
LAYERS = ("a", "Conv", "a/Conv", "fc", "fc_1", "a/b/fc")


def random_program(rng: Any, depth: int = 0) -> list[list[Any]]:
    """Return a program, drawn from `rng`, a `random.Random`."""
    return [_statement(rng, depth) for _ in range(rng.randint(1, 5 if depth else 8))]


def _statement(rng: Any, depth: int) -> list[Any]:
    kind = rng.choice(["scope", "scope", "again", "layer", "layer", "layer", "output",
                       "loss", "variable", "dropout"])  # fmt: skip
    reuse = rng.choice([None, None, None, False, True, "AUTO"])
    if kind in {"scope", "again"} and depth > 2:
        kind = "layer"
    if kind == "scope":
        name = rng.choice([None, *SCOPES])
        default = rng.choice(DEFAULTS) if name is None else None
        fails = rng.random() < 0.1
        body = random_program(rng, depth + 1)
        return ["scope", name, default, reuse, fails, body]
    if kind == "again":  # the scope with this number, of those opened so far
        return ["again", rng.randint(0, 5), reuse, random_program(rng, depth + 1)]
    if kind == "layer":
        return ["layer", rng.choice([None, None, *LAYERS]), reuse]
    if kind == "output":
        return ["output", rng.choice([None, "Conv", "pool"])]
    if kind == "dropout":
        return ["dropout", rng.choice([None, "Conv", "drop"])]
    if kind == "loss":
        return ["loss", rng.choice([None, "mine", "Conv"])]
    return ["variable", rng.choice(["v", "Conv/v", "a/b/v"])]


class Run:
    """One run of a program in a library.

    Args:
        library: Has `variable_scope`, `get_variable_scope`, `get_variable`, `AUTO_REUSE`,
            `fully_connected`, `flatten`, `dropout`, `mean_squared_error`.
        rows: A tensor of shape (2, 3).

    Attributes:
        told: What happened, statement by statement.
    """

    def __init__(self, library: Any, rows: Any) -> None:
        self.library, self.rows = library, rows
        self.opened = [library.get_variable_scope()]
        self.told: list[str] = []

    def run(self, program: list[list[Any]]) -> None:
        """Run the statements; those that are refused change nothing else."""
        for kind, *rest in program:
            try:
                getattr(self, kind)(*rest)
            except FailedError:
                self.told.append("failed")
            except ValueError:
                self.told.append("refused")

    def _inside(self, scope: Any, *, fails: bool, body: list[list[Any]]) -> None:
        self.opened.append(scope)
        self.told.append(f"open {scope.name} {scope.original_name_scope}")
        self.run(body)
        if fails:
            raise FailedError

    def _reuse(self, reuse: Any) -> Any:
        return self.library.AUTO_REUSE if reuse == "AUTO" else reuse

    def scope(
        self, name: Any, default: Any, reuse: Any, fails: bool, body: Any
    ) -> None:
        """Open a scope by its name, or with a free one."""
        given = {"default_name": default, "reuse": self._reuse(reuse)}
        with self.library.variable_scope(name, **given) as scope:
            self._inside(scope, fails=fails, body=body)

    def again(self, number: int, reuse: Any, body: Any) -> None:
        """Open a scope object again."""
        scope = self.opened[number % len(self.opened)]
        with self.library.variable_scope(scope, reuse=self._reuse(reuse)) as again:
            self._inside(again, fails=False, body=body)

    def layer(self, scope: Any, reuse: Any) -> None:
        """Call a layer with variables."""
        self.library.fully_connected(
            self.rows,
            3,
            scope=scope,
            reuse=self._reuse(reuse),
            outputs_collections="out",
        )

    def output(self, scope: Any) -> None:
        """Call a layer that only names its output."""
        self.library.flatten(self.rows, scope=scope, outputs_collections="out")

    def dropout(self, scope: Any) -> None:
        """Call a layer without variables, which opens a scope."""
        self.library.dropout(self.rows, scope=scope, outputs_collections="out")

    def loss(self, scope: Any) -> None:
        """Add a loss."""
        self.library.mean_squared_error(self.rows, self.rows, scope=scope)

    def variable(self, name: str) -> None:
        """Ask for a variable of one's own."""
        self.library.get_variable(name, [3])


class FailedError(Exception):
    """What a program raises in a scope."""
