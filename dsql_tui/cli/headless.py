"""Scripts run without a screen: data to an output, messages to standard error."""

from __future__ import annotations

import sys
from collections.abc import Generator, Sequence
from pathlib import Path
from time import sleep
from typing import NamedTuple, TypeVar

from dsql_tui.cli.attempt import Attempt, Attempts
from dsql_tui.cli.cost_report import CostReport
from dsql_tui.cli.guard import Permit
from dsql_tui.cli.job_wait import JobWait
from dsql_tui.cli.messages import Messages
from dsql_tui.cli.options import FAILED, UNKNOWN, USAGE
from dsql_tui.cli.output import HeldOutput, Output, write_file
from dsql_tui.cli.result_writer import ResultWriter, may_return
from dsql_tui.cli.statement_run import StatementRun
from dsql_tui.cli.variables import NO_MANUAL_COMMIT, Variable, set_variables
from dsql_tui.db.session import Session
from dsql_tui.events import Column
from dsql_tui.execution.display import Display
from dsql_tui.execution.interpreter import Interpreter
from dsql_tui.execution.script_state import Abilities
from dsql_tui.execution.source import ScriptFileError, Source, read_source
from dsql_tui.execution.steps import (
    Execute,
    Fail,
    Load,
    Place,
    Print,
    Prompt,
    Reply,
    Set,
    Show,
    Sleep,
    Step,
    Write,
)
from dsql_tui.opening import Access
from dsql_tui.results.formats.format import Format, Options
from dsql_tui.results.text import make_printable

_TEXT = 25
"""The OID of text."""

T = TypeVar("T")


class OutputLost(Exception):
    """Rows could not be written, which was said; the exit code is in `Headless.code`."""


class HeadlessOptions(NamedTuple):
    """How statements are run."""

    format: Format
    options: Options
    keep_going: bool = False
    """True to run the next statement after one has failed."""
    timing: bool = False
    quiet: bool = False
    retries: int = 0
    """How often a conflict is tried again."""
    timeout: float | None = None
    """Seconds that a statement may take."""
    standard_input: bool = True
    """True if COPY may read standard input, which does not hold the script."""
    wait_jobs: bool = False
    """True to wait for the jobs that statements start."""
    cost: CostReport | None = None
    """Reports the DPU of statements, if wanted."""
    variables: Sequence[Variable] = ()


