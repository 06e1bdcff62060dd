"""`dsql-tui compare TARGET OTHER`: the differences of two schemas, and a script."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path

from dsql_tui.cli.connection_errors import CONNECTION_ERRORS, report_connection_error
from dsql_tui.cli.options import (
    DONE,
    FAILED,
    NOT_CONNECTED,
    Parser,
    UsageError,
    add_access,
    make_parser,
    resolve_profile,
    say,
)
from dsql_tui.db.ddl_catalog import read_schema_facts
from dsql_tui.execution.schema_file import (
    NO_SCRIPT,
    FileSchema,
    UnreadableFile,
    is_schema_file,
    read_schema_file,
)
from dsql_tui.opening import Access
from dsql_tui.results.text import make_visible
from dsql_tui.sandbox.process import SandboxFailed
from dsql_tui.sql.ddl.compare.plan import Comparison, compare
from dsql_tui.sql.ddl.compare.report import list_lines, write_script
from dsql_tui.sql.ddl.facts import SchemaFacts
from dsql_tui.sql.ddl.grants import keep_granted_roles

_DESCRIPTION = """\
List the differences of the schemas of two clusters, and print the script that changes TARGET so
that it is like OTHER. A difference that Aurora DSQL cannot remove is a comment with the reason.
Nothing is changed. The script creates roles, but drops none, and does not change which identities
may use them. The order of columns, rows and privileges on types are not compared.

OTHER can be a file whose name ends in .sql. Its DDL runs in a temporary sandbox; statements that
fail there are listed, and then there is no script. A file without CREATE ROLE says nothing about
roles.

The options below are for both clusters; save a profile for what differs.

Exit codes: 0 the schemas are equal, 1 they differ, 2 usage, 3 one of them could not be read."""


def run(arguments: list[str]) -> int:
    """Print the differences; return the exit code."""
    given = build_parser().parse_args(arguments)
    access = Access.from_profile(resolve_profile(given))
    file: FileSchema | None = None
    try:
        if is_schema_file(given.other):
            file = read_schema_file(Path(given.other), given.schema)
            old, new = _read(access, given.schema), file.facts
            file.adopt_roles(old)
        else:
            other = argparse.Namespace(**{**vars(given), "target": given.other})
            accesses = (access, Access.from_profile(resolve_profile(other)))
            old, new = (_read(each, given.schema) for each in accesses)
    except CONNECTION_ERRORS as error:
        return report_connection_error(error, refused=NOT_CONNECTED)
    except (UnreadableFile, SandboxFailed) as error:
        return say(make_visible(str(error)), NOT_CONNECTED)
    if given.schema and not (old.objects or new.objects):
        sides = f"Neither TARGET nor {given.other}" if file else "Neither cluster"
        raise UsageError(f"{sides} has a schema “{given.schema}” that this role can see.")
    if given.schema:
        keep_granted_roles(old, new)
    return _report(compare(old, new), file, given)


def _report(comparison: Comparison, file: FileSchema | None, given: argparse.Namespace) -> int:
    """Print the differences and the script, unless not all of a file was read."""
    unread = file.unread if file else []
    if file and file.left_out:
        say(f"{given.other}: {file.describe_left_out()}", DONE)
    for each in unread:
        say(f"{given.other}: {make_visible(str(each))}", FAILED)
    if not comparison.planned and not unread:
        return say("The schemas are equal.", DONE)
    lines = [] if given.script else list(list_lines(comparison))
    script = "" if unread else write_script(comparison)
    parts = [f"{line}\n" for line in lines] + ["\n"] * bool(lines and script) + [script]
    sys.stdout.buffer.write("".join(parts).encode())  # UTF-8 in every locale
    if unread:
        return say(f"There is no script. {NO_SCRIPT}", FAILED)
    return FAILED


def _read(access: Access, schema: str | None) -> SchemaFacts:
    with closing(access.open()) as session:
        return read_schema_facts(session, schema)


def build_parser() -> Parser:
    """Return the parser of the command."""
    parser = make_parser("compare", _DESCRIPTION)
    parser.add_argument(
        "other", metavar="OTHER", help="the cluster to be like, a target too; or a file"
    )
    parser.add_argument("--schema", metavar="S", help="only this schema; default: all")
    parser.add_argument("--script", action="store_true", help="print the script only")
    add_access(parser)
    return parser
