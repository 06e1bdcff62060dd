"""The options of `dsql-tui import`."""

from __future__ import annotations

import argparse
from pathlib import Path

from dsql_tui.cli.guard import add_yes
from dsql_tui.cli.options import Parser, UsageError, add_access, add_quiet, make_parser, parse_count
from dsql_tui.importing.plan import DEFAULT_JOBS, MAX_JOBS
from dsql_tui.results.readers import KINDS, NULL_KINDS, Layout, detect_kind, split_names

STANDARD_INPUT = Path("-")

_DESCRIPTION = """\
Load a file into a table, in transactions of at most 3,000 rows and in several sessions at once.
A session that is lost is replaced; the rows that it was sending are looked up by a unique key.
Rejected rows and reasons are written to a file, in the order of FILE. An import that was
interrupted continues with --resume.

Exit codes: 0 done, 1 failed or some rows rejected, 2 usage, 3 could not connect, 5 conflict,
6 outcome unknown, 130 interrupted."""


def build_parser() -> Parser:
    """Return the parser of the command line."""
    parser = make_parser("import", _DESCRIPTION)
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="its ending names the format; - is standard input"
    )
    parser.add_argument("--into", required=True, metavar="TABLE", help="quoted as in SQL")
    _add_format_options(parser)
    _add_conflict_options(parser)
    _add_progress_options(parser)
    parser.add_argument(
        "--dry-run", action="store_true", help="check the whole file, and load nothing"
    )
    add_quiet(parser)
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
        "--null",
        metavar="TEXT",
        help=r"text for NULL; default: no text in CSV, \N in TSV, an empty cell in Excel",
    )
    parser.add_argument(
        "--encoding",
        type=_parse_encoding,
        metavar="NAME",
        help="encoding of FILE, such as latin1; default: UTF-8, or UTF-16 with a byte order mark",
    )


def _add_conflict_options(parser: Parser) -> None:
    parser.add_argument(
        "--on-conflict",
        choices=["skip", "update"],
        help="skip or update rows whose key is in the table; default: reject them",
    )
    parser.add_argument(
        "--key", metavar="A,B", help="the columns of a unique key; default: the primary key"
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
    parser.add_argument(
        "-j",
        "--jobs",
        type=_parse_jobs,
        metavar="N",
        help=f"sessions to load in, 1 to {MAX_JOBS}; default: {DEFAULT_JOBS}, or 1 without a "
        "unique key",
    )
    parser.add_argument("--rejects", type=Path, metavar="FILE", help="the file for rejected rows")
    parser.add_argument(
        "--max-rejected", type=parse_count, default=1000, metavar="N", help="default: 1000"
    )


def choose_layout(given: argparse.Namespace) -> Layout:
    """Return the format that the options and the name of the file tell.

    Raises:
        UsageError: They do not tell it, or do not fit each other.
    """
    kind = given.format or detect_kind(given.file)
    if kind is None:
        missing = (
            "Standard input has no name that tells its format."
            if given.file == STANDARD_INPUT
            else f"The name “{given.file.name}” does not tell its format."
        )
        raise UsageError(f"{missing} Add --format {'|'.join(KINDS)}.")
    if given.null is not None and kind not in NULL_KINDS:
        raise UsageError(
            f"--null applies to {', '.join(NULL_KINDS)} only: {kind} has its own NULL."
        )
    names = _split_names("--columns", given.columns)
    header, encoding = not given.no_header, given.encoding or ""
    return Layout(kind, names, header, given.separator, encoding, given.sheet, given.null)


def choose_key(given: argparse.Namespace) -> tuple[str, ...]:
    """Return the columns of `--key`.

    Raises:
        UsageError: They are not a list of names, or are not needed.
    """
    if given.key and not given.on_conflict:
        raise UsageError("--key has no use without --on-conflict. Add --on-conflict skip|update.")
    return _split_names("--key", given.key)


def _split_names(option: str, text: str | None) -> tuple[str, ...]:
    try:
        return split_names(text or "")
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from None


def _parse_jobs(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= MAX_JOBS:
        return int(text)
    raise argparse.ArgumentTypeError(f"“{text}” must be a number from 1 to {MAX_JOBS}")


def _parse_encoding(name: str) -> str:
    try:
        "".encode(name)
    except LookupError:
        raise argparse.ArgumentTypeError(f"“{name}” is not an encoding") from None
    return name