class Headless:
    """Carries out the steps of scripts in a session."""

    def __init__(
        self,
        access: Access,
        session: Session,
        output: Output,
        options: HeadlessOptions,
        permit: Permit,
    ) -> None:
        self.keep_going = options.keep_going
        """True to run the next statement after one has failed."""
        self._options = options
        self._conflicts = access.conflicts
        self._echo = "none"
        self._permit = permit
        self._permitted: set[str] = set()
        self._messages = Messages(options.quiet)
        self._held = HeldOutput(output) if options.retries else None
        self._output: Output = self._held or output
        self._display = Display(options.format, options.options, options.timing)
        self._writer = ResultWriter(self._output, self._display, several=False)
        self._interpreter = Interpreter(
            access.facts, Abilities(standard_input=options.standard_input)
        )
        attempts = Attempts(options.timeout, self._messages.notice)
        job_wait = JobWait(self._messages, options.timeout) if options.wait_jobs else None
        self._runner = StatementRun(
            access,
            session,
            attempts,
            self._messages,
            self._held,
            options.retries,
            job_wait,
            options.cost,
        )
        set_variables(options.variables, self._interpreter.state.variables, self._set)

    @property
    def code(self) -> int:
        """The exit code of the first statement that failed."""
        return self._runner.code

    @property
    def changed(self) -> bool:
        """True if a change was kept, or may have been."""
        return self._runner.changed

    def run(self, sources: Sequence[Source]) -> int:
        """Run scripts in order; return the exit code of the first statement that failed.

        Raises:
            Usage: a statement may not run.
            OutputLost: rows could not be written.
            OSError: the same, and nothing was changed.
        """
        previews = [self._drive(self._interpreter.preview(source)) for source in sources]
        statements = [each for found in previews for each in found or []]
        if not any(source.split() for source in sources):
            self._messages.say("There is nothing to run: the script has no statements.")
        self._permit(statements, self._runner.session)
        self._permitted.update(each.text for each in statements)
        several = sum(may_return(each.text) for each in statements) > 1
        self._writer = ResultWriter(self._output, self._display, several)
        complete = all(
            self._run_source(source, len(sources) - number)
            for number, source in enumerate(sources, 1)
        )
        if self._held:
            self._held.release()
        if unwritten := self._writer.finish(complete):
            self._messages.warn(f"{unwritten} was not written, because the script stopped.")
        self._messages.summarize_conflicts(self._conflicts)
        if self._options.cost:
            self._messages.say(self._options.cost.summarize())
        self._tell_open_transaction()
        return self.code

    def close(self) -> None:
        """End the session."""
        self._writer.close()
        self._runner.session.close()
        if self._held:
            self._held.close()

    def _run_source(self, source: Source, scripts_left: int) -> bool:
        """Run one script; return False if it stopped early."""
        if self._drive(self._interpreter.run(source)) is not None:
            return True
        number, of, left = self._interpreter.progress
        if of > 1 or scripts_left:
            more = f", nor {scripts_left} more -c" if scripts_left else ""
            self._messages.write(f"Stopped at statement {number} of {of}; {left} not run{more}.\n")
        return False

    def _drive(self, steps: Generator[Step, Reply, T]) -> T | None:
        """Carry out steps; return their result, or `None` if they stopped at an error."""
        reply: Reply | None = None
        try:
            while True:
                reply = self._carry_out(next(steps) if reply is None else steps.send(reply))
                if reply.failed and not self._may_continue():
                    return None
        except StopIteration as end:
            result: T = end.value
            return result

    def _may_continue(self) -> bool:
        return self.keep_going and not self._runner.session.lost

    def _carry_out(self, step: Step) -> Reply:
        match step:
            case Execute():
                return self._execute(step)
            case Show(columns, rows):
                described = [Column(name, _TEXT) for name in columns]
                self._writer.write(described, [list(rows)])
            case Print(text, target, end):
                self._print(f"{text}{end}", target)
            case Set(name, value):
                return Reply(message=self._set(name, value))
            case Sleep(seconds):
                sleep(seconds)
            case Load(path):
                return _load(path)
            case Write(path, text):
                return Reply(message=write_file(path, text))
            case Prompt(text):
                return self._ask(text)
            case Fail(sentence, place):
                return self._fail(sentence, place)
        return Reply()

    def _execute(self, execute: Execute) -> Reply:
        text = execute.statement.text
        if self._echo in ("queries", "all"):
            self._messages.write(f"{make_printable(execute.written)}\n")
        if text not in self._permitted and not execute.internal:
            self._permit([execute.statement], self._runner.session)
        with self._runner.interrupts:
            attempt, reply = self._runner.run(execute, self._writer)
            if attempt.outcome.error:
                self._messages.error(attempt, execute, self._interpreter)
                if self._echo == "errors":
                    self._messages.write(f"STATEMENT:  {make_printable(execute.written)}\n")
            elif attempt.unwritten:
                self._lose_rows(attempt, execute)
        return reply

    def _lose_rows(self, attempt: Attempt, execute: Execute) -> None:
        """Say what became of a statement whose rows could not be written."""
        runner, error = self._runner, attempt.unwritten
        assert error is not None
        if runner.session.state.open and runner.open_changes:
            words, code = "The transaction is rolled back.", FAILED
        elif runner.changed:
            words, code = "What the statements changed is kept; the rows are missing.", UNKNOWN
        else:
            raise error
        runner.code = runner.code or code
        reason = error.strerror or str(error)
        self._messages.warn(f"The rows could not be written: {reason}. {words}", execute.place)
        raise OutputLost

    def _print(self, text: str, target: str) -> None:
        if target == "error":
            self._messages.write(text)
        else:
            self._writer.text(text, target)

    def _set(self, name: str, value: str) -> str:
        """Change a setting; return the reason if that is not possible."""
        match name:
            case "output":
                try:
                    self._writer.redirect(value)
                except OSError as error:
                    return f"{value or 'The file'} cannot be written: {error.strerror}."
            case "folder" if not Path(value).is_dir():
                return f"There is no folder {value}."
            case "manual_commit" if value == "on":
                return NO_MANUAL_COMMIT
            case "continue_on_error":
                self.keep_going = value == "on"
            case "echo":
                self._echo = value
            case _:
                self._display.change(name, value)
        return ""

    def _ask(self, text: str) -> Reply:
        if not self._options.standard_input:
            return Reply(message="Standard input has the script, so it cannot answer.")
        self._messages.write(make_printable(text))
        line = sys.stdin.buffer.readline()
        if not line:
            return Reply(message="Standard input has ended.")
        return Reply(line=line.decode("utf-8", "replace").rstrip("\r\n"))

    def _fail(self, sentence: str, place: Place | None) -> Reply:
        self._messages.warn(sentence, place)
        self._runner.code = self._runner.code or USAGE
        return Reply(failed=True, message=sentence)

    def _tell_open_transaction(self) -> None:
        if not self._runner.session.state.open:
            return
        self._messages.warn(
            "The script ended within a transaction: without COMMIT nothing is kept."
        )
        if self._runner.open_changes:
            self._runner.code = self._runner.code or FAILED


def _load(path: Path) -> Reply:
    try:
        return Reply(source=read_source(path))
    except ScriptFileError as error:
        return Reply(message=str(error))
