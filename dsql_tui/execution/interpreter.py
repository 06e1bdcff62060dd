"""The interpreter of scripts with statements and psql's backslash commands.

It decides the next step and does no I/O. `exec` and the console carry out the steps and send the
replies, so commands have the same meaning in both.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from dsql_tui.execution.script_state import Abilities, AssignedNames, ScriptState
from dsql_tui.execution.source import Source
from dsql_tui.execution.statement_facts import get_facts
from dsql_tui.execution.steps import STANDARD_INPUT, Execute, Fail, Load, Place, Reply, Step
from dsql_tui.sql.statements import Statement, find_open_token, find_server_pieces, split

if TYPE_CHECKING:
    from dsql_tui.execution.backslash import BackslashCommands

_PREVIEW_DEPTH = 16
"""The maximum nesting of included files to read before a script runs."""

_OPEN_NAMES = {
    "comment": "comment",
    "string": "quote",
    "quoted": "quoted name",
    "dollar": "dollar quote",
}

Steps = Generator[Step, Reply, None]


class Interpreter:
    """Runs scripts; variables are kept between them."""

    def __init__(self, facts: Mapping[str, str], abilities: Abilities) -> None:
        r"""Create an interpreter.

        Args:
            facts: The facts about the connection, for `\conninfo`.
            abilities: The abilities of the caller.
        """
        self.state = ScriptState(facts, abilities)
        self.assigned = AssignedNames()
        """The variables that get a value only when the previewed script runs."""
        self._commands: BackslashCommands | None = None
        self._origin = ""
        self._whole = True
        """False for a single statement of the editor."""
        self._frames: list[list[int]] = []
        """For each open file, the number of the current statement and the count of all."""

    def run(
        self, source: Source, statements: Sequence[Statement] | None = None
    ) -> Generator[Step, Reply, bool]:
        """Yield the steps of a script, or of some of its statements; return True at the end."""
        self._frames = []
        self._whole = statements is None or len(statements) > 1
        steps = self.run_statements(source, source.split() if statements is None else statements, 0)
        step = next(steps, None)
        while step is not None:
            reply = yield step
            if isinstance(step, Execute):
                self._set_status_variables(reply)
            try:
                step = steps.send(reply)
            except StopIteration:
                break
        return True

    def _check_ending(self, source: Source) -> Steps:
        """Fail before the first statement of a script that leaves something open.

        The server refuses an open quote, but an open comment would hide statements from it.
        """
        if token := find_open_token(source.text):
            words = f"The {_OPEN_NAMES[token.kind]} that opens here is never closed."
            yield Fail(words, Place(source, token.start), source.text[token.start :])

    def _set_status_variables(self, reply: Reply) -> None:
        """Set psql's variables that describe the last statement."""
        self.state.variables |= {
            "ERROR": "true" if reply.failed else "false",
            "SQLSTATE": reply.sqlstate,
            "ROW_COUNT": str(reply.affected),
        }
        if reply.failed:
            self.state.variables["LAST_ERROR_MESSAGE"] = reply.message
            self.state.variables["LAST_ERROR_SQLSTATE"] = reply.sqlstate

    @property
    def origin(self) -> str:
        """The text of the current statement of the script itself, not of an included file."""
        return self._origin

    @property
    def progress(self) -> tuple[int, int, int]:
        """The number of the current statement, the count in its file, and the remaining count."""
        number, of = self._frames[-1] if self._frames else (0, 0)
        return number, of, sum(of - number for number, of in self._frames)

    @property
    def commands(self) -> BackslashCommands:
        """The backslash commands."""
        if self._commands is None:
            # Lazily, because most scripts of `exec` have no commands.
            from dsql_tui.execution.backslash import BackslashCommands

            self._commands = BackslashCommands(self.state, self.run_statements)
        return self._commands

    def preview(
        self, source: Source, statements: Sequence[Statement] | None = None
    ) -> Generator[Step, Reply, list[Statement]]:
        """Return the statements that may run, including those of included files.

        Yields only `Load` steps. Includes both branches of a condition; skips files that cannot
        be read. Leaves the state as it is, but for `assigned`.
        """
        variables, folder = dict(self.state.variables), self.state.folder
        self.assigned.clear()
        try:
            return (yield from self._preview(source, statements, 0))
        finally:
            self.state.variables, self.state.folder = variables, folder

    def _preview(
        self, source: Source, statements: Sequence[Statement] | None, depth: int
    ) -> Generator[Step, Reply, list[Statement]]:
        found: list[Statement] = []
        listed = source.split() if statements is None else statements
        for statement, after in zip(listed, [*listed[1:], None], strict=False):
            if not is_command(statement):
                if self._is_complete(statement, after):
                    found += self.interpolate(statement)
            elif copy := self.commands.copy(statement):
                found.append(copy)
            elif depth < _PREVIEW_DEPTH and (
                path := self.commands.find_included_file(statement, source)
            ):
                reply = yield Load(path)
                if reply.source:
                    found += yield from self._preview(reply.source, None, depth + 1)
            else:
                self.commands.preview(statement, self.assigned)
        return found

    def _is_complete(self, statement: Statement, after: Statement | None) -> bool:
        """Return True unless a backslash command interrupts the statement, or discards it."""
        return statement.terminator != "\\" or after is None or self.commands.is_go(after)

    def interpolate(self, statement: Statement) -> list[Statement]:
        """Return a statement with its variables replaced by their values.

        A value may hold several statements.
        """
        if not (self.state.variables and ":" in statement.text):
            return [statement]
        from dsql_tui.execution.variables import interpolate

        text = interpolate(statement.text, self.state.variables).text
        parts = split(text) if ";" in text else []
        if len(parts) < 2 or any(map(is_command, parts)):
            return [statement._replace(text=text)]
        return [statement._replace(text=part.text) for part in parts]

    def original_position(self, statement: Statement, written: str, position: int) -> int:
        """Return the position in the script for a position in an interpolated statement."""
        if statement.text == written:
            return position
        from dsql_tui.execution.variables import interpolate

        return interpolate(written, self.state.variables).original(position)

    def run_statements(self, source: Source, statements: Sequence[Statement], depth: int) -> Steps:
        """Yield the steps of the statements of one file."""
        if depth or self._whole:
            yield from self._check_ending(source)
        frame = [0, len(statements)]
        self._frames.append(frame)
        conditions = None
        following = [*statements[1:], None][: len(statements)]
        skip = ""
        for statement, after in zip(statements, following, strict=True):
            place = Place(source, statement.start)
            frame[0] += 1
            self._origin = self._origin if depth else statement.text
            if skip:
                skip = self._goes_on(statement, skip)
            elif is_command(statement):
                conditions = conditions or self.commands.start_conditions()
                ended = yield from self.commands.run(statement, place, depth, conditions)
                if ended:
                    break
            elif conditions is None or conditions.active:
                command = after if statement.terminator == "\\" else None
                if command is None or self.commands.is_go(command):
                    yield from self._execute(statement, place, command)
                elif not self.commands.ends_statement(command):
                    yield _refuse_interruption(statement, command, place)
                skip = "command" if command else ""
        else:
            if conditions and conditions.open:
                yield Fail("An \\if has no \\endif.", Place(source, len(source.text)), "\\if")
        self._frames.pop()

    def _goes_on(self, statement: Statement, part: str) -> str:
        """Return which part of an interrupted statement follows one that was skipped."""
        if is_command(statement):
            return "" if self.commands.ends_statement(statement) else "statement"
        return "command" if statement.terminator == "\\" else ""

    def _execute(self, statement: Statement, place: Place, go: Statement | None) -> Steps:
        if words := _refuse_message(statement, place):
            yield Fail(words, place, statement.text)
            return
        *parts, last = self.interpolate(statement)
        for part in parts:
            yield from self._execute_part(Execute(part, place, statement.text), statement, None)
        yield from self._execute_part(Execute(last, place, statement.text), statement, go)

    def _execute_part(self, execute: Execute, statement: Statement, go: Statement | None) -> Steps:
        place = execute.place
        if get_facts(execute.statement.text).copies:
            fed = self._add_data(execute, statement)
            if fed is None:
                yield Fail(
                    "COPY FROM STDIN has no data. Put the rows after the statement, or use \\copy.",
                    place,
                    statement.text,
                )
                return
            execute = fed
        self.state.last = execute
        if go is None:
            yield execute
        else:
            yield from self.commands.go(go.text, Place(place.source, go.start), execute)

    def _add_data(self, execute: Execute, statement: Statement) -> Execute | None:
        """Return a COPY with the rows after it or standard input; `None` if there are no data."""
        from dsql_tui.execution.copy_rows import copy_direction

        data = statement.data
        if data is not None:
            return execute._replace(data=execute.place.source.text[data.start : data.end])
        if copy_direction(execute.statement.text) != "in":
            return execute
        if not self.state.abilities.standard_input:
            return None
        return execute._replace(statement=execute.statement._replace(file=STANDARD_INPUT))


def _refuse_interruption(statement: Statement, command: Statement, place: Place) -> Fail:
    """Fail for a statement that a backslash command interrupts.

    psql continues it after the command; the part before alone could mean something else, such as
    a DELETE without its WHERE.
    """
    name = command.text.split()[0]
    words = f"The statement has no semicolon before {name}. Move {name}, or end the statement."
    return Fail(words, place, statement.text)


def _refuse_message(statement: Statement, place: Place) -> str:
    r"""Return why a message of several statements, joined by `\;`, is not sent; usually empty.

    psql sends it as one transaction, and shows each result.
    """
    written = place.source.text[statement.start : statement.end]
    if "\\;" not in written:
        return ""
    pieces = islice(find_server_pieces(statement.text), 2)
    if len(list(pieces)) < 2:
        return ""
    return "Statements joined by \\; are not supported. Write BEGIN and COMMIT around them."


def is_command(statement: Statement) -> bool:
    """Return True for a backslash command."""
    return statement.text.startswith("\\")
