"""A change as commands of the AWS CLI, for a shell.

https://docs.aws.amazon.com/cli/latest/reference/dsql/
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from typing import Any

from dsql_tui.dsql.changes import Call, Change, Made, Step, Wait

_HOLE = "\ue000{}\ue000"
"""Marks where a shell's variable goes, with a character that no text of AWS's holds."""


def script(change: Change) -> str:
    """A shell script that makes the change; what one call answers, the next ones use."""
    used = {made.region for step in change.steps for made in _made(step)}
    lines = [_line(step, used) for step in change.steps]
    return "\n".join(("#!/bin/sh", "set -eu", "", f"# {change.title}", *lines, ""))


def command(step: Step) -> str:
    """One step as a command."""
    if isinstance(step, Wait):
        waiter = "cluster-not-exists" if step.gone else "cluster-active"
        words = ["aws", "dsql", "wait", waiter, "--region", step.region]
        return " ".join([*words, "--identifier", _quoted(step.identifier)])
    words = ["aws", "dsql", _kebab(step.operation), "--region", step.region]
    for name, value in step.parameters.items():
        words.extend(_option(name, value))
    return " ".join(words)


def _line(step: Step, used: set[str]) -> str:
    if isinstance(step, Call) and step.operation == "CreateCluster" and step.region in used:
        return f"{_variable(step.region)}=$({command(step)} --query arn --output text)"
    return command(step)


def _option(name: str, value: Any) -> list[str]:
    option = f"--{_kebab(name)}"
    if value is True:
        return [option]
    if value is False:
        return [f"--no-{_kebab(name)}"]
    if isinstance(value, list):
        return [option, *(_quoted(one) for one in value)]
    return [option, _quoted(value)]


def _quoted(value: Any) -> str:
    """A value as one word of the shell, its variables left open."""
    text = value if isinstance(value, str) else _text(value)
    pieces = text.split("\ue000")
    quoted = [
        _expansion(piece) if odd % 2 else (shlex.quote(piece) if piece else "")
        for odd, piece in enumerate(pieces)
    ]
    return "".join(quoted) or "''"


def _text(value: Any) -> str:
    if isinstance(value, Made):
        return _hole(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_hole)


def _hole(made: Made) -> str:
    return _HOLE.format(f"{made.part} {made.region}")


def _expansion(hole: str) -> str:
    part, _, region = hole.partition(" ")
    variable = _variable(region)
    return f'"${variable}"' if part == "arn" else f'"${{{variable}##*/}}"'


def _variable(region: str) -> str:
    return f"ARN_{region.upper().replace('-', '_')}"


def _kebab(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"-\1", name).lower()


def _made(step: Step) -> Iterator[Made]:
    """Every cluster that a step takes from an earlier call."""
    todo: list[Any] = [step.identifier if isinstance(step, Wait) else step.parameters]
    while todo:
        value = todo.pop()
        if isinstance(value, Made):
            yield value
        elif isinstance(value, dict):
            todo.extend(value.values())
        elif isinstance(value, list):
            todo.extend(value)
