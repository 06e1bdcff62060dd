"""`dsql-tui dump TARGET`: write schema and rows as a script."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing

from dsql_tui.cli.connection_errors import CONNECTION_ERRORS, report_connection_error
from dsql_tui.cli.options import (
    DONE,
    FAILED,
    INTERRUPTED,
    Parser,
    add_access,
    add_output,
    add_quiet,
    make_parser,
    resolve_profile,
    say,
)
from dsql_tui.cli.output import open_output
from dsql_tui.dumping.dump import Dump, DumpOptions, MissingObject
from dsql_tui.dumping.snapshots import SnapshotReader, UnreadableTable
from dsql_tui.opening import Access
from dsql_tui.results.formats.format import MissingLibrary, encode
from dsql_tui.results.text import make_visible, pluralize
from dsql_tui.sql.names import split_name

_DESCRIPTION = """\
Write a script that creates schemas, their objects and rows again. `dsql-tui apply TARGET FILE`,
`dsql-tui exec TARGET -f FILE` and psql run it on Aurora DSQL: every statement is a transaction that
fits its limits. Foreign keys and indexes follow the rows; grants come last, and their roles must
exist.

The dump is one snapshot if it can be read within five minutes, the longest that a transaction may
last. Otherwise the script and a message say where a later snapshot begins."""


def run(arguments: list[str]) -> int:
    """Write the script and return the exit code."""
    given = build_parser().parse_args(arguments)
    access = Access.from_profile(resolve_profile(given))
    options = DumpOptions(
        given.schema, given.table, not given.data_only, not given.schema_only, given.grants
    )
    try:
        with (
            open_output(given.output, paging=False) as output,
            closing(SnapshotReader(access)) as reader,
        ):
            dump = Dump(reader, options)
            for part in dump.write():
                output.write(encode(part))
        return _report(dump, reader, given)
    except CONNECTION_ERRORS as error:
        return report_connection_error(error)
    except UnreadableTable as unreadable:
        return say(make_visible(str(unreadable)), FAILED)
    except (MissingObject, MissingLibrary) as missing:
        return say(make_visible(str(missing)), FAILED)
    except KeyboardInterrupt:
        return say(f"Interrupted{_say_unwritten(given)}.", INTERRUPTED)


def _report(dump: Dump, reader: SnapshotReader, given: argparse.Namespace) -> int:
    """Say on standard error what was written."""
    if reader.snapshots > 1:
        say(
            f"The dump is not one snapshot but {reader.snapshots}: a transaction ended "
            f"({make_visible(reader.reason)}). Comments in the script say where.",
            DONE,
        )
    if not given.schema_only and not given.quiet:
        written = f"{pluralize(dump.rows, 'row')} of {pluralize(dump.tables, 'table')} dumped"
        print(written, file=sys.stderr)  # noqa: T201
    return DONE


def _say_unwritten(given: argparse.Namespace) -> str:
    return f"; {given.output} was not written" if given.output else ""


def build_parser() -> Parser:
    """Return the parser of the command."""
    parser = make_parser("dump", _DESCRIPTION)
    add_output(parser)
    parser.add_argument("--schema", metavar="S", help="only this schema; default: all")
    parser.add_argument(
        "--table",
        action="append",
        default=[],
        type=_parse_table,
        metavar="NAME",
        help="only this table or view, quoted as in SQL; can be repeated",
    )
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--schema-only", action="store_true", help="no rows")
    kind.add_argument(
        "--data-only",
        action="store_true",
        help="only rows, for tables that exist; those that foreign keys need come first",
    )
    parser.add_argument(
        "--no-grants", dest="grants", action="store_false", help="omit what roles may do"
    )
    add_quiet(parser)
    add_access(parser)
    return parser


def _parse_table(text: str) -> str:
    try:
        split_name(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text
