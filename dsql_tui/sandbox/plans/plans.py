"""Plans of PostgreSQL as Aurora DSQL shows them, and their cost.

The estimates are PostgreSQL's, plus a hundred for each trip to storage. Plans in other formats than
text stay the same: no such plan of a cluster is recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dsql_tui.sandbox.plans import nodes, storage
from dsql_tui.sandbox.plans.costs import ENTRY, REQUEST, Cost
from dsql_tui.sandbox.plans.nodes import Node
from dsql_tui.sandbox.plans.storage import Access
from dsql_tui.sandbox.plans.tables import UNKNOWN, Table
from dsql_tui.sandbox.plans.widths import CHANGE, Widths
from dsql_tui.sandbox.protocol import extended
from dsql_tui.sandbox.rules.verdict import Plan

TRIP = 100.0
"""The estimate of a trip to storage."""

_SETTINGS = "Settings: work_mem = '128MB'"
_OURS = ("work_mem", "jit", "max_parallel_workers_per_gather")
"""Settings of the sandbox, not of the client."""

_CTID = re.compile(r"(?:^|, )(?:\w+\.)?ctid(?=,|$)")
_MILLISECONDS = re.compile(r"(?:Planning|Execution) Time: ([\d.]+) ms")
# Fitted to recorded plans: seconds, and bytes that an INSERT reads, with a key and without.
_BESIDE = 0.0002
_BESIDE_WRITES = 0.0065
_READ_BY_INSERT = {True: 2767, False: 1161}

_ZBASE32 = "ybndrfg8ejkmcpqxot1uwisza345h769"


def dsql_plan(
    lines: Sequence[str],
    plan: Plan = "plain",
    tables: Mapping[str, Table] | None = None,
    peered: bool = False,
    widths: Widths | None = None,
    limit: int | None = None,
) -> list[str]:
    """Return the lines of a plan as a cluster shows it.

    `tables` has the names that the plan uses: with their schema if it is verbose. `limit` is the
    number of rows that the statement's only LIMIT needs, with those of its OFFSET.
    """
    found = nodes.read(lines)
    if found is None:
        return list(lines)
    top, tail = found
    known = tables or {}
    cost = _cost(top, tail, known, widths or {}) if plan == "costed" else None
    every = list(top.walk())
    if sum(node.name == "Limit" for node in every) != 1:
        limit = None
    ways = {id(node): way for node in every if (way := storage.access(node, known))}
    needed = {
        id(node): storage.find_needed_columns(node, ways[id(node)], every)
        for node in every
        if id(node) in ways
    }
    _Rewriter(ways, needed, limit).rewrite(top, None)
    return [*top.lines(), *_tail(tail, cost, peered)]


def plan_cost(lines: Sequence[str], tables: Mapping[str, Table] | None = None) -> Cost:
    """Return the cost of a statement, from its executed plan alone."""
    found = nodes.read(lines)
    return _cost(*found, tables or {}, {}) if found else Cost()


def identifier(number: int) -> str:
    """Return a query identifier of 64 bits as a cluster writes it: in z-base-32."""
    bits = (number % (1 << 64)) << 1
    return "".join(_ZBASE32[bits >> shift & 31] for shift in range(60, -1, -5))


def read_rows(rows: bytes) -> list[str]:
    """Return the lines in the DataRows of an EXPLAIN."""
    texts = [(row[0] or b"").decode(errors="surrogateescape") for row in extended.rows(rows)]
    return [line for text in texts for line in text.split("\n")]


def build_rows(lines: Sequence[str]) -> bytes:
    """Return the DataRows for the lines of a plan."""
    return b"".join(extended.data_row(line.encode(errors="surrogateescape")) for line in lines)


@dataclass(frozen=True, slots=True)
class _Rewriter:
    """Rewrites the nodes of a plan; the keys are the identities of nodes."""

    ways: Mapping[int, Access]
    needed: Mapping[int, Sequence[str] | None]
    limit: int | None

    def rewrite(self, node: Node, above: Node | None) -> float:
        """Rewrite a node and all below it; return how much longer the nodes above wait."""
        way = self.ways.get(id(node))
        children = [child for child in node.children if way is None or child is not way.merged]
        more = sum(self.rewrite(child, node) for child in children)
        more += TRIP * way.request_count if way else 0.0
        if node.estimate and more:
            before = node.estimate
            node.estimate = before._replace(
                startup=before.startup + more, total=before.total + more
            )
        node.details = [shown for line in node.details if (shown := _without_ctid(line)).strip()]
        if way:
            storage.rewrite(node, way, self._limit(above), self.needed[id(node)])
        return more

    def _limit(self, above: Node | None) -> int | None:
        """Return how many rows storage is asked for; a plan has the number only as an estimate."""
        if above is None or above.name != "Limit" or above.estimate is None:
            return None
        return above.estimate.rows if self.limit is None else self.limit


def _without_ctid(line: str) -> str:
    label, colon, text = line.partition("Output: ")
    shown = _CTID.sub("", text).removeprefix(", ")
    return label + colon + shown if shown else label


def _tail(tail: Sequence[str], cost: Cost | None, peered: bool) -> Iterator[str]:
    """Return the lines behind the plan."""
    settings = next((line for line in tail if line.startswith("Settings: ")), None)
    if settings or cost:
        others = re.findall(r"([\w.]+) = ('(?:[^']|'')*')", settings or "")
        more = [f"{name} = {value}" for name, value in others if name not in _OURS]
        yield ", ".join((_SETTINGS, *more))
    for line in tail:
        label, _, text = line.partition(": ")
        if label == "Query Identifier":
            yield f"{label}: {identifier(int(text))}"
        elif label != "Settings" and not label.startswith("Trigger "):
            yield line
    if cost:
        yield from cost.lines(peered)


def _cost(top: Node, tail: Sequence[str], tables: Mapping[str, Table], widths: Widths) -> Cost:
    node_run = top.node_run
    if node_run is None:
        return Cost()
    times = [float(found[1]) for line in tail if (found := _MILLISECONDS.fullmatch(line))]
    cost = Cost((sum(times) / 1000 or node_run.seconds) + _BESIDE)
    for number, node in enumerate(top.walk()):
        cost += _node_cost(node, tables, widths.get(number))
    return replace(cost, seconds=cost.seconds + _BESIDE_WRITES) if cost.written else cost


def _node_cost(node: Node, tables: Mapping[str, Table], width: float | None) -> Cost:
    """Return the cost of a node; `width` is the bytes of a row, if they were measured."""
    node_run = node.node_run
    if node_run is None or not node_run.loops:
        return Cost()
    change = CHANGE.fullmatch(node.name)
    if change and node.children:
        return _change_cost(node, tables.get(change["table"], UNKNOWN), width)
    way = storage.access(node, tables)
    if way is None:
        return Cost()
    if width is None:
        width = max(ENTRY, node.estimate.width if node.estimate else 0)
    rows = (node_run.rows + storage.removed_rows(node)) * way.request_count
    return Cost(read=round(node_run.loops * (REQUEST * way.request_count + rows * width)))


def _change_cost(node: Node, table: Table, width: float | None) -> Cost:
    """Return the cost of changed rows: each row, and its entries in indexes."""
    source = node.children[0]
    rows = source.node_run.rows if source.node_run else 0
    if not rows:
        return Cost()
    if width is None:
        width = max(ENTRY, source.estimate.width if source.estimate else 0)
        width += table.indexes * ENTRY
    inserts = node.name.startswith("Insert")
    read = rows * ENTRY + _READ_BY_INSERT[table.key is not None] if inserts else 0
    return Cost(read=read, written=round(rows * width))
