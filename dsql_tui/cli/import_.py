"""`dsql-tui import TARGET FILE`: load a file into a table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from dsql_tui.aws.errors import AwsError
from dsql_tui.cli.guard import confirm_change
from dsql_tui.cli.import_options import (
    STANDARD_INPUT,
    build_parser,
    choose_key,
    choose_layout,
)
from dsql_tui.cli.options import (
    CONFLICT,
    DONE,
    FAILED,
    INTERRUPTED,
    NOT_CONNECTED,
    UNKNOWN,
    UsageError,
    resolve_profile,
    say,
)
from dsql_tui.cli.terminal_guard import write_control
from dsql_tui.db.loading import LoadError
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import ConnectError
from dsql_tui.dsql.server_errors import diagnose
from dsql_tui.dsql.sqlstate import SERIALIZATION_FAILURE
from dsql_tui.events import ServerError
from dsql_tui.importing import (
    Import,
    OutcomeUnknown,
    Progress,
    TooManyRejected,
    get_default_rejects,
)
from dsql_tui.importing.check import Checked, check_file
from dsql_tui.importing.standard_input import REJECTS, save_standard_input
from dsql_tui.opening import Access
from dsql_tui.results.formats.format import MissingLibrary
from dsql_tui.results.readers import Layout
from dsql_tui.results.text import make_visible

_IN_FLIGHT = (
    "{} may or may not be in the table. Run the import again with --resume: it looks for the rows "
    "by a unique key of the table, or tells you how to look."
)


def run(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    given = build_parser().parse_args(arguments)
    layout = choose_layout(given)
    profile = resolve_profile(given)
    if given.file != STANDARD_INPUT:
        if not given.dry_run:
            confirm_change(profile, f"the rows of {given.file.name} into {given.into}", given.yes)
        plan = _make_plan(Access.from_profile(profile), given.file, layout, given)
        return _run_plan(plan, given)
    if not given.dry_run:
        confirm_change(profile, f"the rows of standard input into {given.into}", given.yes)
    access = Access.from_profile(profile)
    try:
        path = save_standard_input(layout.kind)
    except OSError as error:
        raise UsageError(f"Standard input could not be saved: {error.strerror}.") from None
    except KeyboardInterrupt:
        return say("Interrupted; no row was imported.", INTERRUPTED)
    plan = _make_plan(access, path, layout, given)
    try:
        return _run_plan(plan, given)
    finally:
        if _has_begun(plan):
            say(f"Standard input is kept in {path}. To resume, import this file.", UNKNOWN)
        else:
            path.unlink()


def _make_plan(access: Access, path: Path, layout: Layout, given: argparse.Namespace) -> Import:
    default = REJECTS if given.file == STANDARD_INPUT else get_default_rejects(path)
    return Import(
        access,
        given.into,
        path,
        layout,
        given.rejects or default,
        given.max_rejected,
        given.on_conflict,
        choose_key(given),
        given.jobs,
    )


def _run_plan(plan: Import, given: argparse.Namespace) -> int:
    """Run an import, say how many conflicts it met, and return its exit code."""
    try:
        return _load(plan, given)
    finally:
        if (words := plan.access.conflicts.summarize()) and not given.quiet:
            print(words, file=sys.stderr)  # noqa: T201


def _load(plan: Import, given: argparse.Namespace) -> int:
    """Run an import and return its exit code."""
    account: list[Progress] = []
    try:
        if given.dry_run:
            return _check(plan, given)
        _import_rows(plan, _find_start(plan, given), given, account)
        return _report(plan, account)
    except AwsError as error:
        return say(f"The token could not be signed. {error}{_advise(plan)}", NOT_CONNECTED)
    except (ConnectError, CatalogError) as error:
        return say(make_visible(error.error.message) + _advise(plan), NOT_CONNECTED)
    except LoadError as error:
        return _report_error(error, plan)
    except OutcomeUnknown as error:
        advice = (
            "If it is there, run the import again with --resume after; if not, with --resume from."
        )
        return say(f"{make_visible(str(error))}\n{advice}", UNKNOWN)
    except TooManyRejected as error:
        advice = f"Rejected rows and reasons are in {plan.rejects}. Continue with --resume."
        return say(f"{error} {advice}", FAILED)
    except (ValueError, MissingLibrary) as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        where = error.filename or plan.path
        raise UsageError(f"{where}: {error.strerror}.{_advise(plan)}") from None
    except KeyboardInterrupt:
        return _report_interrupt(plan, account)


def _find_start(plan: Import, given: argparse.Namespace) -> Progress | None:
    """Return the progress to resume from.

    Raises:
        UsageError: There is none although it is asked for, or the other way round.
    """
    progress = plan.load_progress()
    resumes = given.resume is not None
    if resumes and progress is None:
        raise UsageError(
            f"No import of {plan.path} into {plan.table} can be resumed: none stopped before its "
            "end, or the file was changed since. Run it without --resume."
        )
    if progress and progress.has_begun and not (resumes or given.fresh):
        raise UsageError(
            f"An import of this file stopped after {progress.done:,} rows. "
            "Continue with --resume, or start over with --fresh."
        )
    return progress if resumes else None


def _import_rows(
    plan: Import, progress: Progress | None, given: argparse.Namespace, account: list[Progress]
) -> None:
    """Load the rows, show the progress on a terminal, and keep the last of it in `account`."""
    shows = sys.stderr.isatty() and not given.quiet
    run = plan.run(progress, given.resume or "")
    try:
        for last in run:
            if last.note and given.jobs and not account and not given.quiet:
                print(last.note, file=sys.stderr)  # noqa: T201
            account[:] = [last]
            if shows:
                _show_progress(last)
    except KeyboardInterrupt as interrupt:
        run.throw(interrupt)  # It may have come between two batches.
        raise
    if shows:
        write_control(sys.stderr, "\r\x1b[K")
    if not given.quiet:
        print(account[-1].summary if account else "The file has no rows.", file=sys.stderr)  # noqa: T201


def _check(plan: Import, given: argparse.Namespace) -> int:
    """Check the file, print the account, and return the exit code."""
    shows = sys.stderr.isatty() and not given.quiet
    account = Checked()
    for account in check_file(plan):
        if shows:
            _rewrite_line(f"{account.summary} · {account.share:.0%}")
    if shows:
        write_control(sys.stderr, "\r\x1b[K")
    summary = [] if given.quiet else [f"{account.summary}. Nothing was loaded."]
    for line in [*account.lines, *summary]:
        print(make_visible(line), file=sys.stderr)  # noqa: T201
    return FAILED if account.rejected else DONE


def _show_progress(progress: Progress) -> None:
    sessions = f"{progress.sessions} session{'s' if progress.sessions > 1 else ''}"
    _rewrite_line(f"{progress.done:,} rows · {progress.share:.0%} · {sessions}")


def _rewrite_line(text: str) -> None:
    write_control(sys.stderr, "\r")
    print(text, end="", file=sys.stderr, flush=True)  # noqa: T201


def _advise(plan: Import) -> str:
    """Return how to go on with an import that has begun."""
    return " Continue with --resume." if _has_begun(plan) else ""


def _has_begun(plan: Import) -> bool:
    """Return whether rows of an import that can be resumed may be in the table."""
    progress = plan.load_progress()
    return bool(progress and progress.has_begun)


def _report(plan: Import, account: Sequence[Progress]) -> int:
    if not account or not account[-1].rejected:
        return DONE
    return say(f"Rejected rows and reasons are in {plan.rejects}.", FAILED)


def _report_interrupt(plan: Import, account: Sequence[Progress]) -> int:
    progress = plan.load_progress()
    if progress is None and account:
        say(f"Interrupted, but the import was complete: {account[-1].summary}.", DONE)
        return _report(plan, account)
    if progress is None or not progress.has_begun:
        return say("Interrupted; no row was imported.", INTERRUPTED)
    if progress.sending:
        words = _describe_in_flight(len(progress.sending))
        return say(f"Interrupted: {progress.summary}. {words}", UNKNOWN)
    return say(f"Interrupted: {progress.summary}. Continue with --resume.", INTERRUPTED)


def _describe_in_flight(count: int) -> str:
    which = "The last transaction" if count == 1 else f"The last {count} transactions"
    return _IN_FLIGHT.format(which)


def _report_error(failure: LoadError, plan: Import) -> int:
    error: ServerError = failure.error
    sentence = (
        f"error{f' {error.sqlstate}' if error.sqlstate else ''}: {make_visible(error.message)}"
    )
    if failure.outcome_unknown:
        progress = plan.load_progress()
        words = _describe_in_flight(len(progress.sending) if progress else 1)
        return say(f"{sentence}\n{words}", UNKNOWN)
    known = diagnose(error)
    meaning = f"\n{known.cause} {known.remedy}" if known else ""
    conflicted = error.sqlstate == SERIALIZATION_FAILURE
    return say(sentence + meaning + _advise(plan), CONFLICT if conflicted else FAILED)
