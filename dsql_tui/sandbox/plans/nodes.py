"""The nodes of a plan in PostgreSQL's text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

_NODE = re.compile(
    r"(?P<indent> *)(?P<arrow>->  )?(?P<name>\S.*?)"
    r"(?:  \(cost=(?P<startup>[\d.]+)\.\.(?P<total>[\d.]+)"
    r" rows=(?P<rows>\d+) width=(?P<width>\d+)\))?"
    r"(?P<run> \((?:actual .*|never executed)\))?"
)
_TAIL = re.compile(
    r"(?:Settings|Query Identifier|Planning(?: Time)?|Trigger .*|JIT|Execution Time):.*"
)
_RUN = re.compile(
    r" \(actual (?:time=[\d.]+\.\.(?P<last>[\d.]+) )?rows=(?P<rows>\d+) loops=(?P<loops>\d+)\)"
)


class Estimate(NamedTuple):
    """The planner's estimate."""

    startup: float
    total: float
    rows: int
    width: int
    """The bytes of a row."""

    def text(self, more: str = "") -> str:
        """Return the text behind a node's name."""
        cost = f"{self.startup:.2f}..{self.total:.2f}"
        return f"  (cost={cost} rows={self.rows} width={self.width}{more})"


class NodeRun(NamedTuple):
    """The result of a node's execution, for each of its loops."""

    rows: int
    loops: int
    """The number of loops; 0 if it was never executed."""
    seconds: float = 0.0


@dataclass(slots=True)
class Node:
    """A node with everything below it, in PostgreSQL's indentation."""

    indent: int
    """The column of its arrow; -1 for the top node, which has none."""
    name: str
    estimate: Estimate | None
    run: str
    """The text of its execution, or an empty one."""
    details: list[str] = field(default_factory=list)
    """The lines about the node itself."""
    below: list[Node | str] = field(default_factory=list)
    """Its children, and the lines that introduce some of them."""

    @property
    def inner(self) -> int:
        """The indentation of its details."""
        return 2 if self.indent < 0 else self.indent + 6

    @property
    def node_run(self) -> NodeRun | None:
        """The result of its execution, if there was one."""
        found = _RUN.fullmatch(self.run)
        if found is None:
            return NodeRun(0, 0) if self.run else None
        loops = int(found["loops"])
        return NodeRun(int(found["rows"]), loops, float(found["last"] or 0) * loops / 1000)

    @property
    def children(self) -> list[Node]:
        """Its children, without the lines between them."""
        return [below for below in self.below if isinstance(below, Node)]

    def walk(self) -> Iterator[Node]:
        """Return the node and all nodes below it."""
        yield self
        for child in self.children:
            yield from child.walk()

    def detail(self, label: str) -> str | None:
        """Return the detail with a label."""
        start = f"{' ' * self.inner}{label}: "
        return next((line[len(start) :] for line in self.details if line.startswith(start)), None)

    def without(self, *labels: str) -> list[str]:
        """Return the details, without those with some labels."""
        starts = tuple(f"{' ' * self.inner}{label}:" for label in labels)
        return [line for line in self.details if not line.startswith(starts)]

    def head(self) -> str:
        """Return its first line."""
        arrow = "" if self.indent < 0 else " " * self.indent + "->  "
        return f"{arrow}{self.name}{self.estimate.text() if self.estimate else ''}{self.run}"

    def lines(self) -> Iterator[str]:
        """Return all its lines."""
        yield self.head()
        yield from self.details
        for below in self.below:
            if isinstance(below, str):
                yield below
            else:
                yield from below.lines()


def read(lines: Sequence[str]) -> tuple[Node, list[str]] | None:
    """Return the top node and the lines behind the plan; `None` if it is not a plan in text."""
    if not lines or lines[0].startswith(("[", "<", "- ", " ")):
        return None
    top = _node(lines[0])
    path = [top]
    for number, line in enumerate(lines[1:], 1):
        if _TAIL.fullmatch(line):
            return top, list(lines[number:])
        if line.lstrip().startswith("->  "):
            child = _node(line)
            while len(path) > 1 and path[-1].indent >= child.indent:
                path.pop()
            path[-1].below.append(child)
            path.append(child)
        else:
            _add_line(path, line)
    return top, []


def _node(line: str) -> Node:
    found = _NODE.fullmatch(line)
    assert found is not None
    estimate = None
    if found["total"]:
        estimate = Estimate(
            float(found["startup"]), float(found["total"]), int(found["rows"]), int(found["width"])
        )
    indent = len(found["indent"]) if found["arrow"] else -1
    return Node(indent, found["name"], estimate, found["run"] or "")


def _add_line(path: list[Node], line: str) -> None:
    """Add a line that is not a node: a detail of the last one, or the introduction of a child."""
    if re.match(r" *(?:InitPlan|SubPlan|CTE) ", line):
        indent = len(line) - len(line.lstrip())
        while len(path) > 1 and path[-1].inner > indent:
            path.pop()
        path[-1].below.append(line)
    else:
        path[-1].details.append(line)
