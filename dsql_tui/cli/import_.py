"""`dsql-tui import TARGET FILE`: load a file into a table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from dsql_tui.aws.errors import AwsError
from dsql_tui.cli.guard import add_yes, confirm_change
from dsql_tui.cli.options import (
    CONFLICT,
    DONE,
    FAILED,
    INTERRUPTED,
    NOT_CONNECTED,
    UNKNOWN,
    Parser,
    UsageError,
    add_access,
    parse_count,
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
from dsql_tui.importing import Import, OutcomeUnknown, Progress, TooManyRejected, default_rejects
from dsql_tui.opening import Access
from dsql_tui.results.formats.format import MissingLibrary
from dsql_tui.results.readers import KINDS, Layout, detect_kind, split_names
from dsql_tui.results.text import make_visible

_DESCRIPTION = """\
Load a file into a table, in transactions of at most 3,000 rows. Rejected rows and reasons are
written to a file. An import that was interrupted continues with --resume.

Exit codes: 0 done, 1 failed or some rows rejected, 2 usage, 3 could not connect, 5 conflict,
6 outcome unknown, 130 interrupted."""

_IN_FLIGHT = (
    "The last transaction may or may not be in the table. Run the import again with --resume: it "
    "looks for the rows by a unique key of the table, or tells you how to look."
)


def run(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    given = _parser().parse_args(arguments)
    profile = resolve_profile(given)
    confirm_change(profile, f"the rows of {given.file.name} into {given.into}", given.yes)
    plan = Import(
        Access.from_profile(profile),
        given.into,
        given.file,
        _choose_layout(given),
        given.rejects or default_rejects(given.file),
        given.max_rejected,
    )
    account: list[Progress] = []
    try:
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
        where = error.filename or given.file
        raise UsageError(f"{where}: {error.strerror}.{_advise(plan)}") from None
    except KeyboardInterrupt:
        return _report_interrupt(plan, account)


def _parser() -> Parser:
    parser = Parser(
        "dsql-tui import",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("target", metavar="TARGET")
    parser.add_argument("file", type=Path, metavar="FILE", help="its ending names the format")
    parser.add_argument("--into", required=True, metavar="TABLE", help="quoted as in SQL")
    _add_format_options(parser)
    _add_progress_options(parser)
    parser.add_argument("-q", "--quiet", action="store_true", help="print errors only")
    add_yes(parser)
    add_access(parser)
    return parser


def _add_format_options(parser: Parser) -> None:
    parser.add_argument("--format", choices=KINDS, help="default: by the extension of FILE")
    parser.add_argument(
        "--sheet", default="", metavar="S", help="name or number of a sheet; default: the first"
    )
    parser.add_argument(
        "--columns", metavar="A,B", help="default: those of FILE; quote a name with a comma"
    )
    parser.add_argument(
        "--no-header", action="store_true", help="the first line does not name the columns"
    )
    parser.add_argument(
        "--separator", default="", metavar="S", help="separator between values, such as “;”"
    )
    parser.add_argument(
        "--encoding",
        type=_encoding,
        metavar="NAME",
        help="encoding of FILE, such as latin1; default: UTF-8, or UTF-16 with a byte order mark",
    )


def _add_progress_options(parser: Parser) -> None:
    again = parser.add_mutually_exclusive_group()
    again.add_argument(
        "--resume",
        nargs="?",
        const="",
        choices=["", "after", "from"],
        metavar="after|from",
        help="continue where the import stopped: after or from the rows of unknown outcome",
    )
    again.add_argument("--fresh", action="store_true", help="start over")
    parser.add_argument("--rejects", type=Path, metavar="FILE", help="the file for rejected rows")
    parser.add_argument(
        "--max-rejected", type=parse_count, default=1000, metavar="N", help="default: 1000"
    )


def _choose_layout(given: argparse.Namespace) -> Layout:
    kind = given.format or detect_kind(given.file)
    if kind is None:
        raise UsageError(
            f"The name “{given.file.name}” does not tell its format. "
            f"Add --format {'|'.join(KINDS)}."
        )
    try:
        names = split_names(given.columns or "")
    except ValueError as error:
        raise UsageError(f"--columns: {error}") from None
    return Layout(
        kind, names, not given.no_header, given.separator, given.encoding or "", given.sheet
    )


def _encoding(name: str) -> str:
    try:
        "".encode(name)
    except LookupError:
        raise argparse.ArgumentTypeError(f"“{name}” is not an encoding") from None
    return name


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
    for last in plan.run(progress, given.resume or ""):
        account[:] = [last]
        if shows:
            write_control(sys.stderr, "\r")
            print(f"{last.done:,} rows · {last.share:.0%}", end="", file=sys.stderr, flush=True)  # noqa: T201
    if shows:
        write_control(sys.stderr, "\r\x1b[K")
    if not given.quiet:
        print(account[-1].summary if account else "The file has no rows.", file=sys.stderr)  # noqa: T201


def _advise(plan: Import) -> str:
    """Return how to go on with an import that has begun."""
    progress = plan.load_progress()
    return " Continue with --resume." if progress and progress.has_begun else ""


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
        return say(f"Interrupted: {progress.summary}. {_IN_FLIGHT}", UNKNOWN)
    return say(f"Interrupted: {progress.summary}. Continue with --resume.", INTERRUPTED)


def _report_error(failure: LoadError, plan: Import) -> int:
    error: ServerError = failure.error
    sentence = f"Failed {error.sqlstate or ''}: {make_visible(error.message)}"
    if failure.outcome_unknown:
        return say(f"{sentence}\n{_IN_FLIGHT}", UNKNOWN)
    known = diagnose(error)
    meaning = f"\n{known.cause} {known.remedy}" if known else ""
    conflicted = error.sqlstate == SERIALIZATION_FAILURE
    return say(sentence + meaning + _advise(plan), CONFLICT if conflicted else FAILED)
