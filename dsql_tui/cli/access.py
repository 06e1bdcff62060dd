"""`dsql-tui access TARGET`: who may do what in a cluster."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing

from dsql_tui.aws.errors import AwsError
from dsql_tui.cli.limits import FORMATS
from dsql_tui.cli.options import (
    DONE,
    FAILED,
    NOT_CONNECTED,
    Parser,
    add_access,
    resolve_profile,
    say,
)
from dsql_tui.db.access_catalog import read_access
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import ConnectError
from dsql_tui.events import Column
from dsql_tui.opening import Access
from dsql_tui.results.formats import get_format
from dsql_tui.results.formats.format import Options, Row
from dsql_tui.results.text import make_visible
from dsql_tui.sql.access import AccessReport, find_access
from dsql_tui.sql.ddl.grants import describe_grant, name_subject

_TEXT = 25
_COLUMNS = tuple(
    Column(name, _TEXT) for name in ("object", "role", "privileges", "column", "through", "problem")
)
_BLOCKED = "no USAGE on the schema"


def run(arguments: list[str]) -> int:
    """Print the privileges; return the exit code."""
    parser = Parser(
        "dsql-tui access",
        description="Print who may do what: the identities of each role, and the privileges of "
        "each role on schemas and their objects, its own and those through other roles.",
    )
    parser.add_argument("target", metavar="TARGET")
    parser.add_argument("--format", choices=FORMATS, default="table", help="default: table")
    add_access(parser)
    given = parser.parse_args(arguments)
    access = Access.from_profile(resolve_profile(given))
    try:
        with closing(access.open()) as session:
            report = read_access(session)
    except AwsError as error:
        return say(f"No token could be signed. {error}", NOT_CONNECTED)
    except ConnectError as failed:
        return say(make_visible(failed.error.message), NOT_CONNECTED)
    except CatalogError as failed:
        return say(make_visible(failed.error.message), FAILED)
    rows: list[Row] = [*_list_identities(report), *_list_privileges(report)]
    if given.format == "table":
        rows = [tuple(cell or "" for cell in row) for row in rows]
    for piece in get_format(given.format).write(_COLUMNS, iter([rows]), Options()):
        sys.stdout.buffer.write(piece)
    return DONE


def _list_identities(report: AccessReport) -> Iterator[Row]:
    """Yield a row for each identity that may connect as a role."""
    for role in report.role_names:
        for arn in report.find_identities(role):
            yield (arn, role, "CONNECT", None, None, None)


def _list_privileges(report: AccessReport) -> Iterator[Row]:
    """Yield a row for each privilege of a role on an object."""
    for one in report.facts.objects:
        for role in report.role_names:
            access = find_access(report, one, role)
            subject = name_subject(one)
            if access.owner:
                through = None if access.owner == role else access.owner
                yield (subject, role, "OWNER", None, through, None)
            for grant in access.grants:
                through = None if grant.is_for(role) else grant.role
                problem = _BLOCKED if access.blocked else None
                column = grant.column or None
                yield (subject, role, describe_grant(grant), column, through, problem)
