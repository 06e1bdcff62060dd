"""The nodes of a plan, and the plan as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

_NAME = r'(?:"(?:[^"]|"")*"|[^\s".]+)'
_ON = re.compile(rf" on (?P<table>{_NAME}(?:\.{_NAME})?)(?: (?P<alias>{_NAME}))?$")
_USING = re.compile(rf" using (?P<index>{_NAME})")

_STORAGE = ("Storage ", "B-Tree ")
"""Nodes that run in storage, as parts of the scan above them."""
_SCANS = ("Full Scan", "Seq Scan", "Index ", "Bitmap Heap Scan")
CHANGES = ("Insert", "Update", "Delete", "Merge")
"""The kinds of nodes that change rows."""
_CATALOGS = ("pg_", "information_schema.", "sys.")


class Estimate(NamedTuple):
    """The planner's estimate for one loop."""

    startup: float
    total: float
    rows: float
    width: int
    """The bytes of a row."""


class Actual(NamedTuple):
    """The result of a node's execution."""

    rows: float
    """Rows in each loop, on average."""
    loops: float
    """The number of loops; 0 if the node was never executed."""
    milliseconds: float | None
    """The time of each loop up to the last row; `None` if it is not in the plan."""

    @property
    def total_rows(self) -> float:
        """The rows of all loops."""
        return self.rows * self.loops


@dataclass(slots=True, eq=False)
class Node:
    """A node of a plan with everything below it."""

    name: str
    """The name with its table, such as `Full Scan (btree-table) on shop.orders o`."""
    estimate: Estimate | None = None
    actual: Actual | None = None
    """The execution; `None` if the plan has only estimates."""
    role: str = ""
    """The introduction of the node, such as `InitPlan 1 (returns $0)`."""
    properties: list[tuple[str, str]] = field(default_factory=list)
    """The lines below the node as label and text; a line without a label has an empty one."""
    children: list[Node] = field(default_factory=list, repr=False)

    @property
    def is_storage(self) -> bool:
        """True for a part of a scan that runs in storage."""
        return self.name.startswith(_STORAGE)

    @property
    def kind(self) -> str:
        """The name without table and index."""
        return re.split(r" (?:on|using) ", self.name, maxsplit=1)[0]

    @property
    def table(self) -> str:
        """The table of a scan or a change as the plan writes it, with its schema; or empty."""
        found = _ON.search(self.name)
        return found["table"] if found and not self.is_storage else ""

    @property
    def alias(self) -> str:
        """The alias of the table, or its name."""
        found = _ON.search(self.name)
        return (found["alias"] or found["table"]) if found else ""

    @property
    def index(self) -> str:
        """The index of a scan, or an empty text."""
        found = _USING.search(self.name)
        return found["index"] if found else ""

    @property
    def is_scan(self) -> bool:
        """True if the node reads a table of the user."""
        table = self.table
        return bool(table) and self.kind.startswith(_SCANS) and not table.startswith(_CATALOGS)

    @property
    def is_full_scan(self) -> bool:
        """True if the node reads a table from end to end."""
        return self.is_scan and not self.condition and not self.kind.startswith("Bitmap")

    @property
    def is_join(self) -> bool:
        """True if the node joins two inputs."""
        return self.kind.startswith(("Nested Loop", "Hash Join", "Merge Join")) or (
            self.kind.startswith(("Hash ", "Merge ")) and self.kind.endswith(" Join")
        )

    @property
    def condition(self) -> str:
        """The condition with which the node's index, or the key of its table, is read."""
        return self.get("Index Cond")

    @property
    def pushed_filter(self) -> str:
        """The conditions that storage checks before it sends a row."""
        return next((text for node in self.storage if (text := node.get("Filters"))), "")

    @property
    def filter(self) -> str:
        """The conditions that are checked after the rows were sent."""
        return self.get("Filter")

    @property
    def storage(self) -> list[Node]:
        """The parts of a scan that run in storage, from top to bottom."""
        parts = [node for node in self.children if node.is_storage]
        for node in parts:
            parts.extend(child for child in node.children if child.is_storage)
        return parts

    @property
    def inputs(self) -> list[Node]:
        """The children that are not parts of this scan."""
        return [child for child in self.children if not child.is_storage]

    @property
    def rows(self) -> float:
        """The rows of all loops; if the plan was not executed, the estimate."""
        if self.actual is not None:
            return self.actual.total_rows
        return self.estimate.rows if self.estimate else 0.0

    @property
    def loops(self) -> float:
        """How often the node was executed; 1 if the plan has only estimates."""
        return self.actual.loops if self.actual else 1.0

    @property
    def rows_read(self) -> float:
        """The rows that storage read for this scan, in all loops."""
        scans = [node for node in self.storage if node.name.startswith("B-Tree Scan")]
        if scans:
            return max(node.rows for node in scans)
        return self.rows + self.rows_removed

    @property
    def rows_removed(self) -> float:
        """The rows that were sent and then removed by the filter, in all loops."""
        text = self.get("Rows Removed by Filter")
        return float(text) * self.loops if re.fullmatch(r"[0-9]{1,100}", text) else 0.0

    def get(self, label: str) -> str:
        """Return the text of a property, or an empty text."""
        return next((text for name, text in self.properties if name == label), "")

    def walk(self) -> Iterator[Node]:
        """Yield the node and all nodes below it, from top to bottom."""
        pending = [self]
        while pending:
            node = pending.pop()
            yield node
            pending.extend(reversed(node.children))


class Part(NamedTuple):
    """One line of the DPU estimate."""

    name: str
    """The part, such as `Read`."""
    dpu: float
    minimum: float | None = None
    """The least that a transaction costs, if that is more."""


@dataclass(slots=True, eq=False)
class Plan:
    """A parsed plan. Every text is one: a text without a plan has no top node."""

    text: str
    top: Node | None = None
    properties: list[tuple[str, str]] = field(default_factory=list)
    """The lines behind the nodes, such as `Settings`."""
    planning: float | None = None
    """Milliseconds."""
    execution: float | None = None
    """Milliseconds."""
    parts: tuple[Part, ...] = ()
    """The parts of the DPU estimate, without the total."""
    total: float | None = None
    """The DPU of the statement."""

    @property
    def nodes(self) -> Iterator[Node]:
        """Every node, from top to bottom."""
        return self.top.walk() if self.top else iter(())

    @property
    def is_executed(self) -> bool:
        """True if the plan shows an execution."""
        return self.top is not None and self.top.actual is not None

    def get_part(self, name: str) -> Part | None:
        """Return a part of the DPU estimate."""
        return next((part for part in self.parts if part.name == name), None)
