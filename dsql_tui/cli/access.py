"""`dsql-tui access TARGET`: who may do what in a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from dsql_tui.cli.connection_errors import CONNECTION_ERRORS, report_connection_error
from dsql_tui.cli.options import (
    DONE,
    Parser,
    add_access,
    make_parser,
    resolve_profile,
)
from dsql_tui.cli.rows_output import add_format, write_rows
from dsql_tui.db.access_catalog import read_access
from dsql_tui.events import Column
from dsql_tui.opening import Access
from dsql_tui.results.formats.format import Row
from dsql_tui.sql.access import AccessReport, find_access
from dsql_tui.sql.ddl.facts import SchemaObject
from dsql_tui.sql.ddl.grants import describe_grant, name_subject

_DESCRIPTION = """\
Print who may do what: the identities that may connect as each role, and the privileges of each role
on schemas and their objects, also those that it has through PUBLIC or other roles."""

_TEXT = 25
_COLUMNS = tuple(
    Column(name, _TEXT) for name in ("object", "role", "privileges", "column", "through", "problem")
)
_BLOCKED = "no USAGE on the schema"


def run(arguments: list[str]) -> int:
    """Print the privileges; return the exit code."""
    given = build_parser().parse_args(arguments)
    access = Access.from_profile(resolve_profile(given))
    try:
        with closing(access.open()) as session:
            report = read_access(session)
    except CONNECTION_ERRORS as error:
        return report_connection_error(error)
    rows: list[Row] = [*_list_identities(report), *_list_privileges(report)]
    if given.format == "table":
        rows = [tuple(cell or "" for cell in row) for row in rows]
    write_rows(given.format, _COLUMNS, [rows])
    return DONE


def build_parser() -> Parser:
    """Return the parser of the command."""
    parser = make_parser("access", _DESCRIPTION)
    add_format(parser)
    add_access(parser)
    return parser


def _list_identities(report: AccessReport) -> Iterator[Row]:
    """Yield a row for each identity that may connect as a role."""
    for role in report.role_names:
        for arn in report.find_identities(role):
            yield (arn, role, "CONNECT", None, None, None)


def _name_object(one: SchemaObject) -> str:
    """Return the kind and the name of an object; GRANT calls a view a table."""
    subject = name_subject(one)
    return f"VIEW{subject.removeprefix('TABLE')}" if one.kind == "view" else subject


def _list_privileges(report: AccessReport) -> Iterator[Row]:
    """Yield a row for each privilege of a role on an object."""
    for one in report.facts.objects:
        for role in report.role_names:
            access = find_access(report, one, role)
            subject = _name_object(one)
            if access.owner:
                through = None if access.owner == role else access.owner
                yield (subject, role, "OWNER", None, through, None)
            for grant in access.grants:
                through = None if grant.is_for(role) else grant.role
                problem = _BLOCKED if access.blocked else None
                column = grant.column or None
                yield (subject, role, describe_grant(grant), column, through, problem)
