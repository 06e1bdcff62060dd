"""A plan of PostgreSQL's as Aurora DSQL would show it, and what the statement has cost.

The estimates are PostgreSQL's, with a hundred for each trip to storage. Plans that are not in text
stay as they are: none of a cluster's has been recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from dsql_tui.sandbox.plans import nodes, storage
from dsql_tui.sandbox.plans.costs import ENTRY, REQUEST, Cost
from dsql_tui.sandbox.plans.nodes import Node
from dsql_tui.sandbox.plans.storage import UNKNOWN, Table
from dsql_tui.sandbox.protocol import extended
from dsql_tui.sandbox.rules.verdict import Plan

TRIP = 100.0
"""What a trip to storage adds to an estimate."""

_SETTINGS = "Settings: work_mem = '128MB'"
_OURS = ("work_mem", "jit", "max_parallel_workers_per_gather")
"""Settings of the sandbox itself, and not the client's."""

_CHANGE = re.compile(r"(?:Insert|Update|Delete) on (?P<table>\S+).*")
_CTID = re.compile(r"(?:^|, )(?:\w+\.)?ctid(?=,|$)")
_MILLISECONDS = re.compile(r"(?:Planning|Execution) Time: ([\d.]+) ms")
# Fitted to the recorded plans: seconds, and bytes that an INSERT reads, with a key and without.
_BESIDE = 0.0002
_BESIDE_WRITES = 0.0065
_READ_BY_INSERT = {True: 2767, False: 1161}

_ZBASE32 = "ybndrfg8ejkmcpqxot1uwisza345h769"


def dsql_plan(
    lines: Sequence[str],
    plan: Plan = "plain",
    tables: Mapping[str, Table] | None = None,
    peered: bool = False,
) -> list[str]:
    """The lines of a plan, as a cluster would write them.

    `tables` is known by the names that the plan uses: with their schema where it is verbose.
    """
    found = nodes.read(lines)
    if found is None:
        return list(lines)
    top, tail = found
    cost = _cost(top, tail, tables or {}) if plan == "costed" else None
    _rewrite(top, tables or {}, None)
    return [*top.lines(), *_tail(tail, cost, peered)]


def plan_cost(lines: Sequence[str], tables: Mapping[str, Table] | None = None) -> Cost:
    """What the statement has cost whose plan, in PostgreSQL's words, tells what came of it."""
    found = nodes.read(lines)
    return _cost(*found, tables or {}) if found else Cost()


def identifier(number: int) -> str:
    """A query identifier as a cluster writes its 64 bits: in z-base-32."""
    bits = (number % (1 << 64)) << 1
    return "".join(_ZBASE32[bits >> shift & 31] for shift in range(60, -1, -5))


def answered(
    rows: bytes, plan: Plan, tables: Mapping[str, Table] | None = None, peered: bool = False
) -> bytes:
    """The DataRow messages that answer an EXPLAIN, given those of PostgreSQL."""
    texts = [(row[0] or b"").decode(errors="surrogateescape") for row in extended.rows(rows)]
    lines = [line for text in texts for line in text.split("\n")]
    if nodes.read(lines) is None:
        return rows
    shown = dsql_plan(lines, plan, tables, peered)
    return b"".join(extended.data_row(line.encode(errors="surrogateescape")) for line in shown)


def _rewrite(node: Node, tables: Mapping[str, Table], above: Node | None) -> float:
    """Change a node and all below it; return how much longer those above have to wait."""
    way = storage.access(node, tables)
    children = [child for child in node.children if way is None or child is not way.merged]
    more = sum(_rewrite(child, tables, node) for child in children)
    more += TRIP * way.trips if way else 0.0
    if node.estimate and more:
        before = node.estimate
        node.estimate = before._replace(startup=before.startup + more, total=before.total + more)
    node.details = [shown for line in node.details if (shown := _without_ctid(line)).strip()]
    if way:
        storage.rewrite(node, way, _limit(above))
    return more


def _limit(above: Node | None) -> int | None:
    """How many rows storage is asked for: a plan tells the number only as an estimate."""
    if above is None or above.name != "Limit" or above.estimate is None:
        return None
    return above.estimate.rows


def _without_ctid(line: str) -> str:
    label, colon, text = line.partition("Output: ")
    shown = _CTID.sub("", text).removeprefix(", ")
    return label + colon + shown if shown else label


def _tail(tail: Sequence[str], cost: Cost | None, peered: bool) -> Iterator[str]:
    """The lines behind the plan."""
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


def _cost(top: Node, tail: Sequence[str], tables: Mapping[str, Table]) -> Cost:
    ran = top.ran
    if ran is None:
        return Cost()
    times = [float(found[1]) for line in tail if (found := _MILLISECONDS.fullmatch(line))]
    cost = Cost((sum(times) / 1000 or ran.seconds) + _BESIDE)
    for node in top.walk():
        cost += _node_cost(node, tables)
    return replace(cost, seconds=cost.seconds + _BESIDE_WRITES) if cost.written else cost


def _node_cost(node: Node, tables: Mapping[str, Table]) -> Cost:
    ran = node.ran
    if ran is None or not ran.loops:
        return Cost()
    change = _CHANGE.fullmatch(node.name)
    if change and node.children:
        return _change_cost(node, tables.get(change["table"], UNKNOWN))
    way = storage.access(node, tables)
    if way is None:
        return Cost()
    width = max(ENTRY, node.estimate.width if node.estimate else 0)
    rows = (ran.rows + storage.removed_rows(node)) * way.trips
    return Cost(read=ran.loops * (REQUEST * way.trips + rows * width))


def _change_cost(node: Node, table: Table) -> Cost:
    """What changing rows costs: the row itself, and an entry in each index but the key."""
    source = node.children[0]
    rows = source.ran.rows if source.ran else 0
    if not rows:
        return Cost()
    width = source.estimate.width if source.estimate else 0
    inserts = node.name.startswith("Insert")
    read = rows * ENTRY + _READ_BY_INSERT[table.key is not None] if inserts else 0
    return Cost(read=read, written=rows * (max(ENTRY, width) + table.indexes * ENTRY))
