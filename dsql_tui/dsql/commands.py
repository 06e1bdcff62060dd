"""Changes of clusters as commands of the AWS CLI.

https://docs.aws.amazon.com/cli/latest/reference/dsql/
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from typing import Any

from dsql_tui.dsql.changes import Call, Change, CreatedCluster, Step, Wait

_PLACEHOLDER = "\ue000{}\ue000"
"""Marks the place of a shell variable."""
_PLACEHOLDERS = re.compile("\ue000((?:arn|identifier) [a-z0-9-]+)\ue000")


def shell_script(change: Change) -> str:
    """Return a shell script that makes the change; later commands use the ARNs of earlier ones."""
    used = {made.region for step in change.steps for made in _references(step)}
    title = " ".join(change.title.split())
    lines = [_line(step, used) for step in change.steps]
    return "\n".join(("#!/bin/sh", "set -eu", "", f"# {title}", *lines, ""))


def cli_command(step: Step) -> str:
    """Return one step as a command."""
    if isinstance(step, Wait):
        waiter = "cluster-not-exists" if step.gone else "cluster-active"
        words = ["aws", "dsql", "wait", waiter, "--region", step.region]
        return " ".join([*words, "--identifier", _quote(step.identifier)])
    words = ["aws", "dsql", _kebab(step.operation), "--region", step.region]
    for name, value in step.parameters.items():
        words.extend(_option(name, value))
    return " ".join(words)


def _line(step: Step, used: set[str]) -> str:
    if isinstance(step, Call) and step.operation == "CreateCluster" and step.region in used:
        return f"{_variable(step.region)}=$({cli_command(step)} --query arn --output text)"
    return cli_command(step)


def _option(name: str, value: Any) -> list[str]:
    option = f"--{_kebab(name)}"
    if value is True:
        return [option]
    if value is False:
        return [f"--no-{_kebab(name)}"]
    if isinstance(value, list) and value:
        return [option, *(_quote(one) for one in value)]
    return [option, _quote(value)]


def _quote(value: Any) -> str:
    """Quote a value as one word of the shell, with its variables left to expand."""
    text = value if isinstance(value, str) else _text(value)
    pieces = _PLACEHOLDERS.split(text)
    words = [
        _expansion(piece) if odd % 2 else (shlex.quote(piece) if piece else "")
        for odd, piece in enumerate(pieces)
    ]
    return "".join(words) or "''"


def _text(value: Any) -> str:
    if isinstance(value, CreatedCluster):
        return _placeholder(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_placeholder)


def _placeholder(made: CreatedCluster) -> str:
    return _PLACEHOLDER.format(f"{made.part} {made.region}")


def _expansion(placeholder: str) -> str:
    part, _, region = placeholder.partition(" ")
    variable = _variable(region)
    return f'"${variable}"' if part == "arn" else f'"${{{variable}##*/}}"'


def _variable(region: str) -> str:
    return f"ARN_{region.upper().replace('-', '_')}"


def _kebab(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"-\1", name).lower()


def _references(step: Step) -> Iterator[CreatedCluster]:
    """Yield every cluster that a step takes from an earlier call."""
    pending: list[Any] = [step.identifier if isinstance(step, Wait) else step.parameters]
    while pending:
        value = pending.pop()
        if isinstance(value, CreatedCluster):
            yield value
        elif isinstance(value, dict):
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
