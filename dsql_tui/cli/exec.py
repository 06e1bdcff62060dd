"""`dsql-tui exec TARGET`: statements without a screen."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path
from time import sleep

from dsql_tui.aws.errors import AwsError
from dsql_tui.cli.connection_errors import describe_connect_error
from dsql_tui.cli.cost_report import CostReport
from dsql_tui.cli.guard import add_yes, make_permit
from dsql_tui.cli.headless import Headless, HeadlessOptions, OutputLost
from dsql_tui.cli.options import (
    DONE,
    FAILED,
    INTERRUPTED,
    NOT_CONNECTED,
    TIMED_OUT,
    UNKNOWN,
    Parser,
    UsageError,
    add_access,
    add_output,
    add_quiet,
    make_parser,
    parse_count,
    parse_seconds,
    resolve_profile,
    say,
)
from dsql_tui.cli.output import get_terminal_width, open_output
from dsql_tui.cli.variables import add_variables
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import ConnectError, Session
from dsql_tui.dsql.profile import Profile
from dsql_tui.events import ServerError
from dsql_tui.execution.session_retry import Delay, SessionOpening
from dsql_tui.execution.source import ScriptFileError, Source, decode_script, read_source
from dsql_tui.opening import Access
from dsql_tui.results.formats import FORMATS, get_format
from dsql_tui.results.formats.compression import detect_format
from dsql_tui.results.formats.format import Format, FormatError, Options

_DESCRIPTION = """\
Run statements and write what they return. Only data goes to standard output.

