"""Parse the text of EXPLAIN into a plan.

Plans come from the server, from a file or from the clipboard: with psql's frame, cut off, or with
lines of a later release. So any text is parsed, and unknown lines are kept. Only the text format is
known: no plan of Aurora DSQL in JSON is recorded.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/reading-dsql-explain-plans.html, and
recorded plans.
"""

from __future__ import annotations

import re

from dsql_tui.sql.plans.node import Actual, Estimate, Node, Part, Plan

_NUMBER = r"[0-9]{1,100}(?:\.[0-9]{1,100})?"
_ESTIMATE = re.compile(
    rf"\(cost=(?P<startup>{_NUMBER})\.\.(?P<total>{_NUMBER})"
    r" rows=(?P<rows>[0-9]{1,100}) width=(?P<width>[0-9]{1,18})(?: loops=[0-9]{1,100})?\)"
)
_ACTUAL = re.compile(
    rf"\(actual (?:time={_NUMBER}\.\.(?P<last>{_NUMBER}) )?"
    rf"rows=(?P<rows>{_NUMBER}) loops=(?P<loops>[0-9]{{1,100}})\)"
)
_NEVER = "(never executed)"
_FIGURES = (" (cost=", " (actual ", f" {_NEVER}")
_ROLE = re.compile(r"(?:InitPlan|SubPlan|CTE) \S.*")
_LABEL = re.compile(r"(?P<label>[A-Z][\w ()-]{0,60}?): ?(?P<text>.*)", re.DOTALL)
_TIME = re.compile(rf"(?P<which>Planning|Execution) Time: (?P<time>{_NUMBER}) ms")
_DPU = re.compile(
    rf"(?P<name>[A-Z]\w{{0,60}}): (?P<dpu>{_NUMBER}) DPU"
    rf"(?: \(Transaction minimum: (?P<minimum>{_NUMBER})\))?"
)
_TAIL = re.compile(
    r"(?:Settings|Query Identifier|Planning|Planning Time|Execution Time|JIT|Trigger .*"
    r"|Statement DPU Estimate):.*"
)
_FRAME = re.compile(
    r"[-+=|\u2500-\u257f ]*|\([0-9]+ rows?\)|[|\u2502 ]*\"?QUERY PLAN\"?[|\u2502 ]*"
)
_TAB = 8


def parse_plan(text: str) -> Plan:
    """Return the plan in a text; never raise."""
    parser = _Parser(text)
    for line in text.splitlines():
        line = _remove_frame(line)
        if line.strip():
            parser.add(line)
    return parser.plan


def is_plan(text: str) -> bool:
    """Return true if a text looks like a plan: its first node has figures, or nodes below it."""
    top = parse_plan(text).top
    return top is not None and bool(top.estimate or top.actual or top.children)


class _Parser:
    """Adds lines to a plan; the nodes on the way to the last one wait for children."""

    def __init__(self, text: str) -> None:
        self.plan = Plan(text)
        self._path: list[tuple[int, Node]] = []
        """The nodes above the next line, with the columns of their arrows."""
        self._role = ""
        self._in_tail = False

    def add(self, line: str) -> None:
        """Add a line that is not empty."""
        body = line.lstrip()
        column = len(line) - len(body)
        if self._in_tail or _TAIL.fullmatch(body):
            self._add_to_tail(body)
        elif body.startswith("->"):
            self._add_node(column, body[2:].strip())
        elif self.plan.top is None:
            self._add_top(column, body)
        elif _ROLE.fullmatch(body):
            self._leave(column)
            self._role = body.strip()
        else:
            self._path[-1][1].properties.append(_split_label(body))

    def _add_top(self, column: int, body: str) -> None:
        node = _read_node(body)
        comment = body.startswith("--") or body.rstrip().endswith(";")
        if not comment and (node.estimate or node.actual or body[0].isupper()):
            self.plan.top = node
            self._path = [(column - 1, node)]

    def _add_node(self, column: int, body: str) -> None:
        node = _read_node(body)
        node.role, self._role = self._role, ""
        if self.plan.top is None:
            self.plan.top = node
            self._path = [(column, node)]
            return
        self._leave(column)
        self._path[-1][1].children.append(node)
        self._path.append((column, node))

    def _leave(self, column: int) -> None:
        """Leave the nodes that a line at this column does not belong to."""
        while len(self._path) > 1 and self._path[-1][0] >= column:
            self._path.pop()

    def _add_to_tail(self, body: str) -> None:
        self._in_tail = True
        body, plan = body.rstrip(), self.plan
        if found := _TIME.fullmatch(body):
            if found["which"] == "Planning":
                plan.planning = float(found["time"])
            else:
                plan.execution = float(found["time"])
        elif part := parse_dpu(body):
            if part.name == "Total":
                plan.total = part.dpu
            else:
                plan.parts += (part,)
        else:
            plan.properties.append(_split_label(body))


def parse_dpu(line: str) -> Part | None:
    """Return the part of the DPU estimate in a line; the total is a part named `Total`."""
    found = _DPU.match(line)
    if found is None:
        return None
    minimum = float(found["minimum"]) if found["minimum"] else None
    return Part(found["name"], float(found["dpu"]), minimum)


def _read_node(body: str) -> Node:
    """Return the node of a line, without its arrow."""
    ends = [at for mark in _FIGURES if (at := body.find(mark)) > 0]
    end = min(ends, default=len(body))
    node, figures = Node(body[:end].strip()), body[end:]
    if found := _ESTIMATE.search(figures):
        node.estimate = Estimate(
            float(found["startup"]),
            float(found["total"]),
            float(found["rows"]),
            int(found["width"]),
        )
    if found := _ACTUAL.search(figures):
        last = float(found["last"]) if found["last"] else None
        node.actual = Actual(float(found["rows"]), float(found["loops"]), last)
    elif _NEVER in figures:
        node.actual = Actual(0.0, 0.0, 0.0)
    return node


def _split_label(body: str) -> tuple[str, str]:
    found = _LABEL.fullmatch(body.rstrip())
    return (found["label"], found["text"]) if found else ("", body.strip())


def _remove_frame(line: str) -> str:
    """Return a line without what psql or an editor draws around it."""
    line = line.replace("\ufeff", "").expandtabs(_TAB).rstrip()
    if line[:1] in ("|", "│") and line[-1:] in ("|", "│"):
        line = line[1:-1].rstrip()
    if line[:1] == '"' and line[-1:] == '"' and len(line) > 1:
        line = line[1:-1].replace('""', '"')
    return "" if _FRAME.fullmatch(line) else line.removesuffix("+").rstrip()
