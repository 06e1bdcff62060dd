"""`dsql-tui import TARGET FILE`: a file into a table."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dsql_tui.aws.identity import AwsError
from dsql_tui.cli.guard import add_yes, permit_change
from dsql_tui.cli.options import (
    CONFLICTED,
    DONE,
    INTERRUPTED,
    REFUSED,
    UNKNOWN,
    UNREACHED,
    Parser,
    Usage,
    add_access,
    chosen,
    count,
    say,
)
from dsql_tui.db.catalog import CatalogRefused
from dsql_tui.db.loading import LoadRefused
from dsql_tui.db.session import OpeningRefused
from dsql_tui.dsql.refusals import diagnose
from dsql_tui.dsql.transcript import CONFLICT
from dsql_tui.events import Refusal
from dsql_tui.importing import Import, Mark, OutcomeUnknown, TooManyRejected, rejects_of
from dsql_tui.opening import Access
from dsql_tui.results.formats.format import Missing
from dsql_tui.results.records import KINDS, Layout, kind_of
from dsql_tui.results.text import visible

_DESCRIPTION = """\
Bring a file into a table, in transactions of 3,000 rows at most. Rows that the table does not take
are written to a file, with the reason; what was interrupted goes on with --resume.

Exit codes: 0 done, 1 refused or some rows not taken, 2 usage, 3 could not connect, 5 conflict,
6 outcome unknown, 130 interrupted."""


def run(arguments: list[str]) -> int:
    """Bring it in, and say how it went."""
    given = _parser().parse_args(arguments)
    profile = chosen(given)
    permit_change(profile, f"the rows of {given.file.name} into {given.into}", given.yes)
    work = Import(
        Access.by(profile),
        given.into,
        given.file,
        _layout(given),
        given.rejects or rejects_of(given.file),
        given.max_rejected,
    )
    try:
        return _ended(work, _brought(work, _begin(work, given), given))
    except AwsError as error:
        return say(f"No token could be signed. {error}", UNREACHED)
    except (OpeningRefused, CatalogRefused) as error:
        return say(visible(error.refusal.message), UNREACHED)
    except LoadRefused as error:
        return _refused(error.refusal)
    except OutcomeUnknown as error:
        way = "--resume after goes on behind them, --resume from sends them again."
        return say(f"{visible(str(error))}\n{way}", UNKNOWN)
    except TooManyRejected as error:
        return say(f"{error} See {work.rejects}; --resume goes on.", REFUSED)
    except (ValueError, Missing) as error:
        raise Usage(str(error)) from None
    except OSError as error:
        raise Usage(f"{error.filename or given.file}: {error.strerror}.") from None
    except KeyboardInterrupt:
        return say("Interrupted; --resume goes on.", INTERRUPTED)


def _parser() -> Parser:
    parser = Parser(
        "dsql-tui import",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("target", metavar="TARGET")
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV, TSV or JSON Lines; .gz, .zst")
    parser.add_argument("--into", required=True, metavar="TABLE", help="as SQL writes its name")
    parser.add_argument("--format", choices=KINDS, help="default: what FILE's name says")
    parser.add_argument("--columns", metavar="A,B", help="default: what FILE says")
    parser.add_argument("--no-header", action="store_true", help="the first line is a row already")
    parser.add_argument("--separator", default="", metavar="S", help="between cells, as “;”")
    again = parser.add_mutually_exclusive_group()
    again.add_argument(
        "--resume",
        nargs="?",
        const="",
        choices=["", "after", "from"],
        metavar="after|from",
        help="go on where it stopped; after or from the rows whose outcome was unknown",
    )
    again.add_argument("--fresh", action="store_true", help="begin anew")
    parser.add_argument(
        "--rejects", type=Path, metavar="FILE", help="where rows go that are not taken"
    )
    parser.add_argument(
        "--max-rejected", type=count, default=1000, metavar="N", help="default: 1000"
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="say only what went wrong")
    add_yes(parser)
    add_access(parser)
    return parser


def _layout(given: argparse.Namespace) -> Layout:
    kind = given.format or kind_of(given.file)
    if kind is None:
        raise Usage(f"“{given.file.name}” does not say its format: --format {'|'.join(KINDS)}")
    columns = tuple(name.strip() for name in (given.columns or "").split(",") if name.strip())
    return Layout(kind, columns, not given.no_header, given.separator)


def _begin(work: Import, given: argparse.Namespace) -> Mark | None:
    """Where to begin.

    Raises:
        Usage: it has been begun before, and nobody says what to do about that.
    """
    mark = work.mark()
    resumes = given.resume is not None
    if resumes and mark is None:
        raise Usage(f"No import of {work.path} into {work.table} is under way.")
    if mark and not (resumes or given.fresh):
        raise Usage(
            f"An import of this file stopped after {mark.done:,} rows: "
            "--resume goes on, --fresh begins anew"
        )
    return mark if resumes else None


def _brought(work: Import, mark: Mark | None, given: argparse.Namespace) -> Mark | None:
    """Bring the rows in, showing how far it is where somebody looks; the last of that."""
    shows = sys.stderr.isatty() and not given.quiet
    last: Mark | None = None
    for last in work.run(mark, given.resume or ""):
        if shows:
            text = f"\r{last.done:,} rows · {last.share:.0%}"
            print(text, end="", file=sys.stderr, flush=True)  # noqa: T201
    if shows:
        print("\r\x1b[K", end="", file=sys.stderr)  # noqa: T201
    if not given.quiet:
        print(last.told if last else "There are no rows in it.", file=sys.stderr)  # noqa: T201
    return last


def _ended(work: Import, mark: Mark | None) -> int:
    if mark is None or not mark.rejected:
        return DONE
    return say(f"What was not taken stands in {work.rejects}, with the reason.", REFUSED)


def _refused(refusal: Refusal) -> int:
    sentence = f"refused {refusal.sqlstate or ''}: {visible(refusal.message)}"
    if refusal.lost:
        meaning = (
            "The rows under way may be in the table or not. --resume sends them again: a key of "
            "the table refuses those that are there, so none comes twice."
        )
        return say(f"{sentence}\n{meaning}", UNKNOWN)
    known = diagnose(refusal)
    meaning = f"\n{known.cause} {known.remedy}" if known else ""
    return say(sentence + meaning, CONFLICTED if refusal.sqlstate == CONFLICT else REFUSED)