Exit codes: 0 done, 1 rejected by the server, 2 usage, 3 could not connect, 4 timed out,
5 conflict, 6 outcome unknown, 130 interrupted."""


class _Discarded(Exception):
    """A statement failed, so the output file is not written."""

    def __init__(self, code: int) -> None:
        self.code = code


def run(arguments: list[str]) -> int:
    """Run statements in a session and return the exit code."""
    given = build_parser().parse_intermixed_args(arguments)
    profile, sources = resolve_profile(given), _read_sources(given)
    options = _read_options(given, profile)
    try:
        return _execute(profile, sources, options, given)
    except _Discarded as discarded:
        return discarded.code
    except AwsError as error:
        return say(f"No token could be signed. {error}", NOT_CONNECTED)
    except (ConnectError, CatalogError) as error:
        return _report_connect_error(error.error)
    except FormatError as error:
        raise UsageError(str(error)) from None
    except KeyboardInterrupt:
        return say("Interrupted; nothing is running any more.", INTERRUPTED)


def _execute(
    profile: Profile, sources: list[Source], options: HeadlessOptions, given: argparse.Namespace
) -> int:
    access, headless = Access.from_profile(profile), None
    permit = make_permit(profile, given.yes)
    try:
        with open_output(given.output, not given.no_pager) as goal:
            session = _open_session(access, given.quiet)
            with closing(Headless(access, session, goal, options, permit)) as headless:
                code = headless.run(sources)
                if code != DONE and given.output and not headless.keep_going:
                    raise _Discarded(code)
                return code
    except OutputLost:
        return headless.code if headless else FAILED
    except KeyboardInterrupt:
        if headless and headless.code == UNKNOWN:
            return UNKNOWN  # as was said
        raise
    except OSError as error:
        if headless and headless.changed:
            return _say_unwritten(given, error, UNKNOWN)
        if isinstance(error, BrokenPipeError):
            raise
        return _say_unwritten(given, error, FAILED)


def _say_unwritten(given: argparse.Namespace, error: OSError, code: int) -> int:
    name = error.filename or given.output or "standard output"
    kept = " What the statements changed is kept." if code == UNKNOWN else ""
    return say(f"Writing to {name} failed: {error.strerror}.{kept}", code)


def build_parser() -> Parser:
    """Return the parser of the command."""
    parser = make_parser("exec", _DESCRIPTION)
    parser.add_argument("stdin", nargs="?", choices=["-"], metavar="-", help="read standard input")
    parser.add_argument(
        "-c",
        "--command",
        action="append",
        metavar="SQL",
        help="statements to run; can be repeated",
    )
    parser.add_argument("-f", "--file", metavar="FILE", help="a file of statements")
    add_variables(parser)
    _add_output_options(parser)
    _add_run_options(parser)
    add_yes(parser)
    add_access(parser)
    return parser


def _add_output_options(parser: Parser) -> None:
    parser.add_argument(
        "--format",
        choices=[each.name for each in FORMATS],
        help="format of the rows; default: by the extension of FILE, or table",
    )
    add_output(parser)
    parser.add_argument("--no-header", action="store_true", help="omit the column names")
    parser.add_argument(
        "--table",
        default=Options().table,
        metavar="NAME",
        help="table name in INSERT statements, quoted as in SQL",
    )
    parser.add_argument("--timing", action="store_true", help="print how long each statement took")
    parser.add_argument(
        "--cost",
        action="store_true",
        help="print the DPU that EXPLAIN ANALYZE VERBOSE reports, and an estimate of the price",
    )
    add_quiet(parser)
    parser.add_argument("--no-pager", action="store_true", help="do not use a pager")


def _add_run_options(parser: Parser) -> None:
    parser.add_argument("--keep-going", action="store_true", help="continue after an error")
    parser.add_argument(
        "--timeout", type=parse_seconds, metavar="S", help="seconds a statement may take"
    )
    parser.add_argument(
        "--retry-conflicts",
        type=parse_count,
        default=0,
        metavar="N",
        help="retry a transaction up to N times after a conflict",
    )
    parser.add_argument(
        "--wait-jobs",
        action="store_true",
        help="wait until each job that a statement starts has ended; fail if the job fails",
    )
    parser.add_argument(
        "--read-only",
        action="store_true",
        default=None,
        help="send nothing that may change anything",
    )


def _read_sources(given: argparse.Namespace) -> list[Source]:
    """Return the scripts to run."""
    if sum((given.command is not None, given.file is not None, bool(given.stdin))) != 1:
        raise UsageError("Give one source of statements: -c SQL, -f FILE, or - for standard input.")
    if given.command is not None:
        several = len(given.command) > 1
        names = [f"-c {number}" if several else "" for number in range(1, len(given.command) + 1)]
        sources = [
            Source(text, name, is_command=True)
            for text, name in zip(given.command, names, strict=True)
        ]
    else:
        sources = [_read_script(given)]
    for source in sources:
        if "\0" in source.text:
            line = source.line(source.text.index("\0"))
            raise UsageError(f"Line {line} has a NUL character, which no statement can have.")
    return sources


def _read_script(given: argparse.Namespace) -> Source:
    try:
        if _reads_standard_input(given):
            return Source(decode_script(sys.stdin.buffer.read()))
        return read_source(Path(given.file))
    except UnicodeDecodeError:
        raise UsageError("Standard input is not text in UTF-8.") from None
    except OSError as error:
        raise UsageError(f"Standard input cannot be read: {error.strerror}.") from None
    except ScriptFileError as error:
        raise UsageError(str(error)) from None


def _reads_standard_input(given: argparse.Namespace) -> bool:
    return bool(given.stdin) or given.file == "-"


def _read_options(given: argparse.Namespace, profile: Profile) -> HeadlessOptions:
    kind = _choose_format(given)
    width = get_terminal_width() if given.output is None else None
    if kind.binary and given.output is None and width:
        raise UsageError(f"{kind.title} cannot be printed to a terminal: name a file with -o.")
    return HeadlessOptions(
        kind,
        Options(not given.no_header, given.table, width),
        given.keep_going,
        given.timing,
        given.quiet,
        given.retry_conflicts,
        given.timeout,
        standard_input=not _reads_standard_input(given),
        wait_jobs=given.wait_jobs,
        cost=CostReport(profile.endpoint.region) if given.cost else None,
        variables=given.variables,
    )


def _choose_format(given: argparse.Namespace) -> Format:
    by_name = detect_format(given.output)[0] if given.output else None
    if given.format or by_name is None:
        return get_format(given.format or "table")
    return by_name


def _open_session(access: Access, quiet: bool) -> Session:
    """Open a session; wait where the cluster asks for that."""
    opening = SessionOpening(access)
    while isinstance(answer := opening.attempt(), Delay):
        if not quiet:
            words = f"{answer.words}. Trying again in {answer.seconds} s."
            print(words, file=sys.stderr)  # noqa: T201
        sleep(answer.seconds)
    return answer


def _report_connect_error(error: ServerError) -> int:
    code = TIMED_OUT if "timeout expired" in error.message else NOT_CONNECTED
    return say(describe_connect_error(error), code)
