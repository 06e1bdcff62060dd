"""Compare two plans by meaning: the nodes that do the same work, whatever their names are."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from typing import NamedTuple

from dsql_tui.sql.plans.node import CHANGES, Node, Plan

_CACHES = ("Materialize", "Memoize")


class Pair(NamedTuple):
    """A node of the old plan and the one of the new plan that does the same work."""

    old: Node | None
    """`None` if the new plan has a further step."""
    new: Node | None
    """`None` if the new plan does without this step."""

    @property
    def change(self) -> str:
        """How the work is done now: empty if as before."""
        if self.old is None:
            return "added"
        if self.new is None:
            return "removed"
        before, after = _name_work(self.old), _name_work(self.new)
        return "" if before == after else f"{before} → {after}"


class Difference(NamedTuple):
    """A figure of both plans."""

    name: str
    unit: str
    old: float | None
    new: float | None

    @property
    def factor(self) -> float | None:
        """The new figure as a multiple of the old one, if both are known."""
        return self.new / self.old if self.old and self.new is not None else None


def pair_nodes(old: Plan, new: Plan) -> list[Pair]:
    """Return the nodes of both plans in the order of the new one; those in storage are left out.

    A step that the new plan does without comes behind the one that it followed.
    """
    partner = _match(old, new)
    found = {id(node): each for each, node in partner.items()}
    pairs: list[Pair] = []
    removed: defaultdict[int, list[Node]] = defaultdict(list)
    last = 0
    for node in _list_steps(old):
        if id(node) in found:
            last = id(node)
        else:
            removed[last].append(node)
    pairs += [Pair(node, None) for node in removed[0]]
    for node in _list_steps(new):
        before = partner.get(node)
        pairs.append(Pair(before, node))
        if before is not None:
            pairs += [Pair(each, None) for each in removed[id(before)]]
    return pairs


def compare_totals(old: Plan, new: Plan) -> list[Difference]:
    """Return the figures of the plans as a whole that at least one of them has."""
    names = dict.fromkeys(part.name for plan in (old, new) for part in plan.parts)
    figures = [
        Difference("execution", "ms", old.execution, new.execution),
        Difference("planning", "ms", old.planning, new.planning),
        Difference("cost", "", _get_cost(old), _get_cost(new)),
        Difference("total", "DPU", old.total, new.total),
    ]
    for name in names:
        before, after = old.get_part(name), new.get_part(name)
        figures.append(Difference(name.lower(), "DPU", before and before.dpu, after and after.dpu))
    return [each for each in figures if each.old is not None or each.new is not None]


def _get_cost(plan: Plan) -> float | None:
    return plan.top.estimate.total if plan.top and plan.top.estimate else None


def _list_steps(plan: Plan) -> Iterator[Node]:
    return (node for node in plan.nodes if not node.is_storage)


def _match(old: Plan, new: Plan) -> dict[Node, Node]:
    """Return the old node for each new one that does the same work."""
    before, after = list(_list_steps(old)), list(_list_steps(new))
    partner: dict[Node, Node] = {}
    for exact in (True, False):
        works = _read_works(before, exact), _read_works(after, exact)
        waiting: defaultdict[object, deque[Node]] = defaultdict(deque)
        taken = set(map(id, partner.values()))
        for node in before:
            if id(node) not in taken:
                waiting[works[0][node]].append(node)
        for node in after:
            if node not in partner and waiting[works[1][node]]:
                partner[node] = waiting[works[1][node]].popleft()
    return partner


def _read_works(nodes: list[Node], exact: bool) -> dict[Node, object]:
    """Return the work of each node: its category and the tables that its rows come from.

    Args:
        nodes: The nodes of a plan, from top to bottom.
        exact: Whether aliases of tables count.
    """
    tables: dict[Node, tuple[str, ...]] = {}
    for node in reversed(nodes):
        below = [name for child in node.inputs for name in tables[child]]
        tables[node] = tuple(sorted([*below, *_name_table(node, exact)]))
    return {node: (_get_category(node), tables[node]) for node in nodes}


def _name_table(node: Node, exact: bool) -> Iterator[str]:
    if node.table:
        name = node.table.rpartition(".")[2]
        alias = node.alias.rpartition(".")[2]
        yield f"{name} {alias}" if exact else name


def _get_category(node: Node) -> str:
    kind = node.kind
    if kind.startswith(CHANGES):
        return kind
    if node.table:
        return "scan"
    if node.is_join:
        return "join"
    if kind.endswith("Aggregate") or kind in ("Group", "Unique"):
        return "aggregate"
    return "cache" if kind in _CACHES else kind.removeprefix("Incremental ")


def _name_work(node: Node) -> str:
    """Return the name of a node as far as its work can change: the index counts."""
    return f"{node.kind} using {node.index}" if node.index else node.kind
