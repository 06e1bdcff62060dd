"""psql's backslash commands, as steps for the interpreter."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from pathlib import Path

from dsql_tui.execution.backslash_arguments import ArgumentError, read_go, split_arguments
from dsql_tui.execution.backslash_local import LOCAL_COMMANDS, apply_setting, run_local
from dsql_tui.execution.backslash_query import run_go, show_relations
from dsql_tui.execution.backslash_settings import (
    IGNORED,
    SETTINGS,
    list_variables,
    read_setting,
    set_variable,
)
from dsql_tui.execution.conditions import COMMANDS, ConditionError, Conditions, read_boolean
from dsql_tui.execution.copy_rows import copy_direction
from dsql_tui.execution.script_state import AssignedNames, ScriptState
from dsql_tui.execution.source import Source
from dsql_tui.execution.steps import (
    STANDARD_INPUT,
    EditScript,
    Execute,
    Fail,
    Load,
    Place,
    Reply,
    Show,
    Step,
)
from dsql_tui.execution.variables import interpolate_argument
from dsql_tui.sql.meta import Ask, Copy, LocalCommand, Unsupported, describe_connection, read
from dsql_tui.sql.meta.words import ends_statement, is_go
from dsql_tui.sql.statements import Statement

MAX_DEPTH = 16
"""The maximum nesting of included files."""

_LONG_NAMES = {
    "\\out": "\\o",
    "\\print": "\\p",
    "\\reset": "\\r",
    "\\write": "\\w",
    "\\edit": "\\e",
    "\\quit": "\\q",
    "\\connect": "\\c",
    "\\list": "\\l",
    "\\help": "\\h",
}
_INCLUDE = ("\\i", "\\include", "\\ir", "\\include_relative")

Steps = Generator[Step, Reply, None]


class BackslashCommands:
    """The backslash commands of one interpreter."""

    def __init__(
        self,
        state: ScriptState,
        run_statements: Callable[[Source, Sequence[Statement], int], Steps],
    ) -> None:
        """Create the commands.

        Args:
            state: The state of the interpreter.
            run_statements: Yields the steps of an included file, given its depth.
        """
        self._state = state
        self._run_statements = run_statements

    def start_conditions(self) -> Conditions:
        """Return the conditions of a new file, in which every statement runs."""
        return Conditions()

    def run(
        self, statement: Statement, place: Place, depth: int, conditions: Conditions
    ) -> Generator[Step, Reply, bool]:
        """Yield the steps of a command; return True if it ends its file."""
        name = _name(statement)
        if name in COMMANDS:
            yield from self._run_condition(name, statement, place, conditions)
        elif conditions.active and name == "\\q":
            return True
        elif conditions.active:
            try:
                yield from self._run(name, statement, place, depth)
            except ArgumentError as error:
                yield Fail(str(error), place, statement.text)
        return False

    def is_go(self, statement: Statement) -> bool:
        r"""Return True for `\g` and the other commands that run the statement before them."""
        return is_go(statement.text)

    def ends_statement(self, statement: Statement) -> bool:
        r"""Return True for a command that sends the statement before it, or discards it."""
        return ends_statement(statement.text)

    def preview(self, statement: Statement, assigned: AssignedNames) -> None:
        r"""Apply `\cd` and `\set` to the state, as far as their effect is known beforehand.

        Args:
            statement: The command.
            assigned: Takes the variables whose values are known only when the script runs.
        """
        name, state = _name(statement), self._state
        if name not in ("\\cd", "\\set", "\\unset", "\\getenv", "\\prompt", "\\gset"):
            return
        with suppress(ArgumentError):
            arguments = self._arguments(statement)
            if name == "\\cd":
                state.folder = Path(state.resolve(([*arguments, "~"])[0])).expanduser()
            elif name == "\\gset":
                assigned.prefixes.add(([*arguments, ""])[0])
            elif name == "\\prompt":
                assigned.names.update(arguments[-1:])
            else:
                for _ in set_variable(name, arguments, state.variables):
                    pass

    def go(self, text: str, place: Place, execute: Execute | None) -> Steps:
        r"""Run a statement with `\g` or a similar command."""
        try:
            go = read_go(interpolate_argument(text, self._state.variables))
            if execute is None:
                yield Fail(f"{go.name} needs a statement before it.", place, text)
                return
            if go.name in ("\\g", "\\gx"):
                go = go._replace(arguments=tuple(map(self._state.resolve, go.arguments)))
            yield from run_go(go, execute, place, text, self._state.variables)
        except ArgumentError as error:
            yield Fail(str(error), place, text)

    def copy(self, statement: Statement) -> Statement | None:
        r"""Return the COPY statement of a `\copy`; `None` for other commands."""
        action = read(statement.text) if _name(statement) == "\\copy" else None
        if not isinstance(action, Copy):
            return None
        return statement._replace(text=action.sql, file=self._state.resolve(action.file))

    def find_included_file(self, statement: Statement, source: Source) -> Path | None:
        """Return the file that a command includes; `None` without a valid file name."""
        try:
            return self._read_include_path(statement, source)
        except ArgumentError:
            return None

    def _run_condition(
        self, name: str, statement: Statement, place: Place, conditions: Conditions
    ) -> Steps:
        try:
            value = False
            if conditions.needs_value(name):
                value = read_boolean(" ".join(self._arguments(statement)))
            conditions.enter(name, value)
        except (ConditionError, ArgumentError) as error:
            if name == "\\if":
                conditions.enter(name, False)
            yield Fail(str(error), place, statement.text)

    def _run(self, name: str, statement: Statement, place: Place, depth: int) -> Steps:
        if copy := self.copy(statement):  # COPY options follow other rules than arguments.
            yield self._make_copy_step(copy, statement, place)
            return
        if is_go(statement.text):
            yield from self.go(statement.text, place, self._state.last)
            return
        arguments = self._arguments(statement)
        if name in ("\\set", "\\unset", "\\getenv"):
            yield from self._set(name, arguments, statement, place)
        elif name in SETTINGS:
            for step in read_setting(name, arguments):
                if step.name == "output":
                    step = step._replace(value=self._state.resolve(step.value))
                yield from apply_setting(step, place, statement.text)
        elif path := self._read_include_path(statement, place.source):
            yield from self._include(path, statement, place, depth)
        elif name in LOCAL_COMMANDS:
            yield from run_local(name, arguments, self._state, place, statement.text)
        elif name not in IGNORED:
            yield from self._ask(statement, place)

    def _set(self, name: str, arguments: list[str], statement: Statement, place: Place) -> Steps:
        variables = self._state.variables
        if name == "\\set" and not arguments:
            yield Show(("Name", "Value"), list_variables(variables), statement.text, place)
            return
        changed = dict(variables)
        for step in set_variable(name, arguments, changed):
            yield from apply_setting(step, place, statement.text)
        variables.clear()
        variables.update(changed)

    def _make_copy_step(self, copy: Statement, statement: Statement, place: Place) -> Step:
        if data := statement.data:
            rows = place.source.text[data.start : data.end]
            return Execute(copy, place, statement.text, data=rows)
        if not copy.file and copy_direction(copy.text) == "in":
            if not self._state.abilities.standard_input:
                words = (
                    "COPY cannot read standard input here. Put the rows after it, or name a file."
                )
                return Fail(words, place, statement.text)
            copy = copy._replace(file=STANDARD_INPUT)
        return Execute(copy, place, statement.text)

    def _ask(self, statement: Statement, place: Place) -> Steps:
        """Yield the steps of a command that runs a query, opens the editor or fails."""
        match read(interpolate_argument(statement.text, self._state.variables)):
            case Ask(sql, name):
                query = statement._replace(text=sql)
                execute = Execute(query, place, statement.text, internal=True)
                if name:
                    yield from show_relations(execute, name)
                else:
                    yield execute
            case LocalCommand("\\conninfo"):
                query = statement._replace(text=describe_connection(self._state.facts).sql)
                yield Execute(query, place, statement.text, internal=True)
            case LocalCommand("\\e") if self._state.abilities.console:
                yield EditScript()
            case Unsupported(sentence):
                yield Fail(sentence, place, statement.text)
            case _:
                words = f"{_name(statement)} is only available in the console."
                yield Fail(words, place, statement.text)

    def _include(self, path: Path, statement: Statement, place: Place, depth: int) -> Steps:
        if depth == MAX_DEPTH:
            sentence = (
                f"{path} was not included, because files are nested {MAX_DEPTH} deep. "
                "Check whether a file includes itself."
            )
            yield Fail(sentence, place, statement.text)
            return
        reply = yield Load(path)
        if reply.source is None:
            yield Fail(reply.message, place, statement.text)
            return
        found = reply.source.split()
        yield from self._run_statements(reply.source, found, depth + 1)

    def _read_include_path(self, statement: Statement, source: Source) -> Path | None:
        name = _name(statement)
        if name not in _INCLUDE:
            return None
        arguments = self._arguments(statement)
        if len(arguments) != 1:
            raise ArgumentError(f"{name} takes the name of one file.")
        path = Path(self._state.resolve(arguments[0])).expanduser()
        if name in ("\\ir", "\\include_relative") and source.folder:
            return source.folder / Path(arguments[0]).expanduser()
        return path

    def _arguments(self, statement: Statement) -> list[str]:
        text = interpolate_argument(statement.text, self._state.variables)
        return split_arguments(text)[1:]


def _name(statement: Statement) -> str:
    """Return the name of a command; psql's long names count as the short ones."""
    name = statement.text.split(None, 1)[0]
    bare = name.rstrip(";")
    return _LONG_NAMES.get(bare, bare)
