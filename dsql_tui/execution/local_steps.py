"""Steps of the console that send nothing to the server."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from dsql_tui.execution.activity import Activity, Note
from dsql_tui.execution.protocols import ConsoleActions, ResultSink
from dsql_tui.execution.result_file import ResultFiles, make_table
from dsql_tui.execution.run_options import RunOptions
from dsql_tui.execution.source import ScriptFileError, read_source
from dsql_tui.execution.steps import EditScript, Load, Print, Prompt, Reply, Set, Show, Write
from dsql_tui.execution.threads import in_thread
from dsql_tui.sql.statements import Statement
from dsql_tui.store.files import write_atomic

LocalStep = Load | Set | Write | Prompt | EditScript | Show | Print

_FILES_ONLY = (
    "This applies to the files of \\o and \\g. The grid shows every column with its name, "
    "and Ctrl+E exports in any format."
)
_FILE_SETTINGS = ("format", "separator", "tuples_only")


class LocalSteps:
    """Carries out the steps of a console that send nothing."""

    def __init__(
        self,
        results: ResultSink,
        actions: ConsoleActions,
        activity: Activity,
        options: RunOptions,
    ) -> None:
        r"""Create the steps of a console.

        Args:
            results: Takes the results.
            actions: The actions of backslash commands.
            activity: Shows notes.
            options: The run options that `\\set` changes.
        """
        self.files = ResultFiles()
        self._results = results
        self._actions = actions
        self._activity = activity
        self._options = options

    async def carry_out(self, step: LocalStep) -> Reply:
        """Carry out a step; the reply has the reason in `message` if that is not possible."""
        match step:
            case Load(path):
                return await _load(path)
            case Set():
                return Reply(message=await self._set(step))
            case Write(path, text):
                return Reply(message=await in_thread(partial(_write, path, text)))
            case Prompt(text):
                line = await self._actions.ask(text)
                return Reply(message="It was not answered.") if line is None else Reply(line=line)
            case EditScript():
                await self._actions.edit()
            case Print():
                self._print(step.text)
                if problem := await in_thread(partial(self.files.print, step)):
                    self._activity.tell(Note(problem, "error"))
                    return Reply(failed=True, message=problem)
            case Show():
                self._results.next(Statement(step.written, 0, 0)).keep(make_table(step))
        return Reply()

    async def _set(self, step: Set) -> str:
        """Change a setting; return the reason if that is not possible."""
        name, value = step
        match name:
            case "output":
                return await in_thread(partial(self.files.redirect, value))
            case "folder":
                return "" if await in_thread(Path(value).is_dir) else f"There is no folder {value}."
            case "manual_commit" | "continue_on_error":
                setattr(self._options, name, value == "on")
                self._activity.changed()
                return ""
            case "echo":  # Every result has its statement.
                return ""
            case "expanded":
                self._actions.expand_rows(value)
            case "timing":
                words = (
                    "The status bar shows the time of the last run, and the history of every run."
                )
                self._activity.tell(Note(words, "information"))
        self.files.display.change(name, value)
        if name in _FILE_SETTINGS:
            self._print(_FILES_ONLY)
        return ""

    def _print(self, text: str) -> None:
        self._results.next(Statement(text, 0, 0)).print(text)


async def _load(path: Path) -> Reply:
    try:
        return Reply(source=await in_thread(partial(read_source, path)))
    except ScriptFileError as error:
        return Reply(message=str(error))


def _write(path: Path, text: str) -> str:
    """Write a file; return the reason if that is not possible. Blocks."""
    try:
        write_atomic(path, text.encode())
    except OSError as error:
        return f"{path} cannot be written: {error.strerror}."
    return ""
