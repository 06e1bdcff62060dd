"""The state that a script keeps between statements."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from dsql_tui.execution.steps import Execute


class Abilities(NamedTuple):
    """The abilities of the caller of the interpreter."""

    console: bool = False
    """True if there is an editor."""
    standard_input: bool = False
    """True if COPY can read standard input."""


class AssignedNames:
    """The variables to which a script assigns values that are known only when it runs."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.prefixes: set[str] = set()
        r"""The prefixes of `\gset`."""

    def has(self, name: str) -> bool:
        """Return True if the script may assign a value to a variable."""
        return name in self.names or any(map(name.startswith, self.prefixes))

    def clear(self) -> None:
        """Forget the variables."""
        self.names.clear()
        self.prefixes.clear()


class ScriptState:
    """The variables of a script, and its last statement."""

    def __init__(self, facts: Mapping[str, str], abilities: Abilities) -> None:
        r"""Create the state before the first statement.

        Args:
            facts: The facts about the connection, for `\conninfo`.
            abilities: The abilities of the caller.
        """
        self.facts = facts
        self.abilities = abilities
        self.variables: dict[str, str] = {}
        self.folder: Path | None = None
        r"""The folder of relative file names, as `\cd` sets it."""
        self.last: Execute | None = None
        """The last statement, for `\\g` and `\\watch`."""

    def resolve(self, name: str) -> str:
        r"""Return a file name relative to the folder that `\cd` set."""
        if self.folder is None or not name:
            return name
        path = Path(name).expanduser()
        return str(path if path.is_absolute() else self.folder / path)
