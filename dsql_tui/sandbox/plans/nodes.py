"""A plan in PostgreSQL's text, taken apart into its nodes."""

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
    """What the planner expected."""

    startup: float
    total: float
    rows: int
    width: int
    """Bytes of a row."""

    def text(self, more: str = "") -> str:
        """As it stands behind a node's name."""
        cost = f"{self.startup:.2f}..{self.total:.2f}"
        return f"  (cost={cost} rows={self.rows} width={self.width}{more})"


class Run(NamedTuple):
    """What came of a node, for each of its loops."""

    rows: int
    loops: int
    """0: it was never executed."""
    seconds: float = 0.0


@dataclass(slots=True)
class Node:
    """A node with everything below it, in PostgreSQL's own indentation."""

    indent: int
    """Where its arrow is; -1 for the topmost, which has none."""
    name: str
    estimate: Estimate | None
    run: str
    """As it is written, or nothing."""
    details: list[str] = field(default_factory=list)
    """The lines about the node itself."""
    below: list[Node | str] = field(default_factory=list)
    """Its children, and the lines that introduce some of them."""

    @property
    def inner(self) -> int:
        """The indentation of what belongs to it."""
        return 2 if self.indent < 0 else self.indent + 6

    @property
    def ran(self) -> Run | None:
        """What came of it, where it was run."""
        found = _RUN.fullmatch(self.run)
        if found is None:
            return Run(0, 0) if self.run else None
        loops = int(found["loops"])
        return Run(int(found["rows"]), loops, float(found["last"] or 0) * loops / 1000)

    @property
    def children(self) -> list[Node]:
        """Without the lines between them."""
        return [below for below in self.below if isinstance(below, Node)]

    def walk(self) -> Iterator[Node]:
        """The node, and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()

    def detail(self, label: str) -> str | None:
        """What it says of itself under a label."""
        start = f"{' ' * self.inner}{label}: "
        return next((line[len(start) :] for line in self.details if line.startswith(start)), None)

    def without(self, *labels: str) -> list[str]:
        """The lines about itself, but for some."""
        starts = tuple(f"{' ' * self.inner}{label}:" for label in labels)
        return [line for line in self.details if not line.startswith(starts)]

    def head(self) -> str:
        """Its first line."""
        arrow = "" if self.indent < 0 else " " * self.indent + "->  "
        return f"{arrow}{self.name}{self.estimate.text() if self.estimate else ''}{self.run}"

    def lines(self) -> Iterator[str]:
        """All its lines."""
        yield self.head()
        yield from self.details
        for below in self.below:
            if isinstance(below, str):
                yield below
            else:
                yield from below.lines()


def read(lines: Sequence[str]) -> tuple[Node, list[str]] | None:
    """The topmost node, and the lines behind the plan; `None` where it is no plan in text."""
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
            _belongs(path, line)
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


def _belongs(path: list[Node], line: str) -> None:
    """A line that is no node: it is about the last one, or introduces a child of one above."""
    if re.match(r" *(?:InitPlan|SubPlan|CTE) ", line):
        indent = len(line) - len(line.lstrip())
        while len(path) > 1 and path[-1].inner > indent:
            path.pop()
        path[-1].below.append(line)
    else:
        path[-1].details.append(line)
