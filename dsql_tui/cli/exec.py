"""`dsql-tui exec TARGET`: statements without a screen."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path
from time import sleep

from dsql_tui.aws.identity import AwsError
from dsql_tui.cli.guard import add_yes, permit_of
from dsql_tui.cli.headless import Headless, Manner
from dsql_tui.cli.options import (
    DONE,
    INTERRUPTED,
    REFUSED,
    TIMED_OUT,
    UNREACHED,
    Parser,
    Usage,
    add_access,
    chosen,
    count,
    say,
    seconds,
)
from dsql_tui.cli.output import output, terminal_width
from dsql_tui.db.catalog import CatalogRefused
from dsql_tui.db.session import OpeningRefused, Session
from dsql_tui.dsql.patience import WAITS, passes
from dsql_tui.dsql.profile import Profile
from dsql_tui.dsql.refusals import diagnose
from dsql_tui.events import Refusal
from dsql_tui.opening import Access
from dsql_tui.results.formats import FORMATS, format_named
from dsql_tui.results.formats.format import Format, FormatError, Options
from dsql_tui.results.formats.packing import named
from dsql_tui.results.text import visible
from dsql_tui.sql.scan import split

_DESCRIPTION = """\
Run statements and write what they return. Only data goes to standard output.

Exit codes: 0 done, 1 refused by the server, 2 usage, 3 could not connect, 4 timed out,
5 conflict, 6 outcome unknown, 130 interrupted."""


class _Discarded(Exception):
    """A statement was refused, so its file is not written; with the exit code."""

    def __init__(self, code: int) -> None:
        self.code = code


def run(arguments: list[str]) -> int:
    """Open a session, run what was asked for, and end with the exit code that says how it went."""
    given = _parser().parse_intermixed_args(arguments)
    profile, script, manner = chosen(given), _script(given), _manner(given)
    try:
        return _executed(profile, script, manner, given)
    except _Discarded as discarded:
        return discarded.code
    except AwsError as error:
        return say(f"No token could be signed. {error}", UNREACHED)
    except (OpeningRefused, CatalogRefused) as error:
        return _unreached(error.refusal)
    except FormatError as error:
        raise Usage(str(error)) from None
    except KeyboardInterrupt:
        return say("Interrupted; what was running has been cancelled.", INTERRUPTED)


def _executed(profile: Profile, script: str, manner: Manner, given: argparse.Namespace) -> int:
    statements, access = split(script), Access.by(profile)
    permit = permit_of(profile, given.yes)
    try:
        with (
            output(given.output, not given.no_pager) as goal,
            closing(
                Headless(access, _opened(access, given.quiet), goal, manner, permit)
            ) as headless,
        ):
            code = headless.run(script, statements)
            if code != DONE and given.output and not manner.keep_going:
                raise _Discarded(code)
            return code
    except BrokenPipeError:
        raise
    except OSError as error:
        goal_name = given.output or "standard output"
        return say(f"Writing to {goal_name} failed: {error.strerror}.", REFUSED)


def _parser() -> Parser:
    parser = Parser(
        "dsql-tui exec",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("target", metavar="TARGET")
    parser.add_argument("stdin", nargs="?", choices=["-"], metavar="-", help="read standard input")
    parser.add_argument(
        "-c",
        "--command",
        action="append",
        metavar="SQL",
        help="statements to run; several may be given",
    )
    parser.add_argument("-f", "--file", metavar="FILE", help="a file of statements")
    parser.add_argument(
        "--format",
        choices=[each.name for each in FORMATS],
        help="how rows are written; default: what FILE's name says, or table",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE",
        help="write whole or not at all; .gz, .zst pack",
    )
    parser.add_argument("--no-header", action="store_true", help="leave the columns' names out")
    parser.add_argument(
        "--table",
        default=Options().table,
        metavar="NAME",
        help="for INSERT, as SQL writes its name",
    )
    parser.add_argument("--keep-going", action="store_true", help="go on after a refusal")
    parser.add_argument("--timing", action="store_true", help="say how long each statement took")
    parser.add_argument("--timeout", type=seconds, metavar="S", help="seconds a statement may take")
    parser.add_argument("-q", "--quiet", action="store_true", help="say only what was refused")
    parser.add_argument("--no-pager", action="store_true", help="do not page what is long")
    parser.add_argument(
        "--retry-conflicts",
        type=count,
        default=0,
        metavar="N",
        help="run a transaction again, up to N times, when another one came first",
    )
    add_yes(parser)
    add_access(parser)
    return parser


def _script(given: argparse.Namespace) -> str:
    """The statements to run, as one text."""
    if sum((given.command is not None, given.file is not None, bool(given.stdin))) != 1:
        raise Usage("Say what to run, in one way: -c SQL, -f FILE, or - for standard input.")
    if given.command is not None:
        return "\n;\n".join(given.command)
    try:
        if _at_standard_input(given):
            return sys.stdin.buffer.read().decode()
        return Path(given.file).read_text(encoding="utf-8")
    except OSError as error:
        raise Usage(f"{given.file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Usage(f"{given.file or 'Standard input'} is not text in UTF-8.") from None


def _at_standard_input(given: argparse.Namespace) -> bool:
    return bool(given.stdin) or given.file == "-"


def _manner(given: argparse.Namespace) -> Manner:
    kind = _format(given)
    width = terminal_width() if given.output is None else None
    if kind.binary and given.output is None and width:
        raise Usage(f"{kind.title} is nothing for a terminal: name a file with -o.")
    return Manner(
        kind,
        Options(not given.no_header, given.table, width),
        given.keep_going,
        given.timing,
        given.quiet,
        given.retry_conflicts,
        given.timeout,
        fed=not _at_standard_input(given),
    )


def _format(given: argparse.Namespace) -> Format:
    by_name = named(given.output)[0] if given.output else None
    if given.format or by_name is None:
        return format_named(given.format or "table")
    return by_name


def _opened(access: Access, quiet: bool) -> Session:
    """Open a session, with patience where the cluster asks for some."""
    for wait in WAITS:
        try:
            return access.open()
        except OpeningRefused as opening:
            if not passes(opening.refusal):
                raise
            words = visible(opening.refusal.message)
        if not quiet:
            print(f"{words} Trying again in {wait} s.", file=sys.stderr)  # noqa: T201
        sleep(wait)
    return access.open()


def _unreached(refusal: Refusal) -> int:
    known = diagnose(refusal)
    sentence = visible(f"{refusal.message} {refusal.hint or ''}".strip())
    meaning = f"\n{known.cause} {known.remedy}" if known else ""
    code = TIMED_OUT if "timeout expired" in refusal.message else UNREACHED
    return say(f"{sentence}{meaning}", code)
