"""`dsql-tui apply TARGET FILE|FOLDER`: run migration scripts, each statement once."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread
from types import FrameType

from dsql_tui.applying.applier import Applier, ApplyOptions
from dsql_tui.applying.errors import ApplyError
from dsql_tui.applying.files import ScriptFolder, read_scripts
from dsql_tui.applying.status import ScriptStatus, refuse_changes
from dsql_tui.applying.unknown import Answer, UnknownStep
from dsql_tui.cli.apply_messages import ApplyMessages
from dsql_tui.cli.apply_report import list_plan, write_status
from dsql_tui.cli.connection_errors import CONNECTION_ERRORS, report_connection_error
from dsql_tui.cli.guard import add_yes, make_permit
from dsql_tui.cli.interrupts import interrupt
from dsql_tui.cli.options import (
    DONE,
    INTERRUPTED,
    NOT_CONNECTED,
    Parser,
    UsageError,
    add_access,
    add_quiet,
    make_parser,
    parse_count,
    parse_line,
    resolve_profile,
    say,
)
from dsql_tui.dsql.profile import Profile
from dsql_tui.execution.source import ScriptFileError
from dsql_tui.opening import Access
from dsql_tui.results.formats import FORMATS
from dsql_tui.results.text import make_visible, pluralize
from dsql_tui.sql.migration_files.script import ScriptError
from dsql_tui.sql.statements import Statement

_DESCRIPTION = """\
Run a script, or the scripts of a folder in the order of their versions, each statement once. Each
runs in a transaction that Aurora DSQL takes: DDL alone, rows as BEGIN and COMMIT of the script
group them. Jobs such as CREATE INDEX ASYNC are waited for. The table dsql_tui_ledger in the cluster
says what has been applied. After an error or a crash, run the same command again: it continues at
the statement where it stopped.

Files may be named and marked as for Flyway (V1__x.sql, R__x.sql), goose (-- +goose Up), dbmate
(-- migrate:up), golang-migrate (1_x.up.sql) and Drizzle (--> statement-breakpoint). Only the parts
that lead up are run. The tables in which those tools note what they ran are not read or changed.

Exit codes: 0 done, 1 failed, 2 usage or refused, 3 could not connect, 5 conflict, 6 outcome
unknown, 130 stopped."""


def run(arguments: list[str]) -> int:
    """Apply scripts, or tell how far they are; return the exit code."""
    given = build_parser().parse_args(arguments)
    profile = resolve_profile(given)
    folder = _read_folder(given.path)
    messages = ApplyMessages(given.quiet)
    options = ApplyOptions(given.ledger_schema, given.retry_conflicts, given.out_of_order)
    answers: list[Answer] = [given.resume] if given.resume else []

    def decide(unknown: UnknownStep) -> Answer:
        return answers.pop() if answers else messages.ask(unknown)

    access = Access.from_profile(profile)
    applier = Applier(access, messages.tell, decide, options)
    try:
        with closing(applier):
            code = _run(applier, folder, profile, given, messages)
        if answers:
            messages.say("--resume was not needed: no outcome was unknown.")
        return code
    except ApplyError as error:
        return messages.report(error)
    except CONNECTION_ERRORS as error:
        code = report_connection_error(error)
        if given.dry_run and code == NOT_CONNECTED:
            say("--dry-run connects too: the ledger in the cluster says what is applied.", code)
        return code
    except KeyboardInterrupt:
        return say("Interrupted. Run it again: it finds out how far it got.", INTERRUPTED)
    finally:
        messages.summarize_conflicts(access.conflicts)


def _run(
    applier: Applier,
    folder: ScriptFolder,
    profile: Profile,
    given: argparse.Namespace,
    messages: ApplyMessages,
) -> int:
    states = applier.read_status(folder.scripts)
    if given.status:
        write_status(applier, states, given.format, given.path.is_dir())
        return DONE
    for each in folder.skipped:
        messages.say(f"{each.name} is not run: {each.skipped}.")
    refuse_changes(states, given.out_of_order)
    todo = [each for each in states if each.state != "applied"]
    if given.dry_run:
        for line in list_plan(applier, states):
            print(line)  # noqa: T201
        return DONE
    if not todo:
        messages.say(f"Nothing to apply: {pluralize(len(states), 'file')} applied before.")
        return DONE
    _permit(applier, todo, profile, given.yes)
    with _stop_at_interrupt(applier, messages):
        applier.apply(folder.scripts)
    before = len(states) - len(todo)
    messages.say(
        f"Done: {pluralize(len(todo), 'file')} applied{f', {before} before' if before else ''}."
    )
    return DONE


def _read_folder(path: Path) -> ScriptFolder:
    try:
        return read_scripts(path)
    except (ScriptError, ScriptFileError) as error:
        raise UsageError(make_visible(str(error))) from None


def _permit(applier: Applier, todo: list[ScriptStatus], profile: Profile, yes: bool) -> None:
    """Ask before statements run, where that is needed.

    Raises:
        UsageError: They may not run; nothing was sent.
    """
    if profile.read_only:
        title = make_visible(profile.name or profile.target)
        raise UsageError(f"{title} is read-only, and apply writes to its ledger; nothing was sent.")
    statements = [
        Statement(each.text, 0, len(each.text))
        for status in todo
        for one in applier.read_transactions(status)
        if not one.done and one.part < 2
        for each in one.step.statements
    ]
    make_permit(profile, yes)(statements, applier.sender.open())


@contextmanager
def _stop_at_interrupt(applier: Applier, messages: ApplyMessages) -> Iterator[None]:
    """Stop after the running statement at Ctrl+C; cancel it at the second one, end at the third."""
    presses = 0

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal presses
        presses += 1
        if presses == 1:
            messages.write("Stopping after this statement. Press Ctrl+C again to cancel it.\n")
            Thread(target=applier.stop, daemon=True).start()  # takes a lock
        elif presses == 2:
            messages.write("Cancelling the statement.\n")
            Thread(target=applier.cancel, daemon=True).start()
        else:
            interrupt(number, frame)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def build_parser() -> Parser:
    """Return the parser of the command."""
    parser = make_parser("apply", _DESCRIPTION)
    parser.add_argument("path", type=Path, metavar="FILE|FOLDER", help="a script, or a folder")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument(
        "--dry-run",
        action="store_true",
        help="read the ledger, print the transactions that would run, and run nothing",
    )
    kind.add_argument("--status", action="store_true", help="print how far each script is")
    parser.add_argument(
        "--format",
        choices=[each.name for each in FORMATS if not each.binary],
        default="table",
        help="format of --status; default: table",
    )
    _add_run_options(parser)
    add_quiet(parser)
    add_yes(parser)
    add_access(parser)
    return parser


def _add_run_options(parser: Parser) -> None:
    parser.add_argument(
        "--resume",
        choices=["after", "from"],
        metavar="after|from",
        help="continue after or from the statement of unknown outcome",
    )
    parser.add_argument(
        "--out-of-order",
        action="store_true",
        help="also run a version that is lower than one that is applied",
    )
    parser.add_argument(
        "--retry-conflicts",
        type=parse_count,
        default=10,
        metavar="N",
        help="retry a transaction up to N times after a conflict; default: 10",
    )
    parser.add_argument(
        "--ledger-schema",
        type=parse_line,
        default="public",
        metavar="S",
        help="the schema of the table dsql_tui_ledger, which must exist; default: public",
    )
