"""`dsql-tui ddl TARGET`: print the statements that create a schema or an object again."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing

from dsql_tui.cli.connection_errors import CONNECTION_ERRORS, report_connection_error
from dsql_tui.cli.options import (
    DONE,
    FAILED,
    Parser,
    add_access,
    make_parser,
    resolve_profile,
    say,
)
from dsql_tui.db.ddl_catalog import read_schema_facts
from dsql_tui.opening import Access
from dsql_tui.sql.ddl.script import write_script

_DESCRIPTION = """\
Print a script that creates schemas, domains, sequences, tables, indexes, views and functions
again, with comments and grants. `dsql-tui exec TARGET -f FILE` runs it. It has no rows, and lists
the roles that must exist as comments. Names are exact and without quotes."""


def run(arguments: list[str]) -> int:
    """Print the script; return the exit code."""
    given = build_parser().parse_args(arguments)
    access = Access.from_profile(resolve_profile(given))
    try:
        with closing(access.open()) as session:
            facts = read_schema_facts(session, given.schema)
    except CONNECTION_ERRORS as error:
        return report_connection_error(error)
    script = write_script(facts, given.object, given.grants)
    if not script and (given.schema or given.object):
        return say(f"There is no {_describe(given)} that this role can see.", FAILED)
    sys.stdout.buffer.write(script.encode())  # UTF-8 in every locale
    return DONE


def build_parser() -> Parser:
    """Return the parser of the command."""
    parser = make_parser("ddl", _DESCRIPTION)
    parser.add_argument("--schema", metavar="S", help="only this schema; default: all")
    parser.add_argument("--object", metavar="NAME", help="only objects with this name")
    parser.add_argument(
        "--no-grants", dest="grants", action="store_false", help="omit what roles may do"
    )
    add_access(parser)
    return parser


def _describe(given: argparse.Namespace) -> str:
    if given.object is None:
        return f"schema “{given.schema}”"
    where = f" in schema “{given.schema}”" if given.schema else ""
    return f"object “{given.object}”{where}"
