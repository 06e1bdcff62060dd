"""`dsql-tui statements TARGET`: the top statements of a cluster."""

from __future__ import annotations

from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.prometheus import PERMISSIONS
from dsql_tui.aws.statement_load import read_load
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
from dsql_tui.cli.rows_output import add_format, write_rows
from dsql_tui.dsql.cluster_metrics import SPANS
from dsql_tui.dsql.statement_load import GROUPS, ORDERS, ClusterLoad
from dsql_tui.events import Column
from dsql_tui.execution.statement_totals import ORDERS as HISTORY_ORDERS
from dsql_tui.execution.statement_totals import StatementTotal, read_totals
from dsql_tui.opening import Access
from dsql_tui.results.formats.format import Row
from dsql_tui.results.text import make_visible
from dsql_tui.store import paths
from dsql_tui.store.history import History, HistoryError

_SPANS = {span.name: span for span in SPANS if span.seconds <= 24 * 3600}
_TEXT, _NUMERIC = 25, 1700
_LOAD_FIGURES = ("seconds", *(f"{group.key}_seconds" for group in GROUPS))
_HISTORY_FIGURES = ("seconds", "runs", "dpu", "measured", "conflicts", "failed", "rows")


def run(arguments: list[str]) -> int:
    """Print the statements; return the exit code."""
    given = build_parser().parse_args(arguments)
    access = Access.from_profile(profile := resolve_profile(given))
    orders = HISTORY_ORDERS if given.history else {order.key: order for order in ORDERS}
    if given.by not in orders:
        source = "the history" if given.history else "all clients (add --history for others)"
        raise UsageError(f"--by must be one of {', '.join(orders)} for {source}.")
    if given.history:
        names = {given.target, profile.name, access.endpoint.identifier}
        return _print_history(given.format, names, given.by)
    order = next(each for each in ORDERS if each.key == given.by)
    try:
        load = read_load(access.identity, access.endpoint, _SPANS[given.last], order)
    except AwsError as error:
        words = f"CloudWatch cannot be read ({PERMISSIONS}). {error}"
        return say(make_visible(words), NOT_CONNECTED)
    _write(given.format, ("query", *_LOAD_FIGURES), "statement", _write_load(load))
    if not load.statements:
        return say("CloudWatch has no statements for this time. An idle cluster sends none.", DONE)
    return DONE


def build_parser() -> Parser:
    """Return the parser of the command."""
    parser = Parser(
        "dsql-tui statements",
        description="Print which statements of all clients of a cluster take the most time, and "
        "what their sessions wait for. Values are omitted. Aurora DSQL samples the "
        f"sessions once a second. This needs {PERMISSIONS}, and opens no session. --history "
        "prints the statements that the consoles of this computer ran instead, with DPU and "
        "conflicts.",
    )
    parser.add_argument("target", metavar="TARGET")
    parser.add_argument(
        "--last", choices=list(_SPANS), default="1h", help="how far to look back; default: 1h"
    )
    choices = [*(order.key for order in ORDERS), *(set(HISTORY_ORDERS) - {"time"})]
    parser.add_argument(
        "--by", choices=sorted(choices), default="time", help="what to sort by; default: time"
    )
    parser.add_argument(
        "--history",
        action="store_true",
        help="print the statements in the history of this computer instead",
    )
    add_format(parser)
    add_access(parser)
    return parser


def _print_history(kind: str, names: set[str], order: str) -> int:
    try:
        totals = read_totals(History(paths.data_folder() / "history.sqlite3"), names, order)
    except HistoryError as error:
        return say(make_visible(str(error)), FAILED)
    _write(kind, _HISTORY_FIGURES, "statement", [_write_total(each) for each in totals])
    if not totals:
        return say("The history of this computer has no statements of this cluster.", DONE)
    return DONE


def _write(kind: str, figures: tuple[str, ...], last: str, rows: list[Row]) -> None:
    columns = [Column(name, _TEXT if name == "query" else _NUMERIC) for name in figures]
    write_rows(kind, [*columns, Column(last, _TEXT)], [rows])


def _write_load(load: ClusterLoad) -> list[Row]:
    return [
        (
            each.identifier,
            *(f"{seconds:.3f}" for seconds in (each.seconds, *map(each.sum_group, GROUPS))),
            each.text,
        )
        for each in load.statements
    ]


def _write_total(each: StatementTotal) -> Row:
    dpu = f"{each.dpu:.5f}" if each.measured else None
    counts = (each.measured, each.conflicts, each.failed, each.rows)
    return (f"{each.seconds:.3f}", str(each.runs), dpu, *map(str, counts), each.text)
