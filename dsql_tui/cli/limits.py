"""`dsql-tui limits TARGET`: the quotas of a cluster, and how much of them is used."""

from __future__ import annotations

from dsql_tui.cli.connection_errors import CONNECTION_ERRORS, report_connection_error
from dsql_tui.cli.options import (
    DONE,
    Parser,
    add_access,
    make_parser,
    resolve_profile,
    say,
)
from dsql_tui.cli.rows_output import add_format, write_rows
from dsql_tui.dsql.quotas import QuotaUse, find_page, format_amount
from dsql_tui.events import Column
from dsql_tui.execution.quota_report import read_quotas
from dsql_tui.opening import Access
from dsql_tui.results.formats.format import Row
from dsql_tui.results.text import make_visible

_DESCRIPTION = """\
Print the quotas of a cluster, how much of each is used, and who can raise it. Connections and
storage need the permission cloudwatch:GetMetricData."""

_TEXT, _NUMERIC = 25, 1700
_READABLE = tuple(
    Column(name, _TEXT) for name in ("quota", "used", "limit", "share", "raised by", "most used in")
)
_COLUMNS = (
    Column("quota", _TEXT),
    Column("unit", _TEXT),
    Column("used", _NUMERIC),
    Column("limit", _NUMERIC),
    Column("raised_by", _TEXT),
    Column("page", _TEXT),
    Column("most_used_in", _TEXT),
)


def run(arguments: list[str]) -> int:
    """Print the quotas; return the exit code."""
    given = build_parser().parse_args(arguments)
    access = Access.from_profile(resolve_profile(given))
    try:
        report = read_quotas(access)
    except CONNECTION_ERRORS as error:
        return report_connection_error(error)
    if given.format == "table":
        columns, rows = _READABLE, [_write_row(use) for use in report.uses]
    else:
        region = access.endpoint.region
        columns, rows = _COLUMNS, [_write_figures(use, region) for use in report.uses]
    write_rows(given.format, columns, [rows])
    return say(make_visible(report.problem), DONE) if report.problem else DONE


def build_parser() -> Parser:
    """Return the parser of the command."""
    parser = make_parser("limits", _DESCRIPTION)
    add_format(parser)
    add_access(parser)
    return parser


def _write_row(use: QuotaUse) -> Row:
    quota = use.quota
    share = "" if use.share is None else f"{use.share:.0%}"
    used = "" if use.used is None else format_amount(use.used, quota.unit)
    limit = format_amount(quota.limit, quota.unit)
    return (quota.name, used, limit, share, quota.raised_by, use.where)


def _write_figures(use: QuotaUse, region: str) -> Row:
    quota = use.quota
    used = None if use.used is None else f"{use.used:g}" if use.used < 1e6 else f"{use.used:.0f}"
    return (
        quota.name,
        quota.unit,
        used,
        str(quota.limit),
        quota.raised_by or None,
        find_page(quota, region) or None,
        use.where or None,
    )
