r"""Backslash commands that send nothing: they print, ask, write a file or change a setting."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

from dsql_tui.execution.backslash_arguments import ArgumentError, check_file_name
from dsql_tui.execution.backslash_settings import check_encoding, make_print
from dsql_tui.execution.script_state import ScriptState
from dsql_tui.execution.steps import Fail, Place, Print, Prompt, Reply, Set, Step, Write
from dsql_tui.execution.variables import is_name

Steps = Generator[Step, Reply, None]

LOCAL_COMMANDS = frozenset(
    {
        "\\echo",
        "\\qecho",
        "\\warn",
        "\\encoding",
        "\\cd",
        "\\prompt",
        "\\w",
        "\\p",
        "\\r",
        "\\errverbose",
    }
)


def run_local(
    name: str, arguments: Sequence[str], state: ScriptState, place: Place, written: str
) -> Steps:
    """Yield the steps of one of `LOCAL_COMMANDS`.

    Raises:
        ArgumentError: The arguments are not valid.
    """
    match name:
        case "\\encoding":
            if step := check_encoding(arguments):
                yield step
        case "\\cd":
            yield from _change_folder(arguments, state, place, written)
        case "\\prompt":
            yield from _prompt(arguments, state, place, written)
        case "\\w":
            yield from _write(arguments, state, place, written)
        case "\\p":
            yield Print(state.last.written if state.last else "Query buffer is empty.", "output")
        case "\\errverbose":
            yield Print(_describe_error(state), "output")
        case "\\r":  # The statement that it would discard is not run.
            pass
        case _:
            yield make_print(name, arguments)


def apply_setting(step: Set, place: Place, written: str) -> Steps:
    """Yield a step that changes a setting, and a failure if that is not possible."""
    reply = yield step
    if reply.message:
        yield Fail(reply.message, place, written)


def _change_folder(
    arguments: Sequence[str], state: ScriptState, place: Place, written: str
) -> Steps:
    if len(arguments) > 1:
        raise ArgumentError("\\cd takes one folder. Put a name with spaces in quotes.")
    folder = Path(state.resolve(arguments[0] if arguments else "~")).expanduser()
    reply = yield Set("folder", str(folder))
    if reply.message:
        yield Fail(reply.message, place, written)
    else:
        state.folder = folder


def _prompt(arguments: Sequence[str], state: ScriptState, place: Place, written: str) -> Steps:
    if not 1 <= len(arguments) <= 2:
        raise ArgumentError("\\prompt takes an optional text and the name of a variable.")
    if not is_name(arguments[-1]):
        raise ArgumentError(f"“{arguments[-1]}” is not the name of a variable.")
    reply = yield Prompt(arguments[0] if len(arguments) > 1 else "")
    if reply.message:
        yield Fail(reply.message, place, written)
    else:
        state.variables[arguments[-1]] = reply.line


def _write(arguments: Sequence[str], state: ScriptState, place: Place, written: str) -> Steps:
    check_file_name("\\w", arguments)
    if len(arguments) != 1:
        raise ArgumentError("\\w takes the name of one file.")
    if state.last is None:
        yield Fail("\\w needs a statement before it.", place, written)
        return
    path = Path(state.resolve(arguments[0])).expanduser()
    reply = yield Write(path, f"{state.last.written}\n")
    if reply.message:
        yield Fail(reply.message, place, written)


def _describe_error(state: ScriptState) -> str:
    variables = state.variables
    if "LAST_ERROR_MESSAGE" not in variables:
        return "There is no previous error."
    return f"ERROR:  {variables['LAST_ERROR_SQLSTATE']}: {variables['LAST_ERROR_MESSAGE']}"
