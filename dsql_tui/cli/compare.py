"""`dsql-tui compare TARGET OTHER`: the differences of two schemas, and a script."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing

from dsql_tui.aws.errors import AwsError
from dsql_tui.cli.options import (
    DONE,
    FAILED,
    NOT_CONNECTED,
    Parser,
    UsageError,
    add_access,
    resolve_profile,
    say,
)
from dsql_tui.db.ddl_catalog import read_schema_facts
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import ConnectError
from dsql_tui.opening import Access
from dsql_tui.results.text import make_visible
from dsql_tui.sql.ddl.compare.plan import compare
from dsql_tui.sql.ddl.compare.report import list_lines, write_script
from dsql_tui.sql.ddl.facts import SchemaFacts
from dsql_tui.sql.ddl.grants import keep_granted_roles

_DESCRIPTION = """\
List the differences of the schemas of two clusters, and print the script that changes TARGET so
that it is like OTHER. A difference that Aurora DSQL cannot remove is a comment with the reason.
Nothing is changed. The script creates roles, but drops none, and does not change which identities
may use them. The order of columns, rows and memberships of roles are not compared.

The options below are for both clusters; save a profile for what differs.

Exit codes: 0 the schemas are equal, 1 they differ, 2 usage, 3 one of them could not be read."""


def run(arguments: list[str]) -> int:
    """Print the differences; return the exit code."""
    given = _build_parser().parse_args(arguments)
    other = argparse.Namespace(**{**vars(given), "target": given.other})
    accesses = [Access.from_profile(resolve_profile(each)) for each in (given, other)]
    try:
        old, new = (_read(access, given.schema) for access in accesses)
    except AwsError as error:
        return say(f"No token could be signed. {error}", NOT_CONNECTED)
    except (ConnectError, CatalogError) as failed:
        return say(make_visible(failed.error.message), NOT_CONNECTED)
    if given.schema and not (old.objects or new.objects):
        raise UsageError(f"Neither cluster has a schema “{given.schema}” that this role can see.")
    if given.schema:
        keep_granted_roles(old, new)
    comparison = compare(old, new)
    if not comparison.planned:
        return say("The schemas are equal.", DONE)
    lines = [] if given.script else [*list_lines(comparison), ""]
    text = "".join(f"{line}\n" for line in lines) + write_script(comparison)
    sys.stdout.buffer.write(text.encode())  # UTF-8 in every locale
    return FAILED


def _read(access: Access, schema: str | None) -> SchemaFacts:
    with closing(access.open()) as session:
        return read_schema_facts(session, schema)


def _build_parser() -> Parser:
    parser = Parser(
        "dsql-tui compare",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("target", metavar="TARGET")
    parser.add_argument("other", metavar="OTHER", help="the cluster to be like; a target too")
    parser.add_argument("--schema", metavar="S", help="only this schema; default: all")
    parser.add_argument("--script", action="store_true", help="print the script only")
    add_access(parser)
    return parser
