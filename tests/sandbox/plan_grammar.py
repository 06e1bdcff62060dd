"""The grammar of Aurora DSQL's plans, from the recorded ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_ESTIMATE = r"  \(cost=\d+\.\d\d\.\.\d+\.\d\d rows=\d+ width=\d+{more}\)"
_NODE = re.compile(
    r"(?P<space> *)(?P<arrow>->  )?(?P<name>[A-Z].*?)"
    + _ESTIMATE.format(more="")
    + r"(?: \(actual time=[\d.]+\.\.[\d.]+ rows=\d+ loops=\d+\)| \(never executed\))?"
)
_STORAGE = re.compile(
    r"(?P<space> *)-> (?P<name>(?P<layer>Storage|B-Tree) (?:Scan|Lookup) on \S+(?: \S+)?)"
    + _ESTIMATE.format(more=r"(?: loops=\d+)?")
    + r"(?: \(actual rows=\d+ loops=\d+\)| \(never executed\))?"
)
_DETAIL = re.compile(r"(?P<space> *)(?P<label>[A-Z][\w -]*): (?P<text>.*)")
_PART = re.compile(r" +(?:InitPlan|SubPlan|CTE) .*")

_STORED = frozenset({"Projections", "Filters", "Limit"})
_DPU = r"\d+\.\d{5} DPU"
_TAIL = re.compile(
    r"(?:Settings: work_mem = '128MB'.*\n)?"
    r"(?:Query Identifier: (?P<identifier>[13-9a-km-uw-z]{13})\n)?"
    r"(?:Planning Time: \d+\.\d{3} ms\n)?"
    r"(?:Execution Time: \d+\.\d{3} ms\n)?"
    rf"(?P<cost>Statement DPU Estimate:\n"
    rf"  Compute: {_DPU}\n"
    rf"  Read: {_DPU}(?: \(Transaction minimum: 0\.00375\))?\n"
    rf"  Write: {_DPU}(?: \(Transaction minimum: 0\.05000\))?\n"
    rf"(?:  MultiRegionWrite: {_DPU}(?: \(Transaction minimum: 0\.05000\))?\n)?"
    rf"  Total: {_DPU}\n)?"
)


class Read(NamedTuple):
    """A plan, as far as tests need it."""

    nodes: list[str]
    """The names of all nodes, with those of storage, from top to bottom."""
    details: dict[str, str]
    """The last text under each label."""
    identifier: str | None
    cost: dict[str, float]


def parse(lines: Sequence[str]) -> Read:
    """Parse a plan, and fail at the first unknown line."""
    begin = next((i for i, line in enumerate(lines) if i and not line.startswith(" ")), len(lines))
    tail = _TAIL.fullmatch("".join(f"{line}\n" for line in lines[begin:]))
    assert tail, lines[begin:]
    found = Read([], {}, tail["identifier"], _figures(tail["cost"] or ""))
    inner, layer = 0, ""
    for line in lines[:begin]:
        if storage := _STORAGE.fullmatch(line):
            space = len(storage["space"])
            # A B-tree lies within its storage node, and a storage node within its scan.
            assert (layer == "Storage") == (storage["layer"] == "B-Tree"), line
            assert layer != "" or space == inner, line
            assert layer != "Storage" or space == inner, line
            inner, layer = space + 4, storage["layer"]
            found.nodes.append(storage["name"])
        elif node := _NODE.fullmatch(line):
            assert bool(node["arrow"]) == bool(found.nodes), line
            assert layer != "Storage", line
            inner, layer = (len(node["space"]) + 6 if node["arrow"] else 2), ""
            found.nodes.append(node["name"])
        elif detail := _DETAIL.fullmatch(line):
            assert len(detail["space"]) == inner, line
            label = detail["label"]
            assert (label in _STORED) == (layer == "Storage"), line
            assert layer != "B-Tree" or label == "Index Cond", line
            found.details[label] = detail["text"]
        else:
            assert _PART.fullmatch(line), line
    assert layer != "Storage"
    return found


def _figures(block: str) -> dict[str, float]:
    return {name: float(figure) for name, figure in re.findall(r"  (\w+): ([\d.]+) DPU", block)}
